"""The examples are scripts beside a package of their own; scripts find it, tests have to be told."""

import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """The folder of a tiny Qwen3, as the smoke runs make it."""
    pytest.importorskip("torch", reason="a model needs torch and transformers")
    pytest.importorskip("transformers", reason="a model needs torch and transformers")
    from recipe.models import made

    return made("made:tiny-qwen3", tmp_path_factory.mktemp("models"), seed=0)


@pytest.fixture
def own_ctrl_c():
    """What Ctrl-C does is put back after a test that trains."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)
