"""What ``--json`` prints: one object a command, whose keys are promised here and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from reasoning_rewards.cli.output import standard_output
from reasoning_rewards.spelling import as_it_can_be

__all__ = ["DOCUMENTS", "print_document"]

_VERDICT = "{name, score, rule, facts, parts}, as in the lines of `score`"

# command: {key: what it holds}. A key that can be left out says so.
DOCUMENTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "score": {
            "reward": "the reward's name",
            "code": "the expression that builds the reward",
            "out": "the file with the scored lines",
            "rows": "how many were scored",
            "scored": "how many of them have a score; on the rest the reward abstains",
            "mean": "mean score of those; null where there is none",
            "bad_rows": "how many could not be scored",
            "rules": "a list of {component, rule, rows}, the most frequent first",
        },
        "explain": {
            "line": "the line, or the row of a table, from 1",
            "verdict": _VERDICT,
            "why": "what `explain` prints without `--json`",
        },
        "describe": {
            "name": "the reward's name",
            "code": "the expression that builds the reward",
            "bounds": "the least and the greatest score",
            "margin": "least a right answer can earn less the most a wrong one can; null where nothing says what right is",
            "columns": "the columns it reads",
            "needs": "what else: prompts, completion_ids, a step count",
            "may_abstain": "can a row have no score?",
            "tree": "a list of {part, bounds}, the whole first",
            "pair": "a list of {part, right, wrong}: what each earns in the worst case; they sum to the margin",
            "unguarded": "components that score rows whose gold nobody can use",
            "advantages": "a list of {group, completion, and the advantage under each normalisation}",
            "notes": "what is no error, and yet not what most people mean",
        },
        "audit": {
            "golds": "how many were read",
            "bad_rows": "rows without one",
            "unusable": "a list of {rule, gold, readings, line}: no reward can use them",
            "verbatim": "the same, of those that only the same text is equal to",
            "twofold": "the same, of those that are read in two ways",
            "kinds": "a list of {kind, count, gold, line}: what golds are read as, with the first of each",
            "wrapped": "the same, of what answers were taken out of",
        },
        "audit-tests": {
            "rows": "how many were read",
            "bad_rows": "rows without tests or a prompt",
            "unusable": "a list of {rule, facts, line}: their rows abstain",
            "shown": "the same, of prompts that show every test",
            "kinds": "{kind: how many rows have tests of it}",
        },
        "read": {
            "answer": "how the answer is read: {text, clean, tokens, tree, values, reason}",
            "gold": "the same of the gold; left out without --gold",
            "path": "a list of {depth, tried, said}: the rungs; left out without --gold",
            "same": "is it the gold? Left out without --gold",
            "rule": "the rule that decided; left out without --gold",
            "why": "the comparison in words; left out without --gold",
        },
        "passrate": {
            "problems": "how many have a scored completion",
            "without_a_score": "how many have none",
            "pass@k": "{k: the mean of pass@k over the problems with k completions}",
            "maj@k": "{k: the mean of maj@k over the same problems; n: that of all completions over all problems}",
            "never": "problems that no completion solves",
            "always": "problems that every completion solves",
            "kept": "problems written to --out; left out without --keep",
            "each": "a list of {problem, line, tries, right, pass@k, maj@k}; left out without --problems -",
        },
        "diff": {
            "rows": "how many were compared",
            "problems": "how many problems those that both score belong to",
            "changed": "how many scores differ",
            "means": "the mean of each, over the rows that both score; null where there is none",
            "difference": "the second less the first",
            "interval": "95 % of the difference, by problem: a paired bootstrap, or clustered standard errors of fewer than 20 problems or more than 1,000",
            "changes": "a list of {from, to, rows, lines}: pairs of rules, the most frequent first, with up to three lines",
            "out": "the file with the page; left out without --out",
        },
        "doctor": {
            "python": "the version of the interpreter",
            "system": "the kernel and the machine",
            "landlock": "the version of Landlock; 0 where there is none",
            "workers": "why no process can be started; empty where one can",
            "walls": "{wall: why it can't be had; empty where it can}",
            "isolated": "the wall that sandbox='isolated' stands behind; null where there is none",
            "none": "can programs be run without walls?",
        },
        "report": {
            "out": "the file with the page",
            "bytes": "what it weighs",
            "rows": "{run: how many rows it has}",
            "bad_rows": "how many could not be scored",
        },
        "attack": {
            "name": "the reward's name",
            "right": "the most that an honest right completion earned",
            "wrong": "the most that an honest wrong one earned",
            "attacks": "how many were tried",
            "exploits": "a list of {id, category, note, outcome, score, limit, completion}",
        },
    }
)


def print_document(command: str, document: Mapping[str, Any]) -> None:
    """Print a command's object on standard output, as one line."""
    promised = DOCUMENTS[command]
    assert document.keys() <= promised.keys(), f"keys that {command} does not promise"
    print(json.dumps(as_it_can_be(document), ensure_ascii=False, default=str), file=standard_output())
