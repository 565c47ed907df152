"""The tables of docs/migrating.md: what each function becomes, and where scores differ."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))

from tests.migrated import compared, differences, key, read  # noqa: E402

_RIGHT = {"here": "here", "there": "**there**", "neither": "**neither**", "either": "a matter of choice"}


def migrating() -> str:
    """docs/migrating.md as it is, with its tables as the data has them."""
    page = (HERE / "migrating.md").read_text(encoding="utf-8")
    for name in dict.fromkeys(function["page"] for function in read("functions")):
        before, begin, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if not begin or not end:
            raise SystemExit(
                f"docs/migrating.md has no place for {name}: <!-- {name} --> and <!-- /{name} -->"
            )
        page = before + begin + "\n".join([*_functions(name), "", *_differences(name), ""]) + end + after
    return page


def _functions(page: str) -> list[str]:
    lines = ["| there | what it does | here | the same |", "|---|---|---|---|"]
    for function in read("functions"):
        if function["page"] != page:
            continue
        pairs = compared(function)
        same = sum(each.same for each in pairs)
        plus = function["plus"]
        line = _code(function["here"]) + (f" {'+' if plus > 0 else '−'} {abs(plus):g}" if plus else "")
        lines.append(
            f"| [{_code(function['name'])}]({function['url']}) | {_cell(function['does'])} | {line} | {same} of {len(pairs)} |"
        )
    return lines


def _differences(page: str) -> list[str]:
    texts = {row["name"]: _text(row) for row in read("completions")}
    count = len({key(function) for function in read("functions") if function["page"] == page})
    lines = ["| where they differ | there | here | right is | why |", "|---|---|---|---|---|"]
    for each in differences(page):
        shown = ", ".join(texts[name] for name in each.completions[:3])
        if len(each.completions) > 3:
            shown += f" and {len(each.completions) - 3} more"
        where = "" if count == 1 else ": " + ", ".join(map(_code, each.functions))
        lines.append(
            f"| {shown}{where} | {each.theirs} | {each.ours} | {_RIGHT[each.right]} | {_cell(each.why)} |"
        )
    return lines


def _text(row: dict[str, str]) -> str:
    text = row["text"] if "text" in row else row["answer"]
    shown = text if len(text) <= 90 else f"{text[:60].rstrip()}…"
    if not text.strip():
        return "nothing"
    gold = f" for {_code(row['gold'])}" if row["gold"] else " without a gold"
    begins, ends = len(shown) - len(shown.lstrip(" ")), len(shown) - len(shown.rstrip(" "))
    shown = "␣" * begins + shown.strip(" ") + "␣" * ends
    return _code(shown.replace("\n", "⏎")) + gold


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
