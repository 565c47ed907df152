"""The scores that docs/migrating.md says TRL's own reward functions give are those that they give."""

from __future__ import annotations

import pytest

from tests.cases.migrating import record
from tests.migrated import asked, key, read, recorded

trl = pytest.importorskip("trl", reason="needs TRL, in the environments of: make contract")
pytest.importorskip("math_verify", reason="TRL's accuracy rewards ask math-verify")

FUNCTIONS = [function for function in read("functions") if function["page"] == "trl"]
VERSION = FUNCTIONS[0]["source"].partition(",")[0]

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(
        f"trl {trl.__version__}" != VERSION, reason=f"the scores were recorded with {VERSION}"
    ),
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=key)
def test_the_recorded_scores_are_its_own(function):
    rows = list(asked(function))
    given = record.trl()[function["name"]](rows)
    assert given == pytest.approx([recorded()[key(function), row.name] for row in rows], abs=1e-9)
