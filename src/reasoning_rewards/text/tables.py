r"""Tables in text: rows of markdown, or of a TeX array, as lists of what stands in their cells."""

from __future__ import annotations

from collections.abc import Iterator

from reasoning_rewards.text.scan import pattern, trim

__all__ = ["tables"]

_ROW_END = pattern(r"\\\\(?:\[[^\]\n]{0,10}\])?")
_TEX = pattern(
    r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^{}\n]{0,20}\}|(?:begin|end)\{[a-z]{1,12}\*?\}(?:\{[^{}\n]{0,80}\})?)"
)
_RULE = pattern(r"[\s|:+=─-]*")
_LONGEST = 4_000  # characters of a row


def tables(text: str) -> Iterator[tuple[list[list[str]], int, int]]:
    r"""Every table, with where it begins and ends: its head first, lines that only draw left out.

    >>> [rows for rows, _, _ in tables("So:\n| Name | Role |\n|---|---|\n| Ann | **knight** |\nDone")]
    [[['Name', 'Role'], ['Ann', 'knight']]]
    """
    rows: list[list[str]] = []
    start = at = 0
    array = "\\begin{" in text
    for line in text.split("\n"):
        stop = at + len(line)
        cells = _cells(line, array)
        if cells is not None:
            start = start if rows else at
            rows += cells
        elif rows:
            yield rows, start, at
            rows = []
        at = stop + 1
    if rows:
        yield rows, start, len(text)


def _cells(line: str, array: bool) -> list[list[str]] | None:
    """The rows of a line: of an array there may be several; [] for one that only draws; None for what is no row."""
    if len(line) > _LONGEST or not ("|" in line or (array and "&" in line)):
        return None
    found = []
    for row in _ROW_END().split(_TEX().sub(" ", line)) if array else (line,):
        if _RULE().fullmatch(row):
            continue
        cells = row.split("&" if array and "&" in row else "|")
        if "|" in row and not cells[0].strip():
            cells = cells[1:]
        if "|" in row and not cells[-1].strip():
            cells = cells[:-1]
        found.append([trim(cell) for cell in cells])
    return found
