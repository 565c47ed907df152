"""The stories, by family: a text with slots, the numbers that fit them, and the sums that solve it.

``{a}`` to ``{e}`` are numbers, drawn from the ranges beside the text; a sum names them, or the result of an
earlier sum by its place: ``1`` is the first one's. ``{name}``, ``{he}``, ``{his}`` and ``{friend}`` are people,
``{thing}`` is what they have. ASIDES are sentences with a number that does not matter, one for a story
with ``{aside}`` in it; ``{z}`` is no number of the story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from recipe.stories.problem import Number

Range = Sequence[Number]

PEOPLE = (
    ("Tom", "He", "his"), ("Ann", "She", "her"), ("Ben", "He", "his"), ("Mia", "She", "her"),
    ("Sam", "He", "his"), ("Zoe", "She", "her"), ("Leo", "He", "his"), ("Eva", "She", "her"),
    ("Max", "He", "his"), ("Ida", "She", "her"), ("Noah", "He", "his"), ("Lucy", "She", "her"),
    ("Omar", "He", "his"), ("Nina", "She", "her"), ("Paul", "He", "his"), ("Rosa", "She", "her"),
)  # fmt: skip
FRIENDS = ("a friend", "a neighbour", "a cousin", "a classmate", "an uncle", "an aunt")
THINGS = {
    "give and take": ("marbles", "stamps", "shells", "cards", "coins", "beads", "stickers", "pencils"),
    "distance": ("train", "bus", "car", "ship", "truck", "van", "motorbike", "ferry"),
    "change": ("books", "games", "shirts", "plants", "hats", "mugs", "toys", "balls"),
    "sharing": ("sweets", "cookies", "apples", "plums", "grapes", "nuts", "cherries", "buns"),
    "ages": ("brother", "sister", "cousin", "neighbour"),
    "rows": ("cabbages", "tulips", "trees", "roses", "carrots", "bushes"),
}
ASIDES = {
    "give and take": ("{name} is {z} years old.", "{name} lives at number {z}.", "{name} has {z} books too."),
    "distance": ("The {thing} has {z} seats.", "The {thing} is {z} years old.", "There are {z} people on board."),
    "change": ("{name} is {z} years old.", "The shop has {z} shelves.", "The shop is {z} minutes away."),
    "sharing": ("The table is {z} years old.", "It is {z} degrees outside.", "The bowl cost {z} dollars."),
    "ages": ("They live at number {z}.", "{name} has {z} cards.", "Their street has {z} houses."),
    "rows": ("The garden is {z} years old.", "The fence has {z} posts.", "It is {z} degrees outside."),
}  # fmt: skip


@dataclass(frozen=True)
class Template:
    """One story of a family. Every result is positive and whole."""

    text: str
    ranges: dict[str, Range]
    sums: tuple[str, ...]


def some(low: int, high: int, step: int = 1) -> Range:
    return range(low, high + 1, step)


HALVES: Range = tuple(Fraction(number, 2) for number in (1, 3, 5, 7, 9))
HOURS: Range = (*some(2, 6), *HALVES)
SPEEDS: Range = (*some(10, 90, 10), 15, 25, 35, 45)
NOTES: Range = (10, 20, 50, 100)

GIVE_AND_TAKE = (
    Template(
        "{name} has {a} {thing}.{aside} {he} gives {b} of them to {friend}. How many {thing} does {name} have left?",
        {"a": some(10, 60), "b": some(2, 20)}, ("a - b",),
    ),
    Template(
        "{name} has {a} {thing}.{aside} {he} finds {b} more. How many {thing} does {name} have now?",
        {"a": some(5, 60), "b": some(2, 30)}, ("a + b",),
    ),
    Template(
        "{name} had {a} {thing} and lost {b} of them.{aside} How many {thing} are left?",
        {"a": some(10, 60), "b": some(2, 20)}, ("a - b",),
    ),
    Template(
        "{name} has {a} {thing}.{aside} {he} gives {b} away and then buys {c} new ones. How many {thing} are there now?",
        {"a": some(10, 50), "b": some(2, 9), "c": some(2, 20)}, ("a - b", "1 + c"),
    ),
    Template(
        "{name} collects {thing}. {he} has {a} of them, gets {b} from {friend} and {c} for {his} birthday.{aside}"
        " How many {thing} does {name} have in all?",
        {"a": some(5, 40), "b": some(2, 20), "c": some(2, 20)}, ("a + b", "1 + c"),
    ),
    Template(
        "{name} starts the day with {a} {thing}.{aside} {he} wins {b}, loses {c} and gives {d} to {friend}."
        " How many {thing} are left in the evening?",
        {"a": some(10, 40), "b": some(2, 12), "c": some(2, 9), "d": some(2, 9)}, ("a + b", "1 - c", "2 - d"),
    ),
)  # fmt: skip
DISTANCE = (
    Template(
        "A {thing} goes {a} miles per hour for {b} hours.{aside} How many miles does it go?",
        {"a": SPEEDS, "b": HOURS}, ("a * b",),
    ),
    Template(
        "A {thing} drives at a speed of {a} kilometres per hour.{aside} How many kilometres is that in {b} hours?",
        {"a": SPEEDS, "b": HOURS}, ("a * b",),
    ),
    Template(
        "It took a {thing} {b} hours to go {a} miles.{aside} What was its speed in miles per hour?",
        {"a": some(20, 300, 10), "b": some(2, 6)}, ("a / b",),
    ),
    Template(
        "A {thing} goes {a} miles per hour for {b} hours and then {c} miles more.{aside} How many miles is that in all?",
        {"a": SPEEDS, "b": HOURS, "c": some(5, 60, 5)}, ("a * b", "1 + c"),
    ),
    Template(
        "The way is {c} miles long. A {thing} has been under way for {b} hours at {a} miles per hour.{aside}"
        " How many miles are left?",
        {"a": SPEEDS, "b": HOURS, "c": some(100, 400, 10)}, ("a * b", "c - 1"),
    ),
    Template(
        "A {thing} goes {a} miles per hour for {b} hours, and then {c} miles per hour for {d} hours.{aside}"
        " How many miles does it go altogether?",
        {"a": SPEEDS, "b": HOURS, "c": SPEEDS, "d": HOURS}, ("a * b", "c * d", "1 + 2"),
    ),
)  # fmt: skip
CHANGE = (
    Template(
        "{name} buys {thing} for {b} dollars and pays with a note of {a} dollars.{aside}"
        " How many dollars of change does {name} get?",
        {"a": NOTES, "b": some(2, 95)}, ("a - b",),
    ),
    Template(
        "{name} buys {a} {thing} at ${b} each.{aside} How many dollars do they cost together?",
        {"a": some(2, 9), "b": some(2, 15)}, ("a * b",),
    ),
    Template(
        "{name} has ${c} and buys {a} {thing} for ${b} each.{aside} How much change does {name} get?",
        {"a": some(2, 6), "b": some(2, 15), "c": NOTES}, ("a * b", "c - 1"),
    ),
    Template(
        "One of the {thing} costs ${b}. {name} takes {a} of them and pays with ${c}.{aside}"
        " How many dollars does {he_low} get back?",
        {"a": some(2, 6), "b": some(2, 15), "c": NOTES}, ("a * b", "c - 1"),
    ),
    Template(
        "{name} buys {a} {thing} at ${b} each and a bag for ${d}.{aside} {he} pays with ${c}."
        " How many dollars of change does {name} get?",
        {"a": some(2, 5), "b": some(2, 12), "c": NOTES, "d": some(1, 9)}, ("a * b", "1 + d", "c - 2"),
    ),
)  # fmt: skip
SHARING = (
    Template(
        "{a} {thing} are shared equally among {b} children.{aside} How many does each child get?",
        {"a": some(6, 90), "b": some(2, 9)}, ("a / b",),
    ),
    Template(
        "{name} puts {a} {thing} into {b} bags, the same number into each.{aside} How many {thing} are in one bag?",
        {"a": some(6, 90), "b": some(2, 9)}, ("a / b",),
    ),
    Template(
        "{b} children share {a} {thing} equally.{aside} Then each of them eats {c}. How many has each one left?",
        {"a": some(8, 90), "b": some(2, 9), "c": some(1, 8)}, ("a / b", "1 - c"),
    ),
    Template(
        "{name} has {a} {thing} and keeps {c} of them.{aside} The rest is shared equally among {b} friends."
        " How many does each friend get?",
        {"a": some(10, 90), "b": some(2, 9), "c": some(2, 12)}, ("a - c", "1 / b"),
    ),
    Template(
        "{name} has {a} {thing} and gets {d} more.{aside} {he} eats {c} and shares the others equally among {b} friends."
        " How many does each friend get?",
        {"a": some(10, 60), "b": some(2, 6), "c": some(1, 9), "d": some(2, 20)}, ("a + d", "1 - c", "2 / b"),
    ),
)  # fmt: skip
AGES = (
    Template(
        "{name} is {a} years old. {his_up} {thing} is {b} years older.{aside} How old is the {thing}?",
        {"a": some(4, 40), "b": some(2, 20)}, ("a + b",),
    ),
    Template(
        "{name} is {a} years old.{aside} How old was {name} {b} years ago?",
        {"a": some(8, 60), "b": some(2, 20)}, ("a - b",),
    ),
    Template(
        "{name} is {a} years old, and {his} {thing} is {b} times as old.{aside} How old is the {thing}?",
        {"a": some(3, 20), "b": some(2, 5)}, ("a * b",),
    ),
    Template(
        "{name} is {a} years old. {his_up} {thing} is {b} years younger.{aside} How old will the {thing} be in {c} years?",
        {"a": some(10, 40), "b": some(2, 9), "c": some(2, 15)}, ("a - b", "1 + c"),
    ),
    Template(
        "{name} is {a} years old, and {his} {thing} is {b} times as old.{aside} How many years do they have together?",
        {"a": some(3, 15), "b": some(2, 5)}, ("a * b", "a + 1"),
    ),
    Template(
        "{name} is {a}. {his_up} {thing} is {b} years older, and {his} father is {c} times as old as the {thing}.{aside}"
        " How old was the father {d} years ago?",
        {"a": some(4, 12), "b": some(2, 8), "c": some(2, 4), "d": some(2, 9)}, ("a + b", "1 * c", "2 - d"),
    ),
)  # fmt: skip
ROWS = (
    Template(
        "A garden has {a} rows of {b} {thing}.{aside} How many {thing} are there?",
        {"a": some(3, 12), "b": some(3, 15)}, ("a * b",),
    ),
    Template(
        "There are {a} rows with {b} {thing} in each.{aside} A storm breaks {c} of them. How many {thing} still stand?",
        {"a": some(3, 10), "b": some(3, 12), "c": some(2, 9)}, ("a * b", "1 - c"),
    ),
    Template(
        "{name} plants {a} {thing} in {b} equal rows, and then {c} more in each row.{aside}"
        " How many {thing} are in one row now?",
        {"a": some(10, 90), "b": some(2, 9), "c": some(2, 9)}, ("a / b", "1 + c"),
    ),
    Template(
        "A gardener plants {a} rows of {b} {thing} and {c} rows of {d}.{aside} How many {thing} does that make?",
        {"a": some(2, 8), "b": some(3, 10), "c": some(2, 8), "d": some(3, 10)}, ("a * b", "c * d", "1 + 2"),
    ),
)  # fmt: skip

TEMPLATES: dict[str, tuple[Template, ...]] = {
    "give and take": GIVE_AND_TAKE,
    "distance": DISTANCE,
    "change": CHANGE,
    "sharing": SHARING,
    "ages": AGES,
    "rows": ROWS,
}
