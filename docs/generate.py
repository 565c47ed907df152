"""Write docs/rules.md, docs/rewards.md, docs/units.md and docs/api.md from the source, where their sentences live, and draw the plots.

python docs/generate.py          # write
python docs/generate.py --check  # exit 1 if what is written is out of date
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import reasoning_rewards as rr
from api import api
from plots import plots
from reasoning_rewards.answers.values.units import ALSO, COMPOUND, PREFIXES, ROWS
from reasoning_rewards.rulebook import all_rules
from reasoning_rewards.verdict import Rule
from svg import drawn

HERE = Path(__file__).parent
_SETTING = r"^([a-zⁿ⁺⁻_]+(?:, [a-z_]+)*): "  # a line that says what a setting is
NOTE = "<!-- written by docs/generate.py from the source; edit the docstrings there -->"


def rules() -> str:
    """The table of rules."""
    lines = [
        "# Rules",
        "",
        NOTE,
        "",
        "The rule behind a score is a stable slug; logs, verdicts and files name it.",
        "",
    ]
    groups: dict[str, list[Rule]] = {}
    for slug, rule in all_rules().items():
        groups.setdefault(slug.partition(".")[0], []).append(rule)
    for head, members in groups.items():
        lines += ["", f"## {head}", "", "| rule | says |", "|---|---|"]
        for rule in members:
            said = rule.sentence.replace(":word}", "}").replace("|", "\\|").replace("<", "&lt;")
            lines.append(f"| `{rule}` | {said} |")
    return "\n".join(lines) + "\n"


def rewards() -> str:
    """Every public reward with its docstring: formula, bounds, settings, source, example."""
    charts = plots()
    lines = ["# Rewards", "", NOTE, ""]
    for name in rr.__all__:
        value = getattr(rr, name)
        if isinstance(value, type) and issubclass(value, rr.Reward) and value is not rr.Reward:
            lines += [f"## {name}", "", *_prose(inspect.getdoc(value) or ""), ""]
            if name in charts:
                lines += [f"![{name}: score over {charts[name].x}](images/rewards/{name}.svg)", ""]
    return "\n".join(lines)


def _prose(text: str) -> list[str]:
    """Paragraphs as they are, settings as a list; tables and examples, which line up by columns, as code."""
    lines: list[str] = []
    for block in text.split("\n\n"):
        if block.startswith(">>>"):
            lines += ["```python", block, "```", ""]
        elif any(line.startswith("===") for line in block.splitlines()):
            lines += ["```text", block, "```", ""]
        elif re.match(_SETTING, block):
            items = re.sub(_SETTING, r"- **\1**: ", block, flags=re.MULTILINE)
            lines += [items.replace("``", "`"), ""]
        else:
            lines += [block.replace("``", "`"), ""]
    return lines


def units() -> str:
    """The table of units, as the source has it."""
    lines = [
        "# Units",
        "",
        NOTE,
        "",
        'What [answers](answers.md#units) may be measured in, and what `units="convert"` makes of it; plurals go without saying.',
        "",
        "| unit | also written | is | prefixes |",
        "|---|---|---|---|",
    ]
    for row in ROWS:
        exact = str(row.size) + (" · π" if row.pi else "")
        size = f"{exact} {row.of}" if row.of else "a base of its own"
        others = ", ".join([*row.names.split(), *ALSO.get(row.symbol, "").split()])
        prefixes = "all" if len(row.prefixes.split()) == len(PREFIXES) else ", ".join(row.prefixes.split())
        lines.append(f"| `{row.symbol}` | {others} | {size} | {prefixes} |")
    lines += ["", "| made of others | is |", "|---|---|"]
    for name, parts in COMPOUND.items():
        lines.append(
            f"| `{name}` | {' '.join(part if times == 1 else f'{part}^{times}' for part, times in parts)} |"
        )
    lines += ["", "| prefix | in words | is |", "|---|---|---|"]
    lines += [f"| `{symbol}` | {word} | 10^{power} |" for symbol, (word, power) in PREFIXES.items()]
    return "\n".join(lines) + "\n"


def main() -> int:
    pages = {
        "rules.md": rules(),
        "rewards.md": rewards(),
        "units.md": units(),
        "api.md": "\n".join([*api()[:1], "", NOTE, *api()[1:], ""]),
    }
    pages |= {f"images/rewards/{name}.svg": drawn(chart) for name, chart in plots().items()}
    stale = [name for name, page in pages.items() if not _is(HERE / name, page)]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"docs/{name} is out of date; run: python docs/generate.py")
        return 1 if stale else 0
    for name in stale:
        (HERE / name).parent.mkdir(parents=True, exist_ok=True)
        (HERE / name).write_text(pages[name], encoding="utf-8")
    return 0


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
