"""The examples are scripts beside a package of their own; scripts find it, tests have to be told."""

import runpy
import signal
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
sys.path.insert(0, str(EXAMPLES))


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


class ReachedError(Exception):
    """The script has said its settings; nothing heavy is imported yet."""


@pytest.fixture
def settings_of(monkeypatch, tmp_path):
    """What a script states on top: it is run until the command line's wishes come in."""
    from recipe.settings import Settings

    def read(script, *arguments):
        def stop(self, options):
            raise ReachedError(self)

        monkeypatch.setattr(Settings, "asked", stop)
        monkeypatch.setattr(sys, "argv", [f"{script}.py", *arguments])
        monkeypatch.chdir(tmp_path)
        with pytest.raises(ReachedError) as reached:
            runpy.run_path(str(EXAMPLES / f"{script}.py"), run_name="__main__")
        return reached.value.args[0]

    return read
