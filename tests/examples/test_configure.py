"""A configuration field that a version lacks is left out aloud, and a mistake is a mistake."""

from dataclasses import dataclass

import pytest

from recipe.configure import config


@dataclass
class Old:
    """A trainer's configuration, some versions ago."""

    learning_rate: float = 1e-6
    max_prompt_length: int = 512


@dataclass
class New:
    """The same now."""

    learning_rate: float = 1e-6


def test_what_is_known_is_passed(capsys):
    made = config(Old, learning_rate=5e-6, max_prompt_length=256)
    assert (made.learning_rate, made.max_prompt_length) == (5e-6, 256)
    assert capsys.readouterr().out == ""


def test_what_has_gone_is_left_out_with_the_reason(capsys):
    assert config(New, learning_rate=5e-6, max_prompt_length=256).learning_rate == 5e-6
    assert (
        "New has no max_prompt_length in this version: rows with a longer prompt" in capsys.readouterr().out
    )


def test_a_mistake_is_refused():
    with pytest.raises(TypeError, match=r"New has no learnin_rate=1; did you mean learning_rate\?"):
        config(New, learnin_rate=1)
    with pytest.raises(TypeError, match=r"New has no colour='red'$"):
        config(New, colour="red")
