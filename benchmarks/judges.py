r"""What two tools by others say of `Correctness`: reward-doctor's corpus, and falsepass's probes.

    make judges                       # in an environment of its own
    python benchmarks/judges.py       # where reward-doctor and falsepass are installed

reward-doctor scores a fixed corpus of right answers and of wrong or empty ones. falsepass takes a row's gold, and
writes right answers in other ways, wrong ones, hedges, denials, echoes and lists of candidates; here its rows are
ROWS below. Both call the reward in this process, as a trainer would; neither starts a process, asks a model or
opens a connection.

Exits 1 where a wrong answer is paid, something raises, or more than REFUSED right answers of a tool are refused that
ARGUED does not name. docs/safety.md says why those are.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import warnings
from importlib import metadata
from pathlib import Path

from reasoning_rewards import Correctness

REFUSED = 0
ARGUED = {
    "eq.neg.spaced": "a dash and a space at a line's beginning are a bullet; in a box or a tag they are a minus",
    "eq.frac.repeating": "ten digits of 1/3 are a rounding; twelve are taken for it",
    "P14 empty_box_named_after": "a box after the answer takes it back, whatever it holds",
}
ROWS = (
    ("What is 6 times 7?", "42"),
    ("What is 3 minus 10?", "-7"),
    ("Half of one half?", "1/4"),
    ("The square root of 12?", "2\\sqrt{3}"),
    ("Expand (x+1)^2.", "x^2+2x+1"),
    ("A tenth in decimals?", "0.1"),
    ("How many metres are 1.2 km?", "1200"),
    ("The circumference of a circle with radius 1?", "2\\pi"),
    ("The capital of France?", "Paris"),
    ("Who wrote the Principia?", "Isaac Newton"),
    ("Is 7 prime?", "yes"),
    ("Which gas do plants take in?", "carbon dioxide"),
    ("Which is red: (A) grass (B) blood (C) snow (D) coal?", "B"),
    ("Solve x^2 = 4.", "\\{-2, 2\\}"),
    ("Where is x^2 < 1?", "(-1, 1)"),
    ("The midpoint of (0,2) and (2,4)?", "(1, 3)"),
)
ASKED = " Put the answer in \\boxed{}."
REWARD = '''"""Written by benchmarks/judges.py."""
from reasoning_rewards import Correctness

_SOLVED = Correctness()


def right(completions, answer, **columns):
    return _SOLVED(completions, answer=answer)
'''
Row = tuple[str, object, str, float | None]  # what it is called, the gold, the completion, the score


def reward_doctor() -> tuple[int, int, list[Row], list[Row], list[Row]]:
    """How many right and wrong answers there were, those refused, those paid, and what raised."""
    from reward_doctor.audit import audit

    solved = Correctness(gold_column="reference")

    def score(completion: str, reference: str) -> float:
        return solved([completion], reference=[reference])[0] or 0.0

    found = audit(score, name="Correctness()")

    def rows(outcomes: list) -> list[Row]:
        return [(each.case.id, each.case.reference, each.case.completion, each.score) for each in outcomes]

    refused, paid, raised = map(rows, (found.false_negatives, found.false_positives, found.errors))
    return len(found.should_accept), len(found.should_reject), refused, paid, raised


def falsepass() -> tuple[int, int, list[Row], list[Row], list[Row]]:
    """The same of falsepass, over ROWS, each kind of answer in a data set of its own."""
    from falsepass import probes, runner

    right = wrong = 0
    refused: list[Row] = []
    paid: list[Row] = []
    raised: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "rewards.py").write_text(REWARD, "utf-8")
        lines = [json.dumps({"prompt": prompt + ASKED, "answer": answer}) for prompt, answer in ROWS]
        (home / "rows.jsonl").write_text("\n".join(lines), "utf-8")
        settings = {"id": "correctness", "framework": "reward", "task": str(home / "rewards.py")}
        settings["dataset"] = str(home / "rows.jsonl")
        toml = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
        (home / "env.toml").write_text(f"[env]\n{toml}", "utf-8")
        with contextlib.redirect_stderr(io.StringIO()), contextlib.chdir(home):
            payload = runner.run(home, n=len(ROWS), few=len(ROWS), jobs=1)
        for each in payload["results"]:
            said = probes.STORE.get(each["completion_id"], each["completion"])
            row = (f"{each['probe']} {each['variant']}", each["example"], str(said), each["score"])
            if each["errors"]:
                raised.append(row)
            if each["expected"] == "full":
                right += 1
                refused += [] if each["passed"] else [row]
            elif each["expected"] == "zero":
                wrong += 1
                paid += [] if each["passed"] else [row]
    return right, wrong, refused, paid, raised


def main() -> int:
    """Ask both, and print what they find."""
    warnings.simplefilter("ignore")
    failed = False
    for name, ask in (("reward-doctor", reward_doctor), ("falsepass", falsepass)):
        right, wrong, refused, paid, raised = ask()
        open_ones = [row for row in refused if row[0] not in ARGUED]
        print(
            f"{name} {metadata.version(name)}: {len(paid)} of {wrong} wrong answers paid, {len(refused)} of {right} right "
            f"ones refused ({len(refused) - len(open_ones)} argued), {len(raised)} raised"
        )
        for kind, rows in (("paid", paid), ("refused", refused), ("raised", raised)):
            for what, gold, said, score in rows:
                why = ARGUED.get(what, "")
                print(
                    f"  {kind:<8} {what}: {said[-120:]!r} for {gold!r}, {score}{f'  ({why})' if why else ''}"
                )
        failed |= bool(paid or raised) or len(open_ones) > REFUSED
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
