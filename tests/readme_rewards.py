"""The README's reward of one's own, in a module, as rewards pickle by module and name."""

from reasoning_rewards import Completion, reward


@reward(bounds=(0.0, 1.0))
def in_units(completion: Completion, unit: str | None) -> float | None:
    return None if unit is None else float(completion.answer.endswith(unit))
