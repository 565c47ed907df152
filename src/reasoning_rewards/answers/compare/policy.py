"""What counts as the same number: one frozen value, exact by default."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from reasoning_rewards.answers.notation.gold import Golds
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.calls import by_name
from reasoning_rewards.errors import SettingError
from reasoning_rewards.numeric import whole

if TYPE_CHECKING:
    from reasoning_rewards.answers.compare.tolerance import Tolerance

__all__ = ["Decide", "NumberPolicy", "insist_on_golds", "insist_on_policy", "policy_of"]

Percent = Literal["either", "exact", "ignore"]
Units = Literal["compare", "convert", "ignore"]
Kinds = Literal["any", "mathematics", "numbers"]
Dates = Literal["mdy", "dmy"]


@by_name("NumberPolicy(rounded=6)")
@dataclass(frozen=True, kw_only=True)
class NumberPolicy:
    """How much slack two numbers get before they are different.

    =================  ============  ==============================================================
    setting            default       why
    =================  ============  ==============================================================
    ``percent``        ``"either"``  ``28%`` may stand for 28 or 0.28: golds are written both ways,
                                     and an explicit sign says which was meant. A bare factor of
                                     100 is never forgiven. ``"exact"``: only 0.28. ``"ignore"``:
                                     only 28.
    ``rounded``        ``12``        a decimal of so many significant digits that is the other side
                                     correctly rounded or cut off counts as it: nobody guesses
                                     twelve digits. ``None``: never.
    ``units``          ``"compare"`` a unit on one side only is taken off; on both sides it must be
                                     the same (42 km is not 42 m). ``"convert"``: 1 km is 1000 m.
                                     ``"ignore"``: units say nothing.
    ``decimal_comma``  ``True``      ``1,22`` may be 1.22 (as well as the list 1, 22); ``1,234`` is
                                     always 1234.
    ``kinds``          ``"any"``     ``"mathematics"``: a gold of words is not readable.
                                     ``"numbers"``: nor is anything but one number.
    ``tolerance``      ``None``      a number must be the gold's. A `Tolerance` says how far off it
                                     may be: ``Tolerance(relative=0.01)``, ``absolute=``,
                                     ``digits=``, ``as_gold=True``.
    ``evaluated``      ``False``     ``6 \\cdot 7`` is 42. ``True``: where the gold is a number, the
                                     answer must be one too, and not a sum that makes it: the
                                     question asked for that to be done.
    ``dates``          ``None``      ``3/5/2024`` is two divisions. ``"mdy"``: it is 5 March;
                                     ``"dmy"``: 3 May. ``2024-03-05`` and ``March 5, 2024`` are
                                     dates always.
    =================  ============  ==============================================================

    >>> NumberPolicy(rounded=6)
    NumberPolicy(rounded=6)
    >>> NumberPolicy(percent="loose")
    Traceback (most recent call last):
        ...
    reasoning_rewards.errors.SettingError: percent='loose': must be one of 'either', 'exact', 'ignore'
    """

    percent: Percent = "either"
    rounded: int | None = 12
    units: Units = "compare"
    decimal_comma: bool = True
    kinds: Kinds = "any"
    tolerance: Tolerance | None = None
    evaluated: bool = False
    dates: Dates | None = None

    def __post_init__(self) -> None:
        for name, options in (("percent", Percent), ("units", Units), ("kinds", Kinds)):
            value = getattr(self, name)
            if value not in get_args(options):
                known = ", ".join(map(repr, get_args(options)))
                raise SettingError(f"{name}={value!r}: must be one of {known}")
        if self.rounded is not None:
            rounded = whole(self.rounded)
            if rounded is None or rounded < 3:
                raise SettingError(f"rounded={self.rounded!r}: must be None or a whole number from 3 on")
            object.__setattr__(self, "rounded", rounded)
        for name in ("decimal_comma", "evaluated"):
            if not isinstance(getattr(self, name), bool):
                raise SettingError(f"{name}={getattr(self, name)!r}: must be True or False")
        if self.tolerance is not None:
            _insist_on_tolerance(self.tolerance)
        if self.dates is not None and self.dates not in get_args(Dates):
            raise SettingError(f"dates={self.dates!r}: must be None or one of 'mdy', 'dmy'")
        object.__setattr__(self, "_hash", self._number())

    def _number(self) -> int:
        """A number that equal policies share, in every process: it is pickled, and hashes of strings are not theirs."""
        places = (
            get_args(options).index(value)
            for options, value in ((Percent, self.percent), (Units, self.units), (Kinds, self.kinds))
        )
        order = 0 if self.dates is None else 1 + get_args(Dates).index(self.dates)
        return hash(
            (*places, self.rounded or 0, self.decimal_comma, self.tolerance or 0, self.evaluated, order)
        )

    def __hash__(self) -> int:  # memos ask for it with every pair
        return self._hash  # type: ignore[attr-defined, no-any-return]

    @property
    def slug(self) -> str:
        """What it changes, as part of a reward's name: no two policies share one."""
        changed = ((name, getattr(self, name)) for name in _DEFAULTS)
        words = [
            name if value is True else f"{name}_{value}"
            for name, value in changed
            if value != _DEFAULTS[name]
        ]
        return re.sub(r"\W+", "_", "_".join(words)).strip("_").lower()

    def __repr__(self) -> str:
        settings = ((name, getattr(self, name)) for name in _DEFAULTS)
        changed = [f"{name}={value!r}" for name, value in settings if value != _DEFAULTS[name]]
        return f"NumberPolicy({', '.join(changed)})"


def _insist_on_tolerance(tolerance: object) -> None:
    from reasoning_rewards.answers.compare.tolerance import Tolerance  # few policies have one

    if not isinstance(tolerance, Tolerance):
        raise SettingError(
            f"tolerance={tolerance!r}: must be None or a Tolerance, such as Tolerance(relative=0.01)"
        )


def insist_on_policy(policy: object) -> None:
    """Raise for anything but a policy."""
    if not isinstance(policy, NumberPolicy):
        raise SettingError(f"policy={policy!r}: expected a NumberPolicy, such as NumberPolicy(rounded=6)")


def insist_on_golds(golds: object, setting: str = "golds") -> None:
    """Raise for anything but what several golds can mean."""
    if golds not in (None, *get_args(Golds)):
        raise SettingError(
            f"{setting}={golds!r}: expected 'any' (each of several golds is right), 'all', or None"
        )


def policy_of(settings: Mapping[str, Any]) -> NumberPolicy:
    """Build a policy from what `dataclasses.asdict` made of one: it has travelled to another process as plain data.

    >>> from dataclasses import asdict
    >>> from reasoning_rewards import Tolerance
    >>> policy_of(asdict(NumberPolicy(tolerance=Tolerance(digits=3))))
    NumberPolicy(tolerance=Tolerance(digits=3))
    """
    tolerance = settings.get("tolerance")
    if tolerance is not None:
        from reasoning_rewards.answers.compare.tolerance import Tolerance

        settings = {**settings, "tolerance": Tolerance(**tolerance)}
    return NumberPolicy(**settings)


_DEFAULTS: dict[str, object] = {
    name: NumberPolicy.__dataclass_fields__[name].default for name in NumberPolicy.__dataclass_fields__
}

Decide = Callable[[str, str, NumberPolicy], Outcome]
"""What holds an answer's text against a gold's, under a policy."""
