"""Score a file of completions, say why they failed, and keep the best right one of every problem.

    python examples/offline_scoring.py                                  # 24 completions of 6 problems
    python examples/offline_scoring.py mine.jsonl --reward my_rewards:best --out runs/mine

No GPU, no model. The file has a JSON object a line: `completion`, `prompt`, and the columns that the
reward reads (`answer`). Written into the folder --out:

    scored.jsonl   every line with its score and, for each component, the rule that decided it
    best.jsonl     the best right completion of each problem, as prompt and completion: rows for SFT
    useful.jsonl   the problems that are solved sometimes: where GRPO finds a gradient

For the first of these alone the shell is enough, and it streams files of any size:

    reasoning-rewards score mine.jsonl --reward examples/my_rewards.py:best --out scored.jsonl

Expected (a second):

    24 completions, 4 of them to problems whose gold can't be used; on the others best is 0.751 on average

    why zero, or no score             share
      0.2 * format  layout.unopened   25%
      correctness   number.differs    25%
      correctness   gold.missing      17%
      0.2 * format  layout.unclosed   4%
      correctness   answer.missing    4%
      correctness   answer.unfinished 4%
      correctness   items.count       4%

    5 problems: 1 never solved, 1 always, 3 sometimes: these are useful for GRPO

and then the completion that earned least, with the reasons.
"""

# %%
from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import recipe
from reasoning_rewards import Reward, Verdict, Verdicts
from recipe.options import load_rewards

ROWS = Path(recipe.__file__).parent / "rows" / "completions.jsonl"

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("file", nargs="?", type=Path, default=ROWS, help="JSON lines (default: %(default)s)")
parser.add_argument("--reward", default="my_rewards:best", metavar="MODULE:NAME", help="(%(default)s)")
parser.add_argument("--out", type=Path, default=Path("runs/offline_scoring"), help="(%(default)s)")
OPTIONS = parser.parse_args()

# %% [markdown]
# ## Score
# The same call as in a trainer, but for `verdicts`: scores with their reasons.

# %%
[total] = load_rewards(OPTIONS.reward)
NEEDED = ("prompt", "completion", *total.columns)


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The lines of a file; one that is no JSON, or lacks a field that is needed, is named."""
    rows = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise SystemExit(f"{path}, line {number}: not JSON: {error}") from error
            if missing := [name for name in NEEDED if name not in row]:
                raise SystemExit(f"{path}, line {number}: no field {missing[0]!r} (it has: {', '.join(row)})")
            rows.append(row)
    return rows


def judged(reward: Reward) -> Verdicts:
    """A verdict a row."""
    prompts, completions, *columns = ([row[name] for row in rows] for name in NEEDED)
    return reward.verdicts(completions, prompts=prompts, **dict(zip(total.columns, columns, strict=True)))


rows = rows_of(OPTIONS.file)
verdicts = judged(total)
scores = [score for score in verdicts.scores if score is not None]
print(
    f"{len(rows)} completions, {len(rows) - len(scores)} of them to problems whose gold can't be used; "
    f"on the others {total.__name__} is {sum(scores) / max(len(scores), 1):.3f} on average"
)

# %% [markdown]
# ## Why zero?
# The components that gave nothing, and the rule that said so.


# %%
def leaves(verdict: Verdict) -> Iterator[Verdict]:
    """The verdicts that everything else was computed from."""
    if not verdict.parts:
        yield verdict
    for part in verdict.parts:
        yield from leaves(part)


why: Counter[tuple[str, str]] = Counter()
for verdict in verdicts:
    # A set, as a component may stand in the tree twice: as a summand, and as a gate. What a closed gate
    # keeps from scoring is a consequence, and no reason.
    said = {(leaf.name, leaf.rule) for leaf in leaves(verdict) if not leaf.score}
    why.update(reason for reason in said if not reason[1].startswith("gate."))
print(f"\n{'why zero, or no score':34}share")
for (name, rule), count in sorted(why.items(), key=lambda item: (-item[1], item[0])):
    print(f"  {name:14}{rule:18}{count / len(rows):.0%}")

# %% [markdown]
# ## Filter
# A problem that is never solved, or always, gives GRPO nothing to compare. Rejection sampling keeps the
# best right completion of each problem.

# %%
solved = next(leaf for leaf in total.leaves() if leaf.decides)  # the component that says what is right
groups: dict[str, list[tuple[float, int, bool]]] = {}
for number, (score, right) in enumerate(zip(verdicts.scores, judged(solved).scores, strict=True)):
    if score is not None:
        # Of two that earn the same the earlier one is kept.
        groups.setdefault(json.dumps(rows[number]["prompt"]), []).append((score, -number, right == 1.0))

best = [rows[-max(rights)[1]] for group in groups.values() if (rights := [one for one in group if one[2]])]
useful = [rows[-group[0][1]] for group in groups.values() if len({right for _, _, right in group}) == 2]
always = sum(all(right for _, _, right in group) for group in groups.values())
print(
    f"\n{len(groups)} problems: {len(groups) - len(best)} never solved, {always} always, "
    f"{len(useful)} sometimes: these are useful for GRPO"
)

# %%
scored = [
    {**row, "score": verdict.score, "why": {leaf.name: leaf.rule for leaf in leaves(verdict)}}
    for row, verdict in zip(rows, verdicts, strict=True)
]
chosen = [{"prompt": row["prompt"], "completion": row["completion"]} for row in best]
OPTIONS.out.mkdir(parents=True, exist_ok=True)
for name, lines in {
    "scored": scored,
    "best": chosen,
    "useful": [{name: row[name] for name in ("prompt", *total.columns)} for row in useful],
}.items():
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (OPTIONS.out / f"{name}.jsonl").write_text(text, encoding="utf-8")
    print(f"{len(lines):4} lines in {OPTIONS.out / name}.jsonl")

# %% [markdown]
# ## One of them in full

# %%
row = min(range(len(rows)), key=lambda number: (verdicts.scores[number] is None, verdicts.scores[number]))
print(f"\nLine {row + 1}: {rows[row]['prompt']}\n\n{rows[row]['completion']}\n\n{verdicts[row]}")
