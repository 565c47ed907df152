"""What check.py runs in each environment: imports, a composed Hydra configuration, and rows scored by every engine."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from importlib.util import find_spec

import reasoning_rewards as rr

PLAIN = [(r"So \boxed{0.5}.", r"\frac{1}{2}", 1.0), ("<answer>41</answer>", "42", 0.0)]
IN_A_WORKER = (r"<answer>\lim_{x\to 0}\frac{\sin x}{x}</answer>", "1")  # no rung in this process decides it


def main(expected: dict) -> None:
    """Every expectation of this environment, or an assertion that names what is otherwise."""
    found = runtime()
    assert found == expected["runtime"], f"ANTLR runtime {found!r}, expected {expected['runtime']!r}"
    assert not {"antlr4", "sympy", "hydra", "re2", "regex"} & set(sys.modules), (
        "importing the package brought them along"
    )
    said = [f"ANTLR {found or 'none'}"]
    if find_spec("hydra"):
        said.append(f"hydra composed {composed()}")
    score(rr.Correctness())
    said.append("sympy scored")
    if remedy := expected["math_verify"]:
        said.append(refusal(remedy, rr.Correctness, engine="math-verify"))
    else:
        score(rr.Correctness(engine="math-verify"))
        said.append("math-verify scored")
    for engine in ("re2", "regex"):
        said.append(patterns(engine, "patterns" in expected["extra"]))
    assert not {"sympy", "regex"} & set(sys.modules), "what belongs in a worker was imported in this process"
    print(", ".join(said))


def runtime() -> str:
    """The version of the ANTLR runtime; empty where there is none."""
    try:
        return metadata.version("antlr4-python3-runtime")
    except metadata.PackageNotFoundError:
        return ""


def composed() -> str:
    """What Hydra makes of an override and an interpolation: its parser is the one that needs ANTLR."""
    from hydra import compose, initialize

    with initialize(version_base=None):
        config = compose(overrides=["+reward.weight=0.5", "+reward.twice='${reward.weight}${reward.weight}'"])
    return str(config.reward.twice)


def score(reward: rr.Reward) -> None:
    """Rows that this process decides, and one that needs a worker."""
    completions, golds, scores = zip(*PLAIN, strict=True)
    assert reward(list(completions), answer=list(golds)) == list(scores)
    verdict = reward.explain(IN_A_WORKER[0], answer=IN_A_WORKER[1])
    assert (verdict.score, verdict.rule) == (1.0, "symbolic.same"), verdict


def patterns(engine: str, there: bool) -> str:
    """A pattern is looked for where the extra is, and refused where it is not."""
    if not there:
        return refusal("pip install reasoning-rewards[patterns]", rr.Pattern, regex="b$", engine=engine)
    assert rr.Pattern(regex="b$", engine=engine)(["ab", "ba"]) == [1.0, 0.0]
    return f"{engine} scored"


def refusal(remedy: str, kind: type[rr.Reward], **settings: str) -> str:
    """Building the reward has to say what to install."""
    engine = settings["engine"]
    try:
        kind(**settings)
    except rr.MissingExtraError as error:
        said = str(error)
    else:
        raise AssertionError(f"{engine=} was taken although it can't work here")
    assert remedy in said, said
    assert kind is rr.Pattern or "engine=None" in said, said
    return f"{engine} refused with its remedy"


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
