"""Golds as tensors and arrays: what any data set holds after ``with_format("torch")``, in the libraries' own types."""

from __future__ import annotations

import sys
import warnings

import pytest

from reasoning_rewards import Checkpoints, Correctness, MultipleChoice, Numeric, Proximity, TextOverlap
from reasoning_rewards.answers.compare.golds import gold_fault
from reasoning_rewards.errors import RewardWarning

torch = pytest.importorskip("torch", reason="needs torch, in the environments of: make contract")
np = pytest.importorskip("numpy")
pa = pytest.importorskip("pyarrow")
datasets = pytest.importorskip("datasets")

SEVEN = [
    torch.tensor(7), torch.tensor([7]), torch.tensor([[7.0]]), torch.tensor(7.0, dtype=torch.bfloat16, requires_grad=True),
    np.int64(7), np.float32(7), np.longdouble(7), np.array(7), np.array(["7"]), np.str_("7"), np.array(["7"], dtype=object),
    np.array([[7]]), [np.int8(7)], pa.scalar(7), pa.scalar("7"), pa.scalar(["7"]), pa.array([7]), pa.chunked_array([["7"]]),
]  # fmt: skip
NONE = [
    torch.tensor([5, 6]), torch.tensor([]), torch.tensor(float("nan")), torch.tensor(float("inf")), torch.tensor(1j),
    torch.empty((), device="meta"), np.array([5, 6]), np.array([]), np.array(["5", "6"]), np.float64("nan"), np.float32("inf"),
    np.array(np.nan), np.array(None), np.datetime64("2024-01-01"), np.array([[5, 6], [7, 8]]), np.complex128(1j), np.bytes_(b"5"),
    pa.scalar(None), pa.scalar([5, 6]), pa.scalar(float("nan")), pa.array([5, 6]), pa.scalar({"a": 5}), pa.scalar(b"5"),
]  # fmt: skip
DECIDERS = [Correctness(engine=None), Numeric(engine=None), Proximity(engine=None)]


@pytest.mark.parametrize("gold", SEVEN, ids=lambda gold: f"{type(gold).__name__}-{gold!r}")
def test_one_value_is_that_value(gold):
    for reward in DECIDERS:
        right, wrong = reward(["#### 7", "#### 800"], answer=[gold] * 2)
        assert (right, wrong) == (1.0, 0.0)
    assert TextOverlap(engine=None)(["#### 7"], answer=[gold]) == [1.0]
    assert Checkpoints(engine=None)(["So x = 7."], checkpoints=[[gold]]) == [1.0]


@pytest.mark.parametrize("gold", NONE, ids=lambda gold: f"{type(gold).__name__}-{gold!r}")
def test_several_values_or_none_abstain_for_every_completion(gold):
    asked = ["#### 5", "#### 6", "#### nan", "#### inf", "nothing", f"#### {gold}"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RewardWarning)
        for reward in DECIDERS:
            assert reward(asked, answer=[gold] * len(asked)) == [None] * len(asked)
    assert gold_fault(gold).startswith("gold.")


@pytest.mark.parametrize("kind", ["torch", "numpy", None])
def test_a_data_set_in_any_format(kind):
    held = datasets.Dataset.from_dict(
        {"number": [7, 8], "text": ["7", "8"], "place": [1, 0], "steps": [[3, 7], [4, 8]]}
    )
    rows = held.with_format(kind)[:]
    completions = ["So 1 + 2 = 3, 3 + 4 = 7. #### 7", "So 2 + 2 = 4, 4 + 4 = 8. #### 8"]
    for column in ("number", "text"):
        assert Correctness(engine=None)(completions, answer=rows[column]) == [1.0, 1.0]
    assert Checkpoints(engine=None)(completions, checkpoints=list(rows["steps"])) == [1.0, 1.0]
    options = [np.array(["5", "7"]), np.array(["8", "9"])]
    assert MultipleChoice(options_column="options", engine=None)(
        completions, answer=rows["place"], options=options
    ) == [1.0, 1.0]


def test_nothing_of_theirs_is_imported_for_it():
    """Read in a process of its own: here they are imported already."""
    import subprocess

    code = "import sys; from reasoning_rewards import compare; compare('7', gold=[7]); print({'torch', 'numpy', 'pyarrow'} & {*sys.modules})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
