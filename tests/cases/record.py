"""Record golden cases by running the authors' own code.

    pip install trl==1.16.0 math-verify==0.9.0 torch numpy
    python tests/cases/record.py CLONES

CLONES is a folder with git clones of the repositories named below. Each function is taken from its
file at the commit given here and run as it stands; what it imports from elsewhere (a server, a
tokenizer, a verifier) is replaced by stand-ins that only say which answers are right. What it gives is
written to the .jsonl files beside this one. Nothing here computes a score.
"""

from __future__ import annotations
import __future__

import ast
import json
import math
import random
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).parent
COMMITS = {
    "Laser": "c9e7c4ef18192212574c5f6709d67c74baea7605",
    "efficient-reasoning": "e3611e4b37e792a65e78a2d21fa3202a01a38306",
    "GRPO-LEAD": "9344bef7fc6a4f78071f2658ff3f2ae0e28a2d71",
    "l1": "93dd330102f49450e1bc8227ad8979f8b5482e44",
    "demystify-long-cot": "e90cf9b30203bb74b1ea4ba008fa54bf731ad1a4",
    "open-r1": "1416fa0cf21595d2083b399a2a0bbddd7f6e9563",
    "evaluate": "a7dd338386a4fae9a1767e05eb9ef9479513d9e8",
    "PURE": "41f9363b8cc4af044b7fc5f7f9bbbf62139e9553",
}
OWNERS = {
    "Laser": "hkust-nlp",
    "efficient-reasoning": "Zanette-Labs",
    "GRPO-LEAD": "aeroplanepaper",
    "l1": "cmu-l3",
    "demystify-long-cot": "eddycmu",
    "open-r1": "huggingface",
    "evaluate": "huggingface",
    "PURE": "CJReinforce",
}


class Clones:
    """Functions of other repositories, taken from their files at the pinned commits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, repository: str, path: str, names: list[str], **stand_ins):
        """The named definitions of a file, run with stand-ins for what they import."""
        revision = f"{COMMITS[repository]}:{path}"
        text = subprocess.run(
            ["git", "-C", self.folder / repository, "show", revision],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        tree = ast.parse(text)
        kept = [node for node in tree.body if getattr(node, "name", None) in names]
        for node in kept:
            node.decorator_list = []
        space = dict(stand_ins)
        exec(compile(ast.Module(kept, []), path, "exec", __future__.annotations.compiler_flag), space)
        return [space[name] for name in names]

    @staticmethod
    def source(repository: str, path: str, name: str) -> str:
        return f"{OWNERS[repository]}/{repository} {COMMITS[repository][:12]} {path}:{name}"


def some_groups(rng: random.Random, *, low: int = 1, high: int = 400, sizes=(4, 4)):
    """Lengths, which are right, and the group of each, rows of the groups mixed."""
    rows = [
        (group, rng.randint(low, high), rng.random() < 0.6) for group, n in enumerate(sizes) for _ in range(n)
    ]
    rng.shuffle(rows)
    return [list(column) for column in zip(*rows, strict=True)]


# ── Laser: Kimi's penalty, LASER and LASER-D ──


def laser_batch(groups, lengths):
    import torch

    longest = max(lengths)
    response = torch.tensor([[1] * n + [0] * (longest - n) for n in lengths])
    prompt = torch.ones((len(lengths), 2), dtype=torch.long)
    return SimpleNamespace(
        batch={"responses": response, "attention_mask": torch.cat([prompt, response], dim=1)},
        non_tensor_batch={"uid": groups, "data_source": ["math"] * len(groups)},
        meta_info={},
    )


def laser(clones: Clones, name: str, groups, lengths, right, monitor=None, **settings):
    import torch

    path = "verl/utils/reward_score/length_penalty.py"
    names = ["_compute_response_info", "_choose_target_length", name]
    _, _, function = clones.load(
        "Laser",
        path,
        names,
        torch=torch,
        math=math,
        defaultdict=defaultdict,
        MONITORH_FIELD="monitor",
        DIFFICULTY_LEVEL=["high", "medium", "low"],
        print=lambda *_: None,
    )
    data = laser_batch(groups, lengths)
    if monitor is not None:
        data.meta_info["monitor_metrics"] = monitor
    scored = [{"score": 1.0 if each else -0.5, "correctness": each} for each in right]
    scores = [float(score) for score in function(data, scored, **settings)]
    return scores, clones.source("Laser", path, name)


def kimi(clones: Clones, rng: random.Random):
    for sizes in ((4,), (3, 5), (8,), (2, 2, 2), (6,), (4, 4)):
        groups, lengths, right = some_groups(rng, sizes=sizes)
        scores, source = laser(clones, "compute_kimi_penalty", groups, lengths, right, len_coef=1.0)
        # The code adds the reward to its score for the answer; taken off again, what is left is Kimi's.
        scores = [score - (1.0 if each else -0.5) for score, each in zip(scores, right, strict=True)]
        yield case("KimiLength", {}, groups, lengths, right, scores, source)
    names = ["len_reward"]
    path = "src/open_r1/rewards.py"
    (function,) = clones.load("open-r1", path, names, **verifier())
    for size in (2, 5, 8):
        groups, lengths, right = some_groups(rng, sizes=(size,), low=5)
        texts = [("right" if each else "wrong").ljust(n, ".") for each, n in zip(right, lengths, strict=True)]
        scores = function([[{"content": text}] for text in texts], ["right"] * size)
        source = clones.source("open-r1", path, "len_reward")
        yield case("KimiLength", {}, groups, lengths, right, scores, source)


def verifier():
    """Stand-ins for math-verify: a text that begins with "right" is."""
    anything = lambda *_, **__: None
    return {
        "parse": lambda text, **_: [text],
        "verify": lambda answer, gold: answer[0].startswith("right"),
        "LatexExtractionConfig": anything,
        "NormalizationConfig": anything,
    }


def lasers(clones: Clones, rng: random.Random):
    for mode in ("reward", "penalty", "hybrid"):
        for target in (100, 250):
            groups, lengths, right = some_groups(rng, sizes=(4, 3))
            settings = {"target_length": target, "length_reward_type": mode, "length_reward_scalar": 0.5}
            scores, source = laser(clones, "compute_length_reward_larse", groups, lengths, right, **settings)
            yield case(
                "LaserLength", {"target": target, "mode": mode}, groups, lengths, right, floor(scores), source
            )
    thresholds = [50, 100, 150, 200, 250, 300]
    for mode in ("reward", "penalty", "hybrid"):
        for targets in ((100, 150, 250), (50, 200, 300)):
            groups, lengths, right = some_groups(rng, sizes=(6, 6, 6))
            lengths[0] = 400  # targets are chosen below the longest
            monitor = {
                f"monitor/math/coverage_{level}_accuracy/length_{length}": float(length >= target)
                for level, target in zip(("high", "medium", "low"), targets, strict=True)
                for length in thresholds
            }
            settings = {"target_length": 0, "length_reward_type": mode, "length_thresholds": thresholds}
            name = "compute_length_reward_larse_d"
            scores, source = laser(clones, name, groups, lengths, right, monitor=monitor, **settings)
            yield case(
                "LaserLength",
                {"target": targets, "mode": mode},
                groups,
                lengths,
                right,
                floor(scores),
                source,
            )


def floor(scores):
    """The authors score a wrong answer −0.5 and leave it alone; here that is 0."""
    return [0.0 if score == -0.5 else score for score in scores]


# ── Arora and Zanette ──


def arora(clones: Clones, rng: random.Random):
    import numpy

    path = "reward_server/math_server.py"
    tokenizer = SimpleNamespace(
        eos_token_id=0,
        encode=lambda text, **_: text if isinstance(text, list) else [int(each) for each in text.split()],
        decode=lambda ids, **_: [each for each in ids if each != 0],
    )
    for alpha in (0.1, 0.2, 0.4):
        for sizes in ((4,), (3, 5)):
            groups, lengths, right = some_groups(rng, sizes=sizes)
            # A response is its token ids as text: 1 is right, 2 is wrong, 0 the end of the sequence.
            texts = [
                " ".join(["1" if each else "2"] * n + ["0"]) for each, n in zip(right, lengths, strict=True)
            ]
            queries = [
                {
                    "response": text,
                    "aux_info": {
                        "dataset_name": "d",
                        "q": group,
                        "all_responses": [t for t, g in zip(texts, groups, strict=True) if g == group],
                    },
                }
                for text, group in zip(texts, groups, strict=True)
            ]
            app = SimpleNamespace(
                config={
                    "dataset_names": ["d"],
                    "tokenizer": tokenizer,
                    "dataset_dict": dict.fromkeys(groups, "1"),
                    "check_eos": True,
                    "reward_type": "sigmoid",
                    "alpha": alpha,
                }
            )
            answered = {}
            _, query = clones.load(
                "efficient-reasoning",
                path,
                ["sigmoid", "query"],
                np=numpy,
                app=app,
                request=SimpleNamespace(get_json=lambda queries=queries: {"query": queries}),
                jsonify=answered.update,
                DATASET_KEYS={"d": {"question": "q", "answer": "a"}},
                RESPONSE_EXTRACTOR={"d": lambda text: text[0]},
                RESPONSE_COMPARATOR={"d": lambda one, other: one == other},
                json=json,
            )
            query()
            scores = [float(each) for each in answered["rewards"]]
            source = clones.source("efficient-reasoning", path, "query")
            yield case("AroraLength", {"alpha": alpha}, groups, lengths, right, scores, source)


# ── GRPO-LEAD, ALP ──


def lead(clones: Clones, rng: random.Random):
    path = "verl/verl/trainer/main_ppo.py"
    (manager,) = clones.load("GRPO-LEAD", path, ["RewardManager"], math_o=math)
    for sizes in ((4,), (3, 5), (8,), (6, 6), (12,), (5,)):
        groups, lengths, right = some_groups(rng, sizes=sizes, low=4001, high=9000)
        start = [1.0 if each else -1.0 for each in right]
        scores = manager.get_reweight_rewards(None, start, lengths, groups)
        source = clones.source("GRPO-LEAD", path, "RewardManager.get_reweight_rewards")
        yield case("LeadLength", {}, groups, lengths, right, scores, source)


def case(reward, settings, groups, lengths, right, scores, source):
    return {
        "reward": reward,
        "settings": settings,
        "groups": groups,
        "lengths": lengths,
        "right": right,
        "scores": [float(score) for score in scores],
        "source": source,
    }


# ── lengths, row by row ──


def cosines(clones: Clones, rng: random.Random):
    from trl.rewards import get_cosine_scaled_reward

    settings = [
        ((1.0, 0.5), (-1.0, -0.5), 100),
        ((2.0, 1.0), (-10.0, 0.0), 512),
        ((0.8, 0.9), (-0.3, -0.1), 7),
    ]
    for right, wrong, limit in settings:
        for length in (0, 1, limit // 3, limit // 2, limit - 1, limit, 3 * limit):
            for is_right in (True, False):
                reward = get_cosine_scaled_reward(limit, wrong[0], wrong[1], right[1], right[0])
                text = r"\boxed{1}" if is_right else r"\boxed{2}"
                (score,) = reward([[{"content": text}]], ["$1$"], [[0] * length])
                source = "trl 1.16.0 trl.rewards.get_cosine_scaled_reward"
                yield cosine(right, wrong, limit, length, is_right, score, source)
    path, name = "openrlhf/openrlhf/reward/cosine.py", "CosineScaledSparseReward"
    (paper,) = clones.load(
        "demystify-long-cot",
        path,
        [name],
        SparseReward=object,
        MAX_LEN_MARGIN=16,
        get_repetition_penalty=lambda **_: 0.0,
        math=math,
        logger=SimpleNamespace(info=lambda *_: None),
    )
    for right, wrong, limit in settings[:2]:
        for length in (0, 10, limit // 2, limit - 17):
            for is_right in (True, False):
                reward = paper(wrong[0], wrong[1], right[1], right[0], limit, -10.0, 0.0, 3, None)
                (score,) = reward.reward(["…"], [length], ["…"], [float(is_right)], [[]], 0)
                source = clones.source("demystify-long-cot", path, f"{name}.reward")
                yield cosine(right, wrong, limit, length, is_right, score, source)


def cosine(right, wrong, limit, length, is_right, score, source):
    return {
        "settings": {"right": right, "wrong": wrong, "max_length": limit},
        "length": length,
        "right": is_right,
        "score": score,
        "source": source,
    }


def targets(clones: Clones, rng: random.Random):
    path = "math_reward.py"
    names = ["get_delta_score_linear", "get_delta_score_linear_both"]
    exact, both = clones.load("l1", path, names)
    for target, length in (
        (1000, 1000),
        (1000, 700),
        (1000, 1300),
        (512, 1),
        (512, 3512),
        (2048, 8000),
        (4, 3),
    ):
        settings = {"target": target, "floor": -10.0}
        score = exact(target, length)
        yield target_case(settings, length, score, clones.source("l1", path, names[0]))
    for target, length in (
        (1000, 1000),
        (1000, 700),
        (1000, 1499),
        (1000, 1500),
        (1000, 1501),
        (1000, 1),
        (64, 9000),
    ):
        settings = {
            "target": target,
            "mode": "max",
            "alpha": 0.001,
        }  # half of the code's 0.002: see the docstring
        score = both(-target, length, 0.002)
        yield target_case(settings, length, score, clones.source("l1", path, names[1]))


def target_case(settings, length, score, source):
    return {"settings": settings, "length": length, "score": score, "source": source}


# ── repetition ──


def repetitions(clones: Clones, rng: random.Random):
    from trl.rewards import get_repetition_penalty_reward

    sequences = [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [5] * 5, [5] * 100, [1, 2, 3] * 10]
    sequences += [[rng.randint(0, high) for _ in range(200)] for high in (2, 9, 99)]
    for ngram in (1, 2, 3, 5):
        scores = get_repetition_penalty_reward(ngram, -1.0)(sequences)
        for ids, score in zip(sequences, scores, strict=True):
            source = "trl 1.16.0 trl.rewards.get_repetition_penalty_reward"
            yield {"ngram": ngram, "ids": ids, "score": score, "source": source}
    path, name = "src/open_r1/rewards.py", "get_repetition_penalty_reward"
    (make,) = clones.load("open-r1", path, [name])
    texts = [
        "",
        "one",
        "one two three",
        "Wait, wait, wait, wait,",
        "the cat and the cat and the dog",
        "a b c " * 20,
    ]
    texts += ["So 3 + 4 = 7.\n\nSo 3 + 4 = 7.\n\nSo 3 + 4 = 7.", "  leading and trailing spaces  "]
    for ngram in (1, 2, 3):
        scores = make(ngram, -1.0)([[{"content": text}] for text in texts])
        for text, score in zip(texts, scores, strict=True):
            source = clones.source("open-r1", path, name)
            yield {"ngram": ngram, "text": text, "score": score, "source": source}


# ── tags ──


def tags(clones: Clones, rng: random.Random):
    path, name = "src/open_r1/rewards.py", "tag_count_reward"
    (function,) = clones.load("open-r1", path, [name])
    pieces = ["<think>\n", "six times seven", "\n</think>\n", "\n<answer>\n", "42", "\n</answer>"]
    dropped = [set(), {5}, {3, 5}, {0}, {2}, {0, 2}, {0, 2, 3, 5}, {2, 3, 5}]
    texts = ["".join(piece for place, piece in enumerate(pieces) if place not in left) for left in dropped]
    texts += [texts[0] + "\n<answer>\n43\n</answer>", "<think>\nonce\n</think>\n" + texts[0], "", "42"]
    for text, score in zip(texts, function([[{"content": text}] for text in texts]), strict=True):
        yield {"text": text, "score": score, "source": clones.source("open-r1", path, name)}


# ── steps, words ──


def soft_mins(clones: Clones, rng: random.Random):
    import torch

    path, name = "openrlhf/utils/utils.py", "turn_process_reward_logits_to_reward"
    (function,) = clones.load("PURE", path, [name], torch=torch)
    for count in (1, 2, 3, 5, 8, 20):
        for temperature in (0.1, 0.5):
            scores = [rng.uniform(-0.99, 0.99) for _ in range(count)]
            # The model's two logits whose softmaxes differ by the score.
            logits = torch.tensor([[[0.0, math.log((1 + r) / (1 - r))] for r in scores]], dtype=torch.float64)
            mask = torch.ones((1, count), dtype=torch.bool)
            _, outcome = function(logits, mask, return_outcome_reward=True, temperature=temperature)
            source = clones.source("PURE", path, name)
            yield {"scores": scores, "temperature": temperature, "score": float(outcome[0]), "source": source}


def overlaps(clones: Clones, rng: random.Random):
    import re
    import string
    from collections import Counter

    path = "metrics/squad/compute_score.py"
    names = ["normalize_answer", "f1_score", "exact_match_score", "metric_max_over_ground_truths"]
    _, f1, em, best = clones.load("evaluate", path, names, re=re, string=string, Counter=Counter)
    pairs = [("Newton", ["Isaac Newton"]), ("The Beatles", ["Beatles"]), ("Lord Byron, the poet", ["Byron"])]
    pairs += [("Paris or Rome or Berlin", ["Paris"]), ("Berlin", ["Paris"]), ("U.S.A.", ["USA"])]
    pairs += [
        ("New York City", ["new york", "NYC"]),
        ("red red wine", ["red wine"]),
        ("an apple a day", ["apple day"]),
    ]
    for answer, golds in pairs:
        for metric, function in (("f1", f1), ("em", em)):
            score = float(best(function, answer, golds))
            source = clones.source("evaluate", path, function.__name__)
            yield {"answer": answer, "golds": golds, "metric": metric, "score": score, "source": source}


FILES = {
    "soft_min.jsonl": (soft_mins,),
    "overlap.jsonl": (overlaps,),
    "tags.jsonl": (tags,),
    "group_lengths.jsonl": (kimi, arora, lead, lasers),
    "cosine.jsonl": (cosines,),
    "length_target.jsonl": (targets,),
    "repetition.jsonl": (repetitions,),
}


def main() -> int:
    clones = Clones(Path(sys.argv[1]))
    for name, recorders in FILES.items():
        rng = random.Random(name)
        cases = [each for recorder in recorders for each in recorder(clones, rng)]
        kept = [line for line in kept_lines(HERE / name) if "recorded" not in json.loads(line)]
        lines = kept + [json.dumps(each | {"recorded": True}, ensure_ascii=False) for each in cases]
        (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {len(cases)} recorded, {len(kept)} kept")
    return 0


def kept_lines(path: Path) -> list[str]:
    """Cases that were worked out by hand, which stay."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


if __name__ == "__main__":
    sys.exit(main())
