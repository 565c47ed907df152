"""Write docs/rules.md, rewards.md, api.md, reference.md, command-line.md, phrases.md, datasets.md, units.md, results/README.md,
the licences of answers.md, the tables of migrating.md and the README's measured table; draw the plots.

python docs/generate.py          # write
python docs/generate.py --check  # exit 1 if what is written is out of date
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

import reasoning_rewards as rr
from api import api
from command_line import command_line
from migrating import migrating
from plots import plots
from prose import prose
from reasoning_rewards.answers.compare.licences import LICENCES
from reasoning_rewards.answers.values.units import ALSO, COMPOUND, PREFIXES, ROWS
from reasoning_rewards.rulebook import all_rules
from reasoning_rewards.text.languages import COUNTED, JOINTS, LANGUAGES, UNITS
from reasoning_rewards.verdict import Rule
from reference import reference
from results_page import results_page, with_table
from svg import drawn

HERE = Path(__file__).parent
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
            lines += [f"## {name}", "", *prose(inspect.getdoc(value) or ""), ""]
            if name in charts:
                lines += [f"![{name}: score over {charts[name].x}](images/rewards/{name}.svg)", ""]
    return "\n".join(lines)


def licences() -> str:
    """docs/answers.md as it is, with the table of what may be left out as the code has it."""
    before, begin, rest = (HERE / "answers.md").read_text(encoding="utf-8").partition("<!-- licences -->\n")
    _, end, after = rest.partition("<!-- /licences -->")
    lines = [
        "| licence | what may be left out | so this text | is right for both | and not for |",
        "|---|---|---|---|---|",
    ]
    for licence in LICENCES:
        shown = [f"`{text}`".replace("|", "\\|") for text in (licence.text, *licence.golds, licence.narrow)]
        lines.append(
            f"| {licence.name} | {licence.says} | {shown[0]} | {shown[1]}, {shown[2]} | {shown[3]} |"
        )
    return before + begin + "\n" + "\n".join(lines) + "\n\n" + end + after


def phrases() -> str:
    """What announces an answer in each language, and what its units and joints are read as."""
    lines = [
        "# Phrases",
        "",
        NOTE.replace("the docstrings there", "text/languages.py"),
        "",
        "What announces an answer (`Phrase()`; `ANY` reads it, and so does every reward by default), by language. A *strong*",
        'word means the answer: before ":", "=" or a verb, as a heading, or at the beginning of a line before a dash or an',
        "arrow. The last strong marker of a text wins: answer tag, box, `####`, strong word. A *weak* word may mean it, and so",
        "may a conclusion before a formula that is all there is in its line; they are read only where nothing strong is",
        "there and no number follows. [What is read](answers.md#where-the-answer-stands) has the rest.",
        "",
        "| language | strong | verbs | weak | conclusions |",
        "|---|---|---|---|---|",
    ]
    for row in LANGUAGES:
        strong = "|".join(filter(None, (row.answer, row.choose)))
        cells = (row.name, *map(_listed, (strong, row.verbs, row.result, row.so)))
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "## Units, counted nouns, joints", "", "| written | read as |", "|---|---|"]
    for words in (UNITS, JOINTS):
        meant: dict[str, list[str]] = {}
        for word, english in words.items():
            meant.setdefault(english, []).append(word)
        lines += [f"| {', '.join(own)} | {english} |" for english, own in meant.items()]
    lines += [
        f"| {COUNTED} and up to five characters behind one of them, as in 3个苹果 | what a number counts |"
    ]
    return "\n".join(lines) + "\n"


def _listed(alternatives: str) -> str:
    return ", ".join(alternatives.split("|"))


def datasets() -> str:
    """The data sets that are known: where their columns are, and the preset that fits."""
    lead, *_ = (inspect.getdoc(rr.schemas) or "").split("\n\n>>>")
    lines = ["# Data sets", "", NOTE, "", *prose(lead), "```python", _OWN, "```", ""]
    lines += ["| data set | question | gold | what stands there | preset |", "|---|---|---|---|---|"]
    for each in rr.schemas.SCHEMAS:
        preset = f"`{rr.presets.for_dataset(each).__name__}`" + (
            f", golds={each.golds!r}" if each.golds else ""
        )
        name = f"[{each.name}]({each.source})" + ("" if each.verified else " (its columns were not seen)")
        if each.config:
            name += f", `{each.config}`"
        lines.append(f"| {name} | `{each.question}` | `{each.gold}` | {each.shape} | {preset} |")
    lines += ["", _READ, ""]
    return "\n".join(lines)


_OWN = """\
>>> from reasoning_rewards import presets
>>> from reasoning_rewards.schemas import Schema
>>> presets.for_dataset("Skywork/Skywork-OR1-RL-Data").columns
('reward_model',)
>>> mine = Schema(name="mine", question="problem", gold="solution", task="mathematics")
>>> presets.for_dataset(mine, max_length=2048).columns
('solution',)"""
_READ = """A gold of two keys, `reward_model.ground_truth`, stands in a column that holds a dict: the reward reads the column
and takes the rest off by itself ([answers.md](answers.md#golds-as-people-have-them)). For a trainer, rename the question's
column to `prompt`, if it has another name."""


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
        "answers.md": licences(),
        "phrases.md": phrases(),
        "datasets.md": datasets(),
        "units.md": units(),
        "migrating.md": migrating(),
        "api.md": "\n".join([*api()[:1], "", NOTE, *api()[1:], ""]),
        "reference.md": "\n".join([*reference()[:1], "", NOTE, *reference()[1:], ""]),
        "command-line.md": "\n".join(["# The command line", "", NOTE, "", *command_line(), ""]),
        "results/README.md": results_page(
            NOTE.replace("from the source; edit the docstrings there", "from the files beside it")
        ),
        "../README.md": with_table((HERE.parent / "README.md").read_text("utf-8")),
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
