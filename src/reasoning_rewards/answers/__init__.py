"""Answers: from the text of an answer to a value, and from two values to a verdict."""

from reasoning_rewards.answers.ladder import Comparison, compare, parse_answer, real_gold, real_number
from reasoning_rewards.answers.policy import NumberPolicy

__all__ = ["Comparison", "NumberPolicy", "compare", "parse_answer", "real_gold", "real_number"]
