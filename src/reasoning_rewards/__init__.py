"""Rewards you can trust when you train a reasoning model.

A reward is a frozen value that turns a batch of completions into verdicts. Call it as TRL's
``GRPOTrainer`` does, compose it with ``+ - *``, ask it to ``explain`` a score.

>>> from reasoning_rewards import Correctness, Format
>>> solved = Correctness()
>>> total = (solved + 0.2 * Format()).requires(solved).named("total")
>>> total(["<think>6·7</think><answer>42</answer>", "#### 42"], answer=["42", "42"])
[1.2, 1.0]

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

_HOME = {
    "ANY": "text.layout",
    "Abstention": "rewards.abstention",
    "After": "text.layout",
    "Alone": "text.layout",
    "AlpLength": "rewards.group",
    "AroraLength": "rewards.group",
    "Assignment": "rewards.assignment",
    "Batch": "core.batch",
    "BatchError": "errors",
    "Boxed": "text.layout",
    "Brevity": "rewards.length",
    "Checkpoints": "rewards.checkpoints",
    "ClockError": "errors",
    "CodeAudit": "rewards.code_audit",
    "CodeTests": "rewards.code",
    "Comparison": "answers.compare.comparison",
    "Completion": "text.completion",
    "CompositionError": "errors",
    "Correctness": "rewards.match",
    "CosineScaled": "rewards.length",
    "Countdown": "rewards.countdown",
    "Decision": "verdict",
    "Diversity": "rewards.diversity",
    "Format": "rewards.format",
    "GoldAudit": "answers.compare.audit",
    "Grid": "rewards.grid",
    "KimiLength": "rewards.group",
    "LanguageShare": "rewards.language",
    "LaserLength": "rewards.group",
    "LastNumber": "text.layout",
    "Layout": "text.layout",
    "LeadLength": "rewards.group",
    "LengthPenalty": "rewards.length",
    "LengthTarget": "rewards.length",
    "MissingColumnError": "errors",
    "MissingExtraError": "errors",
    "MultipleChoice": "rewards.match",
    "NonFiniteError": "errors",
    "NumberPolicy": "answers.compare.policy",
    "Numeric": "rewards.match",
    "Pattern": "rewards.pattern",
    "Phrase": "text.layout",
    "Proximity": "rewards.proximity",
    "Remote": "engine.sandbox.remote",
    "RepetitionPenalty": "rewards.repetition",
    "Reward": "core.reward",
    "RewardFailedError": "errors",
    "RewardWarning": "errors",
    "RewardsError": "errors",
    "Rule": "verdict",
    "SelfCorrection": "rewards.process",
    "SettingError": "errors",
    "StepArithmetic": "rewards.steps",
    "StepCount": "rewards.process",
    "StepRewards": "rewards.process",
    "Symbolic": "rewards.match",
    "THINK_ANSWER": "text.layout",
    "THINK_BOXED": "text.layout",
    "Tag": "text.layout",
    "TagCount": "rewards.tags",
    "TextOverlap": "rewards.overlap",
    "Tolerance": "answers.compare.tolerance",
    "Truncation": "rewards.truncation",
    "Value": "answers.values.values",
    "Verdict": "verdict",
    "Verdicts": "verdict",
    "audit_golds": "answers.compare.audit",
    "audit_tests": "rewards.code_audit",
    "clear_caches": "caches",
    "compare": "answers.compare.comparison",
    "cosine": "core.algebra.schedule",
    "first_of": "core.algebra.routing",
    "from_function": "core.foreign",
    "linear": "core.algebra.schedule",
    "parse_answer": "answers.compare.ladder",
    "reward": "core.decorator",
    "route": "core.algebra.routing",
    "steps": "core.algebra.schedule",
    "warmup": "core.algebra.schedule",
}

__all__ = sorted(_HOME)  # the table above is the one list of names
# Modules that are read as attributes too, rr.presets; `import *` leaves them out, since testing asks for an extra.
_MODULES = ("adapters", "files", "intervals", "layouts", "metrics", "presets", "report", "schemas", "testing")
__version__ = "0.2.0"

if TYPE_CHECKING:
    from reasoning_rewards import adapters as adapters
    from reasoning_rewards import files as files
    from reasoning_rewards import intervals as intervals
    from reasoning_rewards import layouts as layouts
    from reasoning_rewards import metrics as metrics
    from reasoning_rewards import presets as presets
    from reasoning_rewards import report as report
    from reasoning_rewards import schemas as schemas
    from reasoning_rewards import testing as testing
    from reasoning_rewards.answers.compare.audit import GoldAudit as GoldAudit
    from reasoning_rewards.answers.compare.audit import audit_golds as audit_golds
    from reasoning_rewards.answers.compare.comparison import Comparison as Comparison
    from reasoning_rewards.answers.compare.comparison import compare as compare
    from reasoning_rewards.answers.compare.ladder import parse_answer as parse_answer
    from reasoning_rewards.answers.compare.policy import NumberPolicy as NumberPolicy
    from reasoning_rewards.answers.compare.tolerance import Tolerance as Tolerance
    from reasoning_rewards.answers.values.values import Value as Value
    from reasoning_rewards.caches import clear_caches as clear_caches
    from reasoning_rewards.core.algebra.routing import first_of as first_of
    from reasoning_rewards.core.algebra.routing import route as route
    from reasoning_rewards.core.algebra.schedule import cosine as cosine
    from reasoning_rewards.core.algebra.schedule import linear as linear
    from reasoning_rewards.core.algebra.schedule import steps as steps
    from reasoning_rewards.core.algebra.schedule import warmup as warmup
    from reasoning_rewards.core.batch import Batch as Batch
    from reasoning_rewards.core.decorator import reward as reward
    from reasoning_rewards.core.foreign import from_function as from_function
    from reasoning_rewards.core.reward import Reward as Reward
    from reasoning_rewards.engine.sandbox.remote import Remote as Remote
    from reasoning_rewards.errors import BatchError as BatchError
    from reasoning_rewards.errors import ClockError as ClockError
    from reasoning_rewards.errors import CompositionError as CompositionError
    from reasoning_rewards.errors import MissingColumnError as MissingColumnError
    from reasoning_rewards.errors import MissingExtraError as MissingExtraError
    from reasoning_rewards.errors import NonFiniteError as NonFiniteError
    from reasoning_rewards.errors import RewardFailedError as RewardFailedError
    from reasoning_rewards.errors import RewardsError as RewardsError
    from reasoning_rewards.errors import RewardWarning as RewardWarning
    from reasoning_rewards.errors import SettingError as SettingError
    from reasoning_rewards.rewards.abstention import Abstention as Abstention
    from reasoning_rewards.rewards.assignment import Assignment as Assignment
    from reasoning_rewards.rewards.checkpoints import Checkpoints as Checkpoints
    from reasoning_rewards.rewards.code import CodeTests as CodeTests
    from reasoning_rewards.rewards.code_audit import CodeAudit as CodeAudit
    from reasoning_rewards.rewards.code_audit import audit_tests as audit_tests
    from reasoning_rewards.rewards.countdown import Countdown as Countdown
    from reasoning_rewards.rewards.diversity import Diversity as Diversity
    from reasoning_rewards.rewards.format import Format as Format
    from reasoning_rewards.rewards.grid import Grid as Grid
    from reasoning_rewards.rewards.group import AlpLength as AlpLength
    from reasoning_rewards.rewards.group import AroraLength as AroraLength
    from reasoning_rewards.rewards.group import KimiLength as KimiLength
    from reasoning_rewards.rewards.group import LaserLength as LaserLength
    from reasoning_rewards.rewards.group import LeadLength as LeadLength
    from reasoning_rewards.rewards.language import LanguageShare as LanguageShare
    from reasoning_rewards.rewards.length import Brevity as Brevity
    from reasoning_rewards.rewards.length import CosineScaled as CosineScaled
    from reasoning_rewards.rewards.length import LengthPenalty as LengthPenalty
    from reasoning_rewards.rewards.length import LengthTarget as LengthTarget
    from reasoning_rewards.rewards.match import Correctness as Correctness
    from reasoning_rewards.rewards.match import MultipleChoice as MultipleChoice
    from reasoning_rewards.rewards.match import Numeric as Numeric
    from reasoning_rewards.rewards.match import Symbolic as Symbolic
    from reasoning_rewards.rewards.overlap import TextOverlap as TextOverlap
    from reasoning_rewards.rewards.pattern import Pattern as Pattern
    from reasoning_rewards.rewards.process import SelfCorrection as SelfCorrection
    from reasoning_rewards.rewards.process import StepCount as StepCount
    from reasoning_rewards.rewards.process import StepRewards as StepRewards
    from reasoning_rewards.rewards.proximity import Proximity as Proximity
    from reasoning_rewards.rewards.repetition import RepetitionPenalty as RepetitionPenalty
    from reasoning_rewards.rewards.steps import StepArithmetic as StepArithmetic
    from reasoning_rewards.rewards.tags import TagCount as TagCount
    from reasoning_rewards.rewards.truncation import Truncation as Truncation
    from reasoning_rewards.text.completion import Completion as Completion
    from reasoning_rewards.text.layout import ANY as ANY
    from reasoning_rewards.text.layout import THINK_ANSWER as THINK_ANSWER
    from reasoning_rewards.text.layout import THINK_BOXED as THINK_BOXED
    from reasoning_rewards.text.layout import After as After
    from reasoning_rewards.text.layout import Alone as Alone
    from reasoning_rewards.text.layout import Boxed as Boxed
    from reasoning_rewards.text.layout import LastNumber as LastNumber
    from reasoning_rewards.text.layout import Layout as Layout
    from reasoning_rewards.text.layout import Phrase as Phrase
    from reasoning_rewards.text.layout import Tag as Tag
    from reasoning_rewards.verdict import Decision as Decision
    from reasoning_rewards.verdict import Rule as Rule
    from reasoning_rewards.verdict import Verdict as Verdict
    from reasoning_rewards.verdict import Verdicts as Verdicts


if not TYPE_CHECKING:  # a checker knows the names above, and says so where one is misspelt

    def __getattr__(name: str) -> object:
        if name in _MODULES:
            return import_module(f"{__name__}.{name}")
        home = _HOME.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{home}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return [*__all__, *_MODULES, "__version__"]
