"""The same letters for the same characters: the first thing that happens to any answer."""

from __future__ import annotations

import re
import unicodedata

from reasoning_rewards.answers.notation.translated import in_english
from reasoning_rewards.caches import remembered
from reasoning_rewards.text.dress import WORDS, as_text
from reasoning_rewards.text.numbers import MINUS
from reasoning_rewards.text.scan import pattern

__all__ = ["plain", "text_key", "with_round_brackets"]

_TABLE = {
    **dict.fromkeys(MINUS, "-"),
    **dict.fromkeys("·⋅∙•×✕⨯∗", r"\cdot "),
    **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad", ""),
    **dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("’‘′", "'"),
    **dict.fromkeys("“”″", '"'),
    "٫": ".", "٬": ",", "÷": "/", "∕": "/", "∶": ":", "，": ",", "、": ",", "；": ";", "：": ":", "。": ".",
    "（": "(", "）": ")", "［": "[", "］": "]", "＝": "=", "＋": "+", "＜": "<", "＞": ">", "％": "%",
    "≤": r"\le ", "⩽": r"\le ", "≥": r"\ge ", "⩾": r"\ge ", "≠": r"\ne ", "≡": r"\equiv ", "≈": r"\approx ", "≃": r"\simeq ", "∼": r"\sim ", "≐": r"\doteq ",
    "≒": r"\doteq ", "±": r"\pm ",
    "∓": r"\mp ", "∞": r"\infty ", "π": r"\pi ", "∪": r"\cup ", "∩": r"\cap ", "∈": r"\in ",
    "∅": r"\emptyset ",
    "ℝ": r"\mathbb{R}", "ℤ": r"\mathbb{Z}", "ℕ": r"\mathbb{N}", "ℚ": r"\mathbb{Q}", "ℂ": r"\mathbb{C}",
    "√": r"\sqrt ", "∛": r"\sqrt[3]", "∜": r"\sqrt[4]", "°": r"^\circ ", "º": r"^\circ ", "∠": r"\angle ",
    "⟨": r"\langle ", "⟩": r"\rangle ", "…": r"\ldots ", "→": r"\to ", "∖": r"\setminus ", "∣": "|",
    "⌊": r"\lfloor ", "⌋": r"\rfloor ", "⌈": r"\lceil ", "⌉": r"\rceil ", "∑": r"\sum ", "∏": r"\prod ",
    "∫": r"\int ", "¬": r"\neg ", "∧": r"\land ", "∨": r"\lor ", "∀": r"\forall ", "∃": r"\exists ",
    "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\epsilon ", "θ": r"\theta ",
    "λ": r"\lambda ", "μ": r"\mu ", "µ": r"\mu ", "ρ": r"\rho ", "σ": r"\sigma ", "τ": r"\tau ",
    "φ": r"\phi ", "ϕ": r"\phi ", "ω": r"\omega ", "Δ": r"\Delta ", "Ω": r"\Omega ", "ℓ": "l",
}  # fmt: skip
_SCRIPTS = {
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ", "0123456789+-ni", strict=True)),
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
}
_ABOVE = pattern("[⁰¹²³⁴-⁹⁺⁻ⁿⁱ]+")
_HIDDEN_COMMAND = pattern("(?<=\\\\)[\u200b-\u200f\u2060\ufeff]")  # no joiner may complete a command
_UNIT_ABOVE = pattern(r"(?<=[\d }])((?:[cdkm]?m)|ft|in)([²³])")  # 5 m² in running text is an area
_GREEK = dict(
    zip(
        "ζηικνξυχψϑϖςΓΘΛΞΠΣΥΦΨ",
        "zeta eta iota kappa nu xi upsilon chi psi vartheta varpi varsigma Gamma Theta Lambda Xi Pi Sigma Upsilon Phi Psi".split(),
        strict=True,
    )
)
# A letter by itself: of a Greek word the order counts, and a product has none.
_GREEK_NAME = pattern(rf"(?<![^\W\d_A-Za-z])[{''.join(_GREEK)}](?![^\W\d_A-Za-z])")
_BELOW = pattern("[₀-₉]+")


@remembered(4096)
def _plain_character(character: str) -> str:
    known = _TABLE.get(character)
    if known is not None:
        return known
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) == "No":
        numeral = unicodedata.normalize("NFKC", character)  # a vulgar fraction becomes 1⁄2
        if "\u2044" in numeral:
            above, below = numeral.split("\u2044")
            return rf"\frac{{{above}}}{{{below}}}" if below else character
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) == 1 and folded.isascii() and folded.isalpha():
        return folded  # full-width and mathematical letters; look-alikes of other scripts stay apart
    return character


def plain(text: str) -> str:
    """Write the text in ASCII and TeX where that says the same.

    >>> plain("− ½ + 4²·√3")
    '- \\\\frac{1}{2} + 4^{2}\\\\cdot \\\\sqrt 3'
    >>> plain("４２"), plain("А")  # full-width digits, and a Cyrillic letter that is not an A
    ('42', 'А')
    """
    if text.isascii():
        return text
    text = _HIDDEN_COMMAND().sub("�", text)
    text = _UNIT_ABOVE().sub(r"\\text{ \1}\2", text)
    text = _ABOVE().sub(lambda run: "^{" + "".join(_SCRIPTS[c] for c in run[0]) + "}", text)
    text = _BELOW().sub(lambda run: "_{" + "".join(_SCRIPTS[c] for c in run[0]) + "}", text)
    text = in_english(text.replace("\u2044", "/"))
    text = _GREEK_NAME().sub(lambda letter: f"\\{_GREEK[letter[0]]} ", text)
    return text.translate({ord(c): _plain_character(c) for c in set(text) if not c.isascii()})


_DRESS = re.compile(WORDS + r"|\\(?:,|;|!|:|quad|qquad)(?![A-Za-z])|[\s{}$*~]+|\\[()\[\] ]")


def text_key(text: str) -> str:
    """Return what two texts must share to be the same text: no dress, no spaces, one case.

    >>> text_key("\\\\text{ Evelyn }"), text_key("$Even$")
    ('evelyn', 'even')
    """
    return _DRESS.sub("", as_text(text)).strip(".,;:!'\"").casefold()


_INTERVAL = pattern(r"([\[\]])([^][(),;]{1,60}[,;][^][(),;]{1,60})([\[\]])")
_SIZE = pattern(r"\\(?:left|right)(?=[\[\]])")


def with_round_brackets(text: str) -> str:
    r"""Write an open end of an interval with a round bracket, where it is written with one that looks outwards.

    >>> with_round_brackets("]0,1["), with_round_brackets(r"x \in \left]0,1\right] \cup [2,3[")
    ('(0,1)', 'x \\in (0,1] \\cup [2,3)')
    >>> with_round_brackets("[0,1]"), with_round_brackets("[1,2],[3,4]")
    ('[0,1]', '[1,2],[3,4]')
    """
    return _INTERVAL().sub(_with_round_brackets, _SIZE().sub("", text))


def _with_round_brackets(interval: re.Match[str]) -> str:
    opener, ends, closer = interval.groups()
    return ("[" if opener == "[" else "(") + ends + ("]" if closer == "]" else ")")
