"""Record what reward functions of other people give, by running them.

    pip install trl==1.16.0 torch math-verify==0.9.0
    python tests/cases/migrating/record.py trl
    pip install sympy==1.14.0 pylatexenc mathruler langid && pip install --no-deps verl==0.9.1 lm-eval==0.4.13
    python tests/cases/migrating/record.py CLONES

CLONES is a folder with git clones of huggingface/open-r1 and unslothai/notebooks. Each function is run as it stands at the
version that functions.jsonl names; what it imports from elsewhere (a trainer, a server, a tokenizer) is replaced by
stand-ins. What it gives is written to scores.jsonl; none of its text is. Nothing here computes a score.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
import types
from collections.abc import Callable
from concurrent.futures import Future
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.migrated import asked, key, read  # noqa: E402

Scorer = Callable[[list[Any]], list[float | None]]


def messages(rows):
    return [[{"role": "assistant", "content": row.text}] for row in rows]


def batch(function) -> Scorer:
    """A function that a trainer calls, with everything that one would pass."""

    def score(rows):
        golds = [row.gold for row in rows]
        prompts = [[{"role": "user", "content": "How many?"}]] * len(rows)
        passed = {"prompts": prompts, "completion_ids": [row.ids for row in rows]}
        return function(completions=messages(rows), solution=golds, answer=golds, **passed)

    return score


def each(function) -> Scorer:
    """A function of a text and a gold."""
    return lambda rows: [number(function(row.text, row.gold)) for row in rows]


def number(given):
    if isinstance(given, dict):
        given = given["score"]
    return float(given[0] if isinstance(given, tuple) else given)


def trl() -> dict[str, Scorer]:
    theirs = import_module("trl.rewards")
    return {
        "accuracy_reward": batch(theirs.accuracy_reward),
        "reasoning_accuracy_reward": batch(theirs.reasoning_accuracy_reward),
        "think_format_reward": batch(theirs.think_format_reward),
        "get_cosine_scaled_reward(max_len=100)": batch(theirs.get_cosine_scaled_reward(max_len=100)),
        "get_repetition_penalty_reward(ngram_size=3)": batch(
            theirs.get_repetition_penalty_reward(ngram_size=3)
        ),
        "get_soft_overlong_punishment(100, 20)": batch(theirs.get_soft_overlong_punishment(100, 20)),
    }


def shown(clone: Path, revision: str) -> str:
    command = ["git", "-C", str(clone), "show", revision]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class StandIn(types.ModuleType):
    """A module that has every name, none of which does anything."""

    __path__ = ()

    def __getattr__(self, name):
        return None


def open_r1(clones: Path) -> dict[str, Scorer]:
    for name in ("open_r1", "open_r1.utils", "open_r1.utils.code_providers"):
        sys.modules[name] = StandIn(name)
    sys.modules["open_r1.utils.competitive_programming"] = StandIn("open_r1.utils.competitive_programming")
    space: dict[str, Any] = {"__name__": "open_r1.rewards", "__package__": "open_r1"}
    source = shown(clones / "open-r1", "1416fa0cf215:src/open_r1/rewards.py")
    exec(compile(source, "rewards.py", "exec"), space)
    return {
        "accuracy_reward": batch(space["accuracy_reward"]),
        "format_reward": batch(space["format_reward"]),
        "tag_count_reward": batch(space["tag_count_reward"]),
        "reasoning_steps_reward": batch(space["reasoning_steps_reward"]),
        "get_cosine_scaled_reward(max_len=1000)": batch(space["get_cosine_scaled_reward"](max_len=1000)),
        "len_reward": batch(space["len_reward"]),
        "get_repetition_penalty_reward(3, -1.0)": batch(space["get_repetition_penalty_reward"](3, -1.0)),
        "get_soft_overlong_punishment(100, 20)": batch(space["get_soft_overlong_punishment"](100, 20)),
    }


def notebook(clones: Path, name: str) -> dict[str, Any]:
    """The names that the cells of a notebook define which define reward functions."""
    book = json.loads(shown(clones / "notebooks", f"bdda2efc7ad5:nb/{name}.ipynb"))
    vocabulary = dict.fromkeys(("<think>", "</think>"))
    tokenizer = types.SimpleNamespace(eos_token="<|endoftext|>", get_added_vocab=lambda: vocabulary)
    space: dict[str, Any] = {"tokenizer": tokenizer}
    for cell in book["cells"]:
        source = "".join(cell["source"]).replace("dataset = get_gsm8k_questions()", "")
        source = source.replace("from datasets import load_dataset, Dataset", "Dataset = None")
        wanted = re.search(
            r"^def (match_|check_|get_lang|format_and|correctness_)|^match_\w+ = |^reasoning_start = |get_added_vocab",
            source,
            re.MULTILINE,
        )
        if cell["cell_type"] == "code" and wanted:
            exec(compile(source, name, "exec"), space)
    return space


def unsloth(clones: Path, page: str) -> dict[str, Scorer]:
    mine = [function for function in read("functions") if function["page"] == page]
    (place,) = {
        function["source"].partition(", ")[0].partition(" ")[2].partition(" ")[2] for function in mine
    }
    space = notebook(clones, place)
    return {function["name"]: batch(space[function["name"]]) for function in mine}


def package(name: str, folder: Path) -> None:
    """A package without what its __init__ imports."""
    made = types.ModuleType(name)
    made.__path__ = [str(folder)]
    sys.modules[name] = made


class Here:
    """A pool of processes that works in this one."""

    def submit(self, function, *arguments):
        done: Future[Any] = Future()
        done.set_result(function(*arguments))
        return done


def verl() -> dict[str, Scorer]:
    home = Path(str(distribution("verl").locate_file("verl")))
    for name in ("verl", "verl.utils", "verl.utils.reward_score"):
        package(name, home.joinpath(*name.split(".")[1:]))
    sys.modules["verl.utils.metric"] = StandIn("verl.utils.metric")
    module = lambda name: import_module(f"verl.utils.reward_score.{name}")
    gsm8k = module("gsm8k").compute_score
    em = module("search_r1_like_qa_em").compute_score
    module("math_verify")._get_pool = Here  # its processes would import all of verl
    return {
        "gsm8k": each(gsm8k),
        'gsm8k, method="flexible"': each(lambda text, gold: gsm8k(text, gold, method="flexible")),
        "math_reward": each(module("math_reward").compute_score),
        "math_dapo": each(module("math_dapo").compute_score),
        "prime_math": each(module("prime_math").compute_score),
        "math_verify": each(module("math_verify").compute_score),
        "geo3k": each(module("geo3k").compute_score),
        "search_r1_like_qa_em": each(lambda text, gold: em(text, {"target": gold})),
    }


def math_verify() -> dict[str, Scorer]:
    from math_verify import parse, verify

    return {
        "verify(parse(gold), parse(text))": each(lambda text, gold: verify(parse(gold), parse(text))),
    }


def lm_eval() -> dict[str, Scorer]:
    import yaml

    sys.modules["sacrebleu"] = StandIn("sacrebleu")
    home = Path(str(distribution("lm-eval").locate_file("lm_eval")))
    regex = import_module("lm_eval.filters.extraction").RegexFilter
    matched = import_module("lm_eval.api.metrics").exact_match_fn

    def scorer(task: str, name: str) -> Scorer:
        settings = yaml.safe_load((home / "tasks" / "gsm8k" / f"{task}.yaml").read_text("utf-8"))
        (filters,) = (each["filter"] for each in settings["filter_list"] if each["name"] == name)
        options = {k: v for k, v in filters[0].items() if k != "function"}
        (metric,) = settings["metric_list"]
        compared = {
            k: v for k, v in metric.items() if k in ("ignore_case", "ignore_punctuation", "regexes_to_ignore")
        }

        def score(text, gold):
            ((found,),) = regex(**options).apply([[text]], [{}])
            return matched(predictions=[found], references=[gold], **compared)["exact_match"]

        return each(score)

    return {
        "gsm8k strict-match": scorer("gsm8k", "strict-match"),
        "gsm8k flexible-extract": scorer("gsm8k", "flexible-extract"),
        "gsm8k_cot strict-match": scorer("gsm8k-cot", "strict-match"),
    }


def main() -> None:
    where = sys.argv[1]
    if where == "trl":
        pages: dict[str, Callable[[], dict[str, Scorer]]] = {"trl": trl}
    else:
        clones = Path(where)
        books = sorted({f["page"] for f in read("functions") if f["page"].startswith("unsloth")})
        pages = {
            "open-r1": lambda: open_r1(clones),
            "verl": verl,
            "math-verify": math_verify,
            "lm-eval": lm_eval,
        }
        pages |= {page: (lambda page=page: unsloth(clones, page)) for page in books}
    kept = [row for row in read("scores") if row["function"].split()[0] not in pages]
    for page, scorers in pages.items():
        having = scorers()
        for function in read("functions"):
            if function["page"] != page:
                continue
            rows = list(asked(function))
            with contextlib.redirect_stdout(io.StringIO()):
                scores = having[function["name"]](rows)
            for row, score in zip(rows, scores, strict=True):
                said = {"function": key(function), "completion": row.name, "score": score}
                kept.append({**said, "source": function["source"], "recorded": True})
    order = {key(function): place for place, function in enumerate(read("functions"))}
    kept.sort(key=lambda row: order[row["function"]])
    lines = (json.dumps(row, ensure_ascii=False) for row in kept)
    (HERE / "scores.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":  # verl's math_verify asks worker processes
    main()
