"""Texts that use every function and operator the notation knows, on arguments they were not made for.

The templates are made of the reader's own tables, so that a function, unit or operator which is added there
is tried here without anybody thinking of it. Everything is drawn from a seed: a text is the same wherever
and whenever it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from reasoning_rewards import NumberPolicy
from reasoning_rewards.answers.notation import binding, brackets, commands, literals, matrices
from reasoning_rewards.answers.values import vocabulary
from reasoning_rewards.answers.values.units import COMPOUND, CURRENCY, UNITS

ARGUMENTS = (
    "0", "1", "-1", "2", "-2", "-8", "7", "12", "0.5", "-2.5", "0.333", "0.000", "1234567890123.5",
    r"\frac{1}{2}", r"-\frac{1}{3}", r"\frac{2}{3}", r"\frac{0}{5}", r"\frac{1}{0}", r"\frac{-7}{2}", "1/3", "-2/3",
    r"\sqrt{2}", r"-\sqrt{2}", r"\sqrt[3]{-2}", r"\sqrt{-4}", r"\frac{1}{\sqrt{3}}", r"\sqrt{x}", r"\sqrt{2+\sqrt{3}}",
    "x", "-x", "n", "x-1", "x-x", "2x+1", r"\frac{1}{x}", "x_1", r"\alpha", "e", "i", "-i", "1+i", r"\pi", r"-\pi",
    r"\frac{\pi}{2}", r"\sin 1", r"\cos^2 1 + \sin^2 1", r"\ln 2", r"\infty", r"-\infty", "10^{40}", "10^{400}",
    "-10^{400}", "10^{-400}", "1e300", "1e-300", "2^{10^{6}}", "2^{10^{100}}", "9" * 50, "3000", "10^9", "10^{12}",
)  # fmt: skip
STRUCTURES = (
    r"5\%", r"-5\%", r"3\text{ cm}", "45^\\circ", r"\$5", r"5\text{ apples}", r"2\text{ hours }30\text{ minutes}",
    r"\pm 2", r"\mp x", "1,234", "0,5", "1,2", "(1,2)", "[2,1]", "(3,3)", r"[5,-\infty)", r"\{\}", r"\emptyset",
    r"\{1,1,2\}", r"\{x \mid x^2<0\}", "x=3", "3=5", "x>1", r"x \in (2,1)", "1<x<0", "3:0", "0:0", "12:75", "1_2", "12_3",
    r"\ldots", "", r"\text{ }", "yes", "A", r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
    r"\begin{pmatrix}1&2\end{pmatrix}", r"\begin{pmatrix}0\end{pmatrix}", r"0.\overline{9}", "3!", "(-2)!", r"\mathbb{R}",
)  # fmt: skip

_CLOSING = {**vocabulary.OPENERS, "|": "|", "\\|": "\\|", **{a: b for a, (b, _) in brackets._BARS.items()}}
_SINGLE = (
    "@!", "@!!", "(@)!", "(@)!!", "@'", "f(@)", "f'(@)", "@\\%", "@^\\circ", "@^{\\circ}", "-@", "-(@)", "+@",
    r"\sqrt@", r"\sqrt{@}", r"\boxed{@}", r"\mathbb{@}", r"\log_2{@}", r"\log @", "sin@", r"\frac@2",
    r"0.\overline{@}", "@°", "@²", "√@", "∛@", r"\text{@}", r"\mathrm{@}", r"@\text{ squared}", "minus @",
    "about @", r"\approx @", "x = @", "f(x) = @", r"\{@\}", r"\{x \mid x = @\}", "e^{@}", "i^{@}", "x^{@}",
    "(@)^{-1}", r"(@)^{1/3}", r"(@)^{-1/3}", r"(@)^{\frac12}", r"(@)^{-\frac{2}{3}}", r"0^{@}", "(@)^0",
    r"\frac{d}{dx} @", r"\frac{dy}{dx} = @", "d/dx @", "(@, 1)", "[@, 1)", "(@; 1; 2)", "@ or 3", "@ and 3", "3 or @",
)  # fmt: skip
_SEVERAL = (
    "(@)^{@}", "@^{@}", "@^@", "@**@", "(@)^(@)", "@_{@}", "@_@", "@ @", "(@)(@)", r"\sqrt[@]{@}",
    r"{@ \over @}", r"{@ \choose @}", "C_{@}^{@}", "C_@^@", "@:@", "@:@:@", "@, @", "@; @", "@, @, @",
    "(@, @)", "[@, @]", "[@, @)", "(@, @]", "[[@, @], [@, @]]", "@ = @ = @", "@ < @ <= @", r"@ \approx @ \approx @",
    r"@ \pmod{@}", r"@ \equiv @ \pmod{@}", r"x \equiv @ \pmod{@}", r"@ \pm @", r"@ \pm @ \pm @", "@ = @", r"\not @ = @",
    r"x = @ \text{ or } x = @", r"\{@, @\}", r"\{@ \mid @\}", r"(@,@) \cup (@,@)", r"[@,@] \cap [@,@]",
    r"\mathbb{R} \setminus \{@, @\}", "|@| < @", "@x + @ > @", "@x + @ = @", r"\int_{@}^{@} @ \, dx",
    r"\lim_{x \to @} @", r"\sum_{@=@}^{@} @", "@@/@", "@ @/@", r"@\frac{@}{@}", "@ to @", "@ to @ to @",
)  # fmt: skip


def _read_by(*readers: object) -> set[str]:
    """The commands that these functions read."""
    return {text for text, read in commands.READERS.items() if read in readers}


def templates() -> tuple[str, ...]:
    """Every way to write an operation, with @ where its arguments stand."""
    found = [*_SINGLE, *_SEVERAL]
    for name in sorted({*vocabulary.FUNCTIONS, *vocabulary.FUNCTIONS.values()}):
        found += [rf"\{name}(@)", rf"\{name}(@, @)", rf"\{name} @", rf"\operatorname{{{name}}}(@, @, @)"]
        found += [rf"\{name}_{{@}}(@)", rf"\{name}^{{@}}(@)", rf"\{name}^{{-1}}(@)", rf"{name}(@)"]
        found += [rf"\{name}\{{@, @\}}", rf"\{name}_@ @"]
    for name in sorted(_read_by(commands.read_big)):
        found += [rf"{name}_{{k=@}}^{{@}} @", rf"{name}_{{@}}^{{@}} @", rf"{name} @"]
        found += [rf"{name}_{{k=@}}^{{@}} k^{{@}}", rf"{name}_{{x \to @}} \frac{{@}}{{x}}"]
        found += [rf"{name}_@^@ @ dx"]
    for name in sorted({*literals.FRACTIONS, *_read_by(commands.read_binomial)}):
        found += [f"{name}{{@}}{{@}}", f"{name}@@"]
    for name in sorted(_read_by(commands.read_mark, commands.read_bar)):
        found += [f"{name}{{@}}", f"{name} @"]
    found += [rf"{name} @" for name in sorted(_read_by(commands.read_quantified))]
    found += [rf"\{name} @" for name in sorted(vocabulary.NAMES)]
    for name in sorted(matrices.MATRICES):
        for rows in (
            "@",
            "@ & @",
            r"@ \\ @",
            r"@ & @ \\ @ & @",
            r"@ & @ \\ @",
            r"\\ &",
            r"@ & @ & @ \\ @ & @ & @ \\ @ & @ & @",
        ):
            grid = rf"\begin{{{name}}} {rows} \end{{{name}}}"
            found += [
                grid,
                rf"\det {grid}",
                f"|{grid}|",
                rf"@ {grid}",
                rf"{grid} {grid}",
                rf"{grid} + {grid}",
                rf"{grid} / @",
                rf"{grid}^{{@}}",
            ]
    for opens, closes in sorted(_CLOSING.items()):
        found += [f"{opens} @ {closes}", f"{opens} @, @ {closes}", f"{opens} {closes}", f"{opens} @ "]
    infix = {sign for sign, operator in binding.BINDING.items() if operator.power > binding._RELATION}
    found += [
        f"@ {sign} @"
        for sign in sorted({*infix, *vocabulary.RELATIONS, *vocabulary.CONNECTIVES, "^", "**", ":", ","})
    ]
    found += [f"{sign} @" for sign in sorted({*infix, *vocabulary.RELATIONS})]
    found += [f"(@) {sign} (@) {sign} (@)" for sign in sorted(infix)]
    words = {*UNITS, *COMPOUND, *vocabulary.SCALES, *vocabulary.PARTS, "apples", "per hour", "square feet"}
    found += [rf"@ \text{{ {word}}}" for word in sorted(words)]
    found += [rf"@ \text{{ {word}}}^{{@}}" for word in sorted(UNITS)[::7]]
    found += [f"{sign}@" for sign in sorted(CURRENCY)]
    found += [rf"\{name}" for name in sorted(vocabulary.GREEK)]
    return tuple(dict.fromkeys(found))


TEMPLATES = templates()
POLICIES = (
    NumberPolicy(),
    NumberPolicy(rounded=None),
    NumberPolicy(rounded=3, percent="exact", units="convert"),
    NumberPolicy(percent="ignore", units="ignore", decimal_comma=False),
    NumberPolicy(kinds="numbers", units="convert"),
    NumberPolicy(kinds="mathematics"),
)


def filled(template: str, random: Random, depth: int = 1) -> str:
    """A template with arguments in it; from the second level on some are operations themselves."""
    first, *rest = template.split("@")
    return first + "".join(_argument(random, depth - 1) + piece for piece in rest)


def _argument(random: Random, depth: int) -> str:
    if depth <= 0 or random.random() < 0.4:
        return random.choice(ARGUMENTS if random.random() < 0.8 else STRUCTURES)
    inside = filled(random.choice(TEMPLATES), random, depth)
    return f"({inside})" if random.random() < 0.3 else inside


def questions(seed: int, count: int) -> Iterator[tuple[str, str, NumberPolicy]]:
    """(text, another text, policy): every template in turn, nested up to two deep, beside something like or unlike it."""
    random = Random(seed)
    order = list(TEMPLATES)
    random.shuffle(order)
    for place in range(count):
        text = filled(order[place % len(order)], random, random.choice((1, 2, 2)))
        kind = random.random()
        if kind < 0.3:
            other = filled(order[place % len(order)], random)
        elif kind < 0.6:
            other = random.choice((*ARGUMENTS, *STRUCTURES))
        elif kind < 0.8:
            other = filled(random.choice(TEMPLATES), random, 2)
        else:
            other = f"{text} + {random.choice(ARGUMENTS)}"
        yield text, other, random.choice(POLICIES)
