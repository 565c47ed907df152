"""Completions that name several answers, by kind: what `meanings.py` counts, and the tests take a sample of."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

__all__ = ["FRAMES", "MAKERS", "Case", "cases", "completions"]

# What completions look like around an answer.
FRAMES = (
    r"\boxed{{{}}}",
    r"So we get $\boxed{{{}}}$.",
    r"<think>2 + 2</think>\boxed{{{}}}",
    r"\[\boxed{{{}}}\]",
    r"It follows that the final result is **\boxed{{{}}}**",
    "<answer>{}</answer>",
    "<think>so</think>\n<answer>{}</answer>",
    "<answer>\\boxed{{{}}}</answer>",
    "#### {}",
    "The answer is {}",
    "The final answer is: {}",
    "**Answer:** {}",
    "Answer: {}",
    "We add them.\n\nAnswer:\n{}",
)


class Case(NamedTuple):
    """One answer of a kind, the golds it is held against, and those it must not be paid for."""

    kind: str
    text: str
    golds: tuple[str, ...]
    undue: tuple[str, ...] = ()
    whole: bool = False  # a completion as it is, which nothing is put around


Maker = Callable[[random.Random], Case]
MAKERS: dict[str, Maker] = {}


def maker(function: Maker) -> Maker:
    """Enter what makes a kind of cases."""
    MAKERS[function.__name__] = function
    return function


# ── what answers are made of ──

NUMBERS = ("5", "7", "12", "18", "-3", "0", "100", "2.5", r"\frac{1}{2}", "3/4", "1,234", "0.125", "5:7")
FORMULAS = (
    "x+1",
    r"2\sqrt{3}",
    r"\pi",
    "2x",
    "x^2-1",
    r"\sqrt{2}",
    "n!",
    "2^n",
    r"\log 2",
    r"\frac{x}{2}",
    "-x",
)
STRUCTURES = (
    "(1, 2)",
    r"\{1, 2\}",
    "[1, 2)",
    "1, 2",
    "x=5",
    "y=7",
    "x > 3",
    "x^2+y^2=1",
    r"x \in (1, 2)",
    "3:4",
)
AMOUNTS = (
    "5 cm",
    "7 m",
    r"12\text{ cm}",
    "$18",
    "50%",
    r"45^\circ",
    "5 apples",
    "7 dogs",
    "3 hours",
    "5 m/s",
)
LETTERS = ("A", "B", "C", "D", "(A)", "(B)", r"\text{(C)}")
WORDS = (
    "Paris",
    "London",
    "yes",
    "no",
    "True",
    "False",
    "even",
    "odd",
    "Monday",
    "no solution",
    "red",
    "an ellipse",
    "DNE",
)
POOLS = (NUMBERS, NUMBERS, FORMULAS, STRUCTURES, AMOUNTS, LETTERS, WORDS)
NAMES = (
    "x",
    "y",
    "n",
    "the sum",
    "the total",
    "the area",
    "it",
    "this",
    "that",
    "the answer",
    "the value",
    "the result",
)


def some(rng: random.Random, count: int, pools: tuple[tuple[str, ...], ...] = POOLS) -> list[str]:
    """Different answers, mostly of one pool: rivals are of a kind."""
    first = rng.choice(pools)
    second = first if rng.random() < 0.8 else rng.choice(pools)
    found = [rng.choice(first)]
    while len(found) < count:
        candidate = rng.choice(second)
        if candidate not in found:
            found.append(candidate)
        else:
            second = rng.choice(pools)
    return found


def dressed(text: str, rng: random.Random) -> str:
    """The answer, perhaps as mathematics or in bold."""
    return rng.choice((text, text, text, f"${text}$", rf"\({text}\)", f"**{text}**"))


# ── kinds ──

LEADS = (
    "{a}", "{a}", "{a}", "{n} is {a}", "{n} = {a}", "probably {a}", "I get {a}", "we find that {a}", "either {a}",
    "Thus {n} is {a}", "about {a}", "for sure {a}", "the answer is {a}", r"\text{{{n} is }}{a}", "Tom has {a}", "It must be {a}",
)  # fmt: skip
JOINTS = (
    ", {r}", "; {r}", ". {R}", " because {r}", " since {r}", " so {r}", " as {r}", ", which is {b}", " which is {b}",
    " - {r}", " ({r})", " and {r}", ", and {r}", " or {r}", ", or {r}", " or maybe {r}", " but {r}", ", not {b}",
    ", no, {b}", ". No wait, {b}", ", i.e. {b}", " rather than {b}", ", hence {b}", ", so {r}", " where {r}", " if {r}",
    " instead of {b}", ", that is, {b}", ", in other words {b}", "? {b}", "! {R}", "\n{r}", " = {b}?", ", although {r}",
    " while {r}", " unless {r}", " ({b})", " [{b}]", " / {b}", " vs {b}", ", or rather {b}", ", otherwise {b}",
    r" \text{{ because {r}}}", r" \text{{ or }} {b}", r", \text{{it is }} {b}", r"\text{{, so }} {b}", ", for {n} is {b}",
    " given that {r}", " as opposed to {b}", ", alternatively {b}", ". Therefore {b}", ", thus {b}", " meaning {b}",
)  # fmt: skip
RIVALS = (
    "{b}", "{b}", "{n} is {b}", "it is {b}", "it's {b}", "the answer is {b}", "{n} equals {b}", "{n} = {b}", "it could be {b}",
    "we have {b}", "the other is {b}", "it may also be {b}", "actually {b}", "{n} was {b}", "Ann has {b}", "that's {b}",
    "it is {b} as {c}", "equals {b}", "it becomes {b}", "the correct answer is {b}", "it cannot be {b}",
)  # fmt: skip


@maker
def sentence(rng: random.Random) -> Case:
    """Two or three answers in a sentence."""
    a, b, c = some(rng, 3)
    parts = {"a": dressed(a, rng), "b": dressed(b, rng), "c": dressed(c, rng), "n": rng.choice(NAMES)}
    rival = rng.choice(RIVALS).format(**parts)
    joint = rng.choice(JOINTS).format(r=rival, R=rival[:1].upper() + rival[1:], **parts)
    text = rng.choice(LEADS).format(**parts) + joint
    return Case("sentence", text, (a, b, c, f"{a}, {b}", *((f"x={b}",) if b in NUMBERS else ())))


@maker
def hedge(rng: random.Random) -> Case:
    """An answer, and another that is possible as well: neither is said."""
    a, b = rng.sample(rng.choice((NUMBERS[:7], FORMULAS[:5], LETTERS[:4])), 2)
    form = rng.choice((
        "{a}, or maybe {b}", "{a} or perhaps {b}", "{a}, maybe {b}", "either {a} or {b}", "{a}, it is {b}",
        "{a} because it is {b}", "{a}, no, {b}", "{a}, possibly {b}", "{a}, it could be {b}", "{a}, alternatively {b}", "{a}; it's {b}",
    ))  # fmt: skip
    return Case("hedge", form.format(a=a, b=b), (a, b), (a, b))


SIGNS = (
    r"\approx",
    r"\sim",
    r"\simeq",
    r"\doteq",
    "≈",
    "∼",
    "≃",
    "≐",
    r"\to",
    r"\rightarrow",
    "→",
    r"\in",
    "=",
    r"\neq",
    "<",
    r"\equiv",
)


@maker
def chain(rng: random.Random) -> Case:
    """Values with signs between them."""
    exact = (
        "5",
        "7",
        r"\frac{1}{3}",
        r"\frac{37}{5}",
        r"\sqrt{2}",
        r"\pi",
        "2.5",
        "1/7",
        "12",
        "-3",
        "100",
        "7.25",
    )
    near = (
        "9",
        "0.333",
        "7.4",
        "7",
        "1.414",
        "3.14",
        "3.2",
        "2.50",
        "0.143",
        "12",
        "5",
        "4.9",
        "8",
        "-3",
        "7.3",
        "100",
    )
    start = rng.choice(("", "", "x = ", "x ", "y = ", r"\text{area} = "))
    first, middle, last = rng.choice(exact), rng.choice(near), rng.choice(near)
    signs = [rng.choice(SIGNS) for _ in range(3)]
    text = f"{start or ''}{signs[2] + ' ' if start == 'x ' else ''}{first} {signs[0]} {middle}"
    if rng.random() < 0.4:
        text += f" {signs[1]} {last}"
    golds = tuple(dict.fromkeys((first, middle, last, f"x={first}", f"x={middle}")))
    wrong = middle in ("9", "8", "4.9") and signs[0] in SIGNS[:8] and first in ("5", "7", "12", "100", "-3")
    arrow = signs[0] in (r"\to", r"\rightarrow", "→", r"\in") and not start
    differ = (
        {first, middle} if wrong and not start else {middle} if arrow and len({first, middle}) == 2 else ()
    )
    return Case("chain", text, golds, tuple(differ))


@maker
def truth(rng: random.Random) -> Case:
    """A value that is said to be itself, which says nothing of a name."""
    a = rng.choice(NUMBERS[:9])
    return Case("truth", f"{a} {rng.choice(('=', '=='))} {a}", (f"x={a}", f"y={a}", a), (f"x={a}", f"y={a}"))


@maker
def logic(rng: random.Random) -> Case:
    """Inequalities joined by "and" and "or"."""
    low = rng.randint(-5, 5)
    mid, high = low + rng.randint(1, 5), low + rng.randint(6, 9)
    pair = f"x>{low} and x<{mid}" if rng.random() < 0.5 else f"{low}<x and x<{mid}"
    text = rng.choice(
        (
            f"{pair} or x>{high}",
            f"x>{high} or {pair}",
            rf"x>{high} \text{{ or }} x>{low} \text{{ and }} x<{mid}",
        )
    )
    right = rf"({low},{mid})\cup({high},\infty)"
    wrong = (r"\mathbb{R}", rf"({low},\infty)", rf"({low},{mid})", rf"(-\infty,{mid})\cup({high},\infty)")
    return Case("logic", text, (right, *wrong), wrong)


@maker
def half_plane(rng: random.Random) -> Case:
    """An inequality in two names, one way round and the other."""
    one, other = rng.sample("xyab", 2)
    sign, turned = rng.choice((("<", ">"), (r"\le", r"\ge")))
    texts = (
        f"{one}-{other}{sign}0",
        f"{one} {sign} {other}",
        f"{other} {turned} {one}",
        f"2{one} {sign} 2{other}",
    )
    against = (f"{other}-{one}{sign}0", f"{one} {turned} {other}", f"{one}-{other} {turned} 0")
    return Case("half-plane", rng.choice(texts), (texts[0], *against), against)


JUNCTIONS = (
    " or it could be ", " or maybe ", ", maybe ", " or perhaps ", ", or possibly ", ", it could also be ", " or, if not, ", ", or else ",
    " or ", " and ", ", ", "", " ", ". ", "; ", " but also ", " and so ", r" \text{ or maybe } ", "\n\n", " = ", " is ", ", then ",
    ". Wait, ", " not ", " instead of ", " vs ", "/", " & ", " $ and $ ", r"\quad ",
)  # fmt: skip


@maker
def boxes(rng: random.Random) -> Case:
    """Two or three boxes, or tags, with words between them."""
    a, b, c = some(rng, 3)
    marker = rng.choice((r"\boxed{{{}}}", r"\boxed{{{}}}", "$\\boxed{{{}}}$", "<answer>{}</answer>"))
    count = rng.choice((2, 2, 3))
    chosen = [rng.choice((a, b)), b, c][:count]
    joints = [rng.choice(JUNCTIONS) for _ in range(count)]
    body = "".join(
        marker.format(each) + joint for each, joint in zip(chosen, (*joints[:-1], ""), strict=False)
    )
    text = rng.choice(("", "Either ", "So ", "The answer is ", "First ")) + body
    hedged = count == 2 and len(set(chosen)) == 2 and joints[0] in JUNCTIONS[:8]
    plain = {a, b, c}.issubset(NUMBERS)
    golds = (a, b, c, f"{a}, {b}") if plain else (a, b, c)
    return Case("boxes", text, golds, tuple(chosen) if hedged and plain else (), whole=True)


@maker
def listing(rng: random.Random) -> Case:
    """Several items in brackets or none."""
    items = some(rng, rng.choice((2, 2, 3)), (NUMBERS[:8], FORMULAS, LETTERS[:4], WORDS[:6], AMOUNTS))
    body = rng.choice(
        (", ", "; ", " and ", " or ", " , ", r" \text{ and } ", r" \text{ or } ", r" \\ ", " & ", "/", " ")
    ).join(items)
    opening, closing = rng.choice(
        (("", ""), ("", ""), ("(", ")"), (r"\{", r"\}"), ("[", "]"), ("(", "]"), (r"\langle ", r"\rangle"))
    )
    text = rng.choice(("", "", "x = ", r"x \in ", "the roots are ", r"\pm ")) + opening + body + closing
    joined = ", ".join(items)
    golds = (
        *items,
        joined,
        f"({joined})",
        rf"\{{{joined}\}}",
        ", ".join(items[::-1]),
        f"({', '.join(items[::-1])})",
        f"x={items[0]}",
    )
    return Case("listing", text, tuple(dict.fromkeys(golds)))


OPTIONS = ("5", "12 cm", "Paris", r"\frac{1}{2}", "x+1", "Vitamin C", "None of these", "7", "yes", "3 or 5")


@maker
def choice(rng: random.Random) -> Case:
    """An option's letter with its text."""
    a, b = rng.sample("ABCDE", 2)
    label = rng.choice(("({})", "{}.", "{})", "{}:", "Option {}", r"\text{{({})}}", r"\textbf{{({})}}", "{}"))
    one, other = rng.sample(OPTIONS, 2)
    text = f"{label.format(a)} {one}"
    if rng.random() < 0.3:
        text += f"{rng.choice((' ', ', ', ' because ', ' since ', ', which is '))}{other}"
    return Case("choice", text, (a, b, one, other, f"({b}) {one}"))


@maker
def choices(rng: random.Random) -> Case:
    """Letters of which none is picked."""
    a, b, c, d = rng.sample("ABCDE", 4)
    form = rng.choice((
        "({a}), ({b}), ({c}), ({d})", "({a}) or ({b})", "({a}) is wrong", "({a}) rather than ({b})? no, ({b})", r"\text{{({a})}}\text{{({b})}}",
        "{a} Or {b}", "({a})({b})", "({a}) and ({b})", "({a}) isn't right", "({a}) not ({b})", "({a}) / ({b})", "({a}), maybe ({b})",
        "({a}) 5 ({b}) 7", "{a}) 5, {b}) 7", "({a}) might be right", "({a}) incorrect", "({a}), ({b})", "{a}, {b}", "({a}) but not ({b}), or ({b})",
    ))  # fmt: skip
    return Case("choices", form.format(a=a, b=b, c=c, d=d), (a, b, c, d), (a, b, c, d))


@maker
def amount(rng: random.Random) -> Case:
    """A number with units and nouns."""
    number = rng.choice(("5", "12", "2.5", r"\frac{1}{2}", "100"))
    nouns = ("dogs", "cats", "boys", "girls", "apples", "pears", "books", "pens", "meals", "trips", "marbles")
    units = ("cm", "m", "km", "hours", "dollars", "feet", "miles", "kg")
    one, other = rng.sample(rng.choice((nouns, nouns, units, nouns + units)), 2)
    form = rng.choice(("{n} {one} {other}", r"{n}\text{{ {one} {other}}}", "{n} {one}", "{n} {one} and {n} {other}", "{n} {one}, {n} {other}",
                       "{n} {one} or {other}", "{n} {one} of {other}", "{n} {one} per {other}", "{n} {one}/{other}", "{n} {one} ({other})"))  # fmt: skip
    return Case(
        "amount",
        form.format(n=number, one=one, other=other),
        (number, f"{number} {one}", f"{number} {other}"),
    )


CHANGERS = (
    "below zero", "short", "less", "sixths", "tens", "zeros", "ninths", "tenths", "hundredths", "nines", "elevenths", "halves",
    "squared", "doubled", "pairs", "under", "minus", "negative", "apples short", "degrees below zero", "dozen", "hundred", "thousand",
    "lakh", "in base 7", "eighths", "factorial",
)  # fmt: skip


@maker
def changed(rng: random.Random) -> Case:
    """A number, and a word that makes another of it."""
    number = rng.choice(("5", "7", "12", "3", "25"))
    word = rng.choice(CHANGERS)
    text = rng.choice((f"{number} {word}", rf"{number}\text{{ {word}}}", rf"{number} \text{{ {word} }}"))
    return Case("changed", text, (number, f"-{number}", f"{number}0"), (number,))


LANGUAGES = (
    ("{a}，或者{b}", "{a}或{b}", "{a}和{b}", "答案是{a}，不是{b}", "{a}，因为它是{b}", "答案：{a}，答案：{b}", "{a}（或{b}）", "{a}、{b}", "故选{a}。或{b}"),
    ("{a} ou {b}", "{a}, car c'est {b}", "La réponse est {a}, c'est {b}", "{a} et {b}", "{a}, pas {b}", "{a} ou peut-être {b}"),
    ("{a} oder {b}", "{a}, denn es ist {b}", "Die Antwort ist {a}, es ist {b}", "{a} und {b}", "{a}, nicht {b}"),
    ("{a} o {b}", "{a}, porque es {b}", "La respuesta es {a}, es {b}", "{a} y {b}", "Respuesta: {a}, {b}"),
    ("{a} или {b}", "{a}, потому что {b}", "Ответ: {a}, это {b}", "{a} и {b}"),
    ("{a}または{b}", "答えは{a}、{b}です", "{a}か{b}"),
    ("{a} 또는 {b}", "정답은 {a}, {b}"),
    ("{a} أو {b}", "الجواب {a} هو {b}"),
)  # fmt: skip


@maker
def language(rng: random.Random) -> Case:
    """Two answers in another language than English."""
    a, b = some(rng, 2, (NUMBERS[:8], FORMULAS[:6], LETTERS[:4]))
    return Case("language", rng.choice(rng.choice(LANGUAGES)).format(a=a, b=b), (a, b, f"{a}, {b}"))


@maker
def word(rng: random.Random) -> Case:
    """Words, and words that say something else."""
    a, b = rng.sample(WORDS, 2)
    n = rng.choice(NUMBERS[:6])
    form = rng.choice(("{a}, {b}", "{a} and {b}", "{a}, it is {n}", "{a}: {n}", "{a} because it is {b}", "not {a} but {b}", "{a} ({b})",
                       "{a}, so {n}", "the answer is {a}, {b}", "{a} {b}", "{a} = {b}", "{a}. {b}", "it is {a}, {n}", "{a}, the answer is {n}", "{a} or {b}"))  # fmt: skip
    return Case("word", form.format(a=a, b=b, n=n), (a, b, n, f"{a}, {b}"))


@maker
def named(rng: random.Random) -> Case:
    """Names with values, remarks, functions, signs and letters with digits."""
    a, b = some(rng, 2, (NUMBERS[:7], FORMULAS))
    form = rng.choice((
        "x={a}, y={b}", "x = {a} and y = {b}", "x=y={a}", "m+n={a}", "m+n={a}={b}", "f(x)={a}", "f(2)={a}", "AB^2={a}", "x={a}, x={b}",
        "x={a} (y={b})", "{a} = {b}", "x = {a} where y = {b}", "{a}, n \\ge 1", "{a} for n = {b}", "f(t)={a}", "x \\mapsto {a}", "P(A|B)={a}",
        "{a} (approximately {b})", "{a} \\text{{ (double root)}}", "B = A", "x=A", "\\pm {a}", "\\pm {a} \\pm {b}", "{a} \\pm {b}", "\\angle A = {a}", "\\frac{{x}}{{y}} = {a}", "x={a}; {b}", "S = {a} - {b}", "n={a}, {b}", "DNE", "\\infty",
    ))  # fmt: skip
    text = form.format(a=a, b=b)
    named = (f"x={a}", f"f(x)={a}", *((f"x={b}", f"y={b}") if b in NUMBERS else ()))
    return Case("named", text, tuple(dict.fromkeys((a, b, *named, f"{a}, {b}", "A", "B"))))


@maker
def code(rng: random.Random) -> Case:
    """A letter with a digit behind it, which is a name, a formula or a square of a board, and never their product."""
    letter, digit = rng.choice("vCBeNRH"), rng.randint(2, 9)
    one, other = f"{letter}{digit}", f"{digit}{letter}"
    text, against = rng.choice(
        ((one, other), (other, one), (f"{one}O", f"{digit}{letter}O"), (f"C{digit}H6", f"C6H{digit}"))
    )
    return Case("code", text, (text, against), (against,) if text != against else ())


# ── all of them ──


def cases(count: int, seed: int, kinds: tuple[str, ...] = ()) -> Iterator[Case]:
    """Make so many different cases, each kind as often as it has more to say."""
    rng = random.Random(seed)
    makers = [MAKERS[kind] for kind in kinds or MAKERS]
    weights = [
        8 if make.__name__ in ("sentence", "boxes", "chain", "listing", "named") else 2 for make in makers
    ]
    seen: set[str] = set()
    tries = 0
    while len(seen) < count and tries < 20 * count:
        tries += 1
        case = rng.choices(makers, weights)[0](rng)
        if case.text not in seen:
            seen.add(case.text)
            yield case


def completions(case: Case) -> list[str]:
    """The case's answer in every frame."""
    return [case.text] if case.whole else [frame.format(case.text) for frame in FRAMES]
