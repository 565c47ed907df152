"""What the columns of data sets hold: where the question is, where the answer is, and what it looks like there.

A schema is a value. `presets.for_dataset` builds the reward that fits one, and `find` looks it up by the data
set's name; for a data set of your own, write one:

>>> find("openai/gsm8k").gold_column, find("Skywork/Skywork-OR1-RL-Data").golds
('answer', 'any')
>>> mine = Schema(name="mine", question="problem", gold="result.value", task="mathematics")
>>> mine.gold_column, mine.question_of({"problem": "6 · 7?", "result": {"value": "42"}})
('result', '6 · 7?')

Nothing here loads or downloads anything: the rows come from ``datasets``, a file, or a trainer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from reasoning_rewards.answers.notation.gold import Golds
from reasoning_rewards.calls import by_name, likely
from reasoning_rewards.errors import SettingError

__all__ = ["SCHEMAS", "Schema", "Task", "find"]

Task = Literal["numbers", "mathematics", "words", "choice"]
"""What an answer is: one number, any mathematics, words, or one of the row's options."""

_CARD = "https://huggingface.co/datasets/"


@by_name('Schema(name="mine", question="question", gold="answer", task="mathematics")')
@dataclass(frozen=True, kw_only=True)
class Schema:
    """A data set: where its questions and its answers are, and what they look like.

    name: its id on the hub, or any name for one of your own.
    question, gold, options: a column, or a column and the keys below it: ``reward_model.ground_truth``. The
        reward reads the column; what stands around the answer there it takes off by itself.
    task: what an answer is: 'numbers', 'mathematics', 'words' or 'choice'.
    shape: what stands where the gold is, in words.
    golds: what several golds in a row mean, where the data set says so: 'any' or 'all'.
    config, train, test: what ``load_dataset`` is told; None where there is no such thing.
    source: where this is known from. ``verified`` is False where the columns could not be read there.
    """

    name: str
    question: str
    gold: str
    task: Task
    shape: str = "the answer"
    options: str | None = None
    golds: Golds | None = None
    config: str | None = None
    train: str | None = "train"
    test: str | None = None
    source: str = ""
    verified: bool = True

    def __post_init__(self) -> None:
        for setting, known in (("task", get_args(Task)), ("golds", (*get_args(Golds), None))):
            if getattr(self, setting) not in known:
                names = ", ".join(map(repr, known))
                raise SettingError(f"{setting}={getattr(self, setting)!r}: must be one of {names}")
        if self.task == "choice" and self.options is None:
            raise SettingError("task='choice': options names the column with each row's options")

    @property
    def gold_column(self) -> str:
        """The column that a reward reads."""
        return self.gold.partition(".")[0]

    @property
    def options_column(self) -> str | None:
        """The column with the options, if there are any."""
        return None if self.options is None else self.options.partition(".")[0]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are needed: question, gold, options."""
        named = (self.question, self.gold, self.options or "")
        return tuple(dict.fromkeys(each.partition(".")[0] for each in named if each))

    def question_of(self, row: Mapping[str, object]) -> object:
        """What a row asks: a text, or messages."""
        return _at(row, self.question)

    def gold_of(self, row: Mapping[str, object]) -> object:
        """What a row has for an answer, as it stands there."""
        return _at(row, self.gold)


def find(name: str) -> Schema:
    """Return the schema of a data set, by its id or by what follows the slash in it.

    >>> find("gsm8k").name, find("math-500").name
    ('openai/gsm8k', 'HuggingFaceH4/MATH-500')
    """
    if not isinstance(name, str):
        raise SettingError(f"name={name!r:.80}: expected the id of a data set, such as 'openai/gsm8k'")
    said = name.strip().lower()
    for each in SCHEMAS:
        if said in (each.name.lower(), each.name.rpartition("/")[2].lower()):
            return each
    meant = likely(name, [each.name for each in SCHEMAS])
    asked = f" Did you mean {meant!r}?" if meant else f" Known: {', '.join(each.name for each in SCHEMAS)}."
    raise SettingError(
        f"{name!r}: no schema of this data set is known.{asked} For another one write "
        f"schemas.Schema(name={name!r}, question=..., gold=..., task=...) with its columns, and give that instead"
    )


def _at(row: Mapping[str, object], path: str) -> object:
    """The value at the end of a path of keys; a KeyError names what is not there."""
    value: object = row
    for key in path.split("."):
        if not isinstance(value, Mapping) or key not in value:
            found = ", ".join(map(str, value)) if isinstance(value, Mapping) else type(value).__name__
            raise KeyError(f"{path}: no {key!r} among {found}")
        value = value[key]
    return value


_SOLUTION = r"a worked solution that ends in \boxed{...}"
_TEX = "TeX or plain text"
_DICT = "a dict with style and ground_truth"


def _known() -> Sequence[Schema]:
    problems = {"question": "problem", "gold": "answer", "task": "mathematics", "shape": _TEX}
    solved = {**problems, "gold": "solution", "shape": _SOLUTION}
    rows: tuple[dict[str, object], ...] = (
        {
            "name": "openai/gsm8k", "question": "question", "gold": "answer", "task": "numbers", "config": "main",
            "shape": "a worked solution that ends in #### 42", "test": "test",
        },
        {"name": "DigitalLearningGmbH/MATH-lighteval", **solved, "config": "default", "test": "test"},
        {
            "name": "EleutherAI/hendrycks_math", **solved, "config": "algebra", "test": "test",
            "shape": f"{_SOLUTION}; one config a subject",
        },
        {"name": "HuggingFaceH4/MATH-500", **problems, "train": None, "test": "test"},
        {
            "name": "BytedTsinghua-SIA/DAPO-Math-17k", "question": "prompt", "gold": "reward_model.ground_truth",
            "task": "mathematics", "shape": f"{_DICT}, a whole number",
        },
        {
            "name": "open-r1/DAPO-Math-17k-Processed", "question": "prompt", "gold": "solution", "config": "en",
            "task": "mathematics", "shape": "a whole number",
        },
        {"name": "open-r1/OpenR1-Math-220k", **problems, "config": "default"},
        {"name": "AI-MO/NuminaMath-CoT", **solved, "test": "test"},
        {"name": "AI-MO/NuminaMath-TIR", **solved, "test": "test"},
        {
            "name": "AI-MO/NuminaMath-1.5", **problems,
            "shape": f"{_TEX}; rows with 'proof' or 'notfound' have no answer and abstain",
        },
        {"name": "SynthLabsAI/Big-Math-RL-Verified", **problems},
        {"name": "agentica-org/DeepScaleR-Preview-Dataset", **problems},
        {
            "name": "Skywork/Skywork-OR1-RL-Data", "question": "prompt", "gold": "reward_model.ground_truth",
            "task": "mathematics", "train": "math", "golds": "any",
            "shape": f"{_DICT}, the JSON text of a list; any of its members is right",
        },
        {
            "name": "Open-Reasoner-Zero/orz_math_57k_collection", "question": "0.value",
            "gold": "1.ground_truth.value", "task": "mathematics", "shape": "a pair of turns, the answer in the second",
        },
        {"name": "POLARIS-Project/Polaris-Dataset-53K", **problems},
        {
            "name": "PrimeIntellect/SYNTHETIC-2-RL", "question": "prompt", "gold": "verification_info",
            "task": "mathematics", "shape": "the JSON text of an object with ground_truth; rows with test cases abstain",
        },
        {
            "name": "PrimeIntellect/SYNTHETIC-2", "question": "prompt", "gold": "verification_info",
            "task": "mathematics", "shape": "as SYNTHETIC-2-RL", "verified": False,
        },
        {"name": "HuggingFaceH4/aime_2024", **problems, "shape": "a whole number", "train": None, "test": "train"},
        {"name": "math-ai/aime25", **problems, "shape": "a whole number", "train": None, "test": "test"},
        {
            "name": "deepmind/aqua_rat", "question": "question", "gold": "correct", "options": "options",
            "task": "choice", "config": "raw", "test": "test", "shape": "a letter; options are written A)21",
        },
    )  # fmt: skip
    return tuple(Schema(**{"source": _CARD + str(row["name"]), **row}) for row in rows)  # type: ignore[arg-type]


SCHEMAS = _known()
"""The data sets that are known, each with the page that says what its columns hold."""
