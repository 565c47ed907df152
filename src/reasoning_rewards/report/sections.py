"""The tables of a report: its figures, its components, the rules that decided, how problems fared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from reasoning_rewards.report import figures
from reasoning_rewards.report.charts import COLOURS
from reasoning_rewards.report.gather import WHOLE, Gathered, Shape
from reasoning_rewards.report.markup import Markup, element, joined, table
from reasoning_rewards.report.pictures import distributions, over_steps, problems_drawn
from reasoning_rewards.report.summary import NOTHING, Summary, number, percent, section, share, soft
from reasoning_rewards.verdict import Rule, sentence

__all__ = ["meter", "rule_button", "said_of", "sections", "shown_score"]

_RULES = 10  # of one component; the rest are counted together

Cell = Callable[[Summary], Markup | str]


def sections(found: Gathered, names: Mapping[str, str], rules: Mapping[str, Rule]) -> Iterator[Markup]:
    """Every section that the rows have something to say for."""
    runs = [Summary(run) for run in found.runs if len(run)]
    if not runs:
        yield element("p", "There is no row to report on.", class_="mind")
        return
    yield _in_figures(found, runs)
    yield from over_steps(runs, names)
    yield distributions(runs)
    if len(names) > 1:
        yield _components(runs, names)
    yield _rules(found, runs, names, rules)
    if found.grouped and max(each.tries for each in runs) > 1:
        yield section("Problem by problem", _spread(runs), problems_drawn(runs))


def _in_figures(found: Gathered, runs: Sequence[Summary]) -> Markup:
    measures = {**_of_rewards(found.grouped, runs), **_of_rows(found.grouped)}
    rows = [(name, *(cell(each) for each in runs)) for name, cell in measures.items()]
    if len(runs) == 1:
        tiles = (element("div", element("dt", name), element("dd", value)) for name, value in rows)
        body = element("dl", *tiles, class_="tiles")
    else:
        body = table(("", *(each.name for each in runs)), rows, "figures")
    return section("In figures", body, element("p", _what_right_is(found.shape), class_="note"))


def _what_right_is(shape: Shape) -> str:
    whose = f"{shape.component} scores" if shape.component else "the reward is"
    return (
        f"Right: {whose} {shape.at_least:g} or more. In brackets: 95 % intervals, by problem, since completions of one "
        "problem are not independent of each other."
    )


def _of_rewards(grouped: bool, runs: Sequence[Summary]) -> dict[str, Cell]:
    measures: dict[str, Cell] = {"mean reward": lambda each: number(each.whole.mean)}
    most = _usual(runs)
    if grouped:
        measures["pass@1"] = lambda each: share(figures.pass_at(each.groups, 1))
    if grouped and most > 1:
        measures[f"pass@{most}"] = lambda each: share(figures.pass_at(each.groups, most))
        measures["majority vote"] = lambda each: share(figures.majority_of(each.groups))
        measures["groups without spread"] = lambda each: _flat(figures.spread(each.groups))
    return measures


def _of_rows(grouped: bool) -> dict[str, Cell]:
    measures: dict[str, Cell] = {
        "score 0 or less": lambda each: percent(each.whole.zero),
        "no score": lambda each: percent(each.whole.silent),
        "mean length": _length,
        "completions": lambda each: f"{len(each.run):,}",
    }
    if grouped:
        measures["problems"] = lambda each: f"{len(set(each.run.groups)):,}"
    return measures


def _usual(runs: Sequence[Summary]) -> int:
    """How many completions most problems have."""
    counts = Counter(len(group.right) for each in runs for group in each.groups)
    return max(counts, key=lambda tries: (counts[tries], tries), default=0)


def _flat(found: figures.Spread) -> str:
    return percent(found.flat / found.groups) if found.groups else NOTHING


def _length(each: Summary) -> Markup:
    mean = sum(each.run.lengths) / len(each.run)
    return joined((f"{mean:,.0f} ", soft("tokens" if each.run.has_tokens else "characters")))


def _components(runs: Sequence[Summary], names: Mapping[str, str]) -> Markup:
    header = ["component"]
    for each in runs:
        header += [f"{each.name}: {what}" if len(runs) > 1 else what for what in ("mean", "0 or less")]
    if len(runs) == 1:
        header += ["no score", "lowest", "highest"]
    rows = [
        [called, *(cell for each in runs for cell in _component(each.components.get(name), len(runs) == 1))]
        for name, called in names.items()
        if any(name in each.components and each.components[name].mean for each in runs)
    ]
    note = "As they stand in the sum, weights included. 95 % intervals by problem."
    return section("What it is made of", table(header, rows, "figures"), element("p", note, class_="note"))


def _component(found: figures.Component | None, alone: bool) -> list[Markup | str]:
    if found is None:
        return [NOTHING] * (5 if alone else 2)
    cells: list[Markup | str] = [number(found.mean), percent(found.zero)]
    if alone:
        cells += [percent(found.silent), f"{found.low:.4g}", f"{found.high:.4g}"]
    return cells


def _rules(
    found: Gathered, runs: Sequence[Summary], names: Mapping[str, str], rules: Mapping[str, Rule]
) -> Markup:
    """Why rows earn what they earn: of each component the rules that decided, with the share of rows of each."""
    parts = [name for name in names if name != WHOLE] or [WHOLE]
    blocks = []
    for place, name in enumerate(names):
        if name in parts:
            blocks.append(element("h3", names[name]))
            blocks.append(_decided(found.rules, runs, name, place, rules))
    note = "A rule whose rows score 0 or less has a red mark. Choose one to see its rows."
    return section("Why it is zero, and why it is not", *blocks, element("p", note, class_="note"))


def _decided(
    slugs: Sequence[str], runs: Sequence[Summary], name: str, place: int, rules: Mapping[str, Rule]
) -> Markup:
    by_run = [
        {each.rule: each for each in run.components[name].decided} if name in run.components else {}
        for run in runs
    ]
    codes = sorted({code for each in by_run for code in each}, key=lambda code: -_most(by_run, runs, code))
    header = ["rule", "it says", *([run.name for run in runs] if len(runs) > 1 else ["rows"]), "mean score"]
    rows = [
        [
            rule_button(slugs[code], place, _earns_nothing(_mean(by_run, code))),
            said_of(slugs[code], rules),
            *(
                meter(each[code].count / len(runs[at].run) if code in each else 0.0, at)
                for at, each in enumerate(by_run)
            ),
            shown_score(_mean(by_run, code)),
        ]
        for code in codes[:_RULES]
    ]
    if len(codes) > _RULES:
        rest = [sum(each[code].count for code in codes[_RULES:] if code in each) for each in by_run]
        shares = (percent(count / len(run.run)) for count, run in zip(rest, runs, strict=True))
        rows.append([f"{len(codes) - _RULES} more", "", *shares, ""])
    return table(header, rows, "rules")


def _most(by_run: Sequence[Mapping[int, figures.Decided]], runs: Sequence[Summary], code: int) -> float:
    return max(
        each[code].count / len(run.run) if code in each else 0.0
        for each, run in zip(by_run, runs, strict=True)
    )


def _mean(by_run: Sequence[Mapping[int, figures.Decided]], code: int) -> float | None:
    found = [each[code] for each in by_run if code in each]
    scored = [each for each in found if each.mean is not None]
    count = sum(each.count for each in scored)
    return sum((each.mean or 0.0) * each.count for each in scored) / count if count else None


def _earns_nothing(mean: float | None) -> bool:
    return mean is not None and mean <= 0


def rule_button(slug: str, place: int, marked: bool) -> Markup:
    """A rule, of the component at this place, that leads to its rows; marked where these lose."""
    mark = element("i", class_="zero" if marked else "zero not")
    return element("button", mark, slug, type="button", class_="rule", data_component=place, data_rule=slug)


def said_of(slug: str, rules: Mapping[str, Rule]) -> str:
    """The rule's sentence without the facts of any one completion."""
    known = rules.get(slug)
    return "" if known is None else sentence(known) or re.sub(r"\{[^}]*\}", "…", known.sentence)


def meter(value: float, colour: int = 0) -> Markup:
    """A share, and a bar of its length."""
    fill = element("rect", width=f"{100 * value:.1f}", height="10", class_=f"f{colour % COLOURS}")
    svg = element(
        "svg", fill, viewBox="0 0 100 10", preserveAspectRatio="none", class_="meter", aria_hidden="true"
    )
    return joined((svg, element("span", percent(value), class_="value")))


def shown_score(mean: float | None) -> str:
    """A mean score in a table."""
    return NOTHING if mean is None else f"{mean + 0.0:.4g}".replace("-", "−")


def _spread(runs: Sequence[Summary]) -> Markup:
    rows = []
    for each in runs:
        spread, varied = figures.spread(each.groups), figures.diversity(each.run)
        cells = [spread.flat, spread.never, spread.always]
        rows.append(
            [
                each.name,
                f"{spread.groups:,}",
                *(percent(cell / spread.groups) if spread.groups else NOTHING for cell in cells),
                *(
                    (percent(varied.texts), percent(varied.answers), percent(varied.agreed))
                    if varied
                    else [NOTHING] * 3
                ),
            ]
        )
    header = [
        "",
        "groups",
        "without spread",
        "never right",
        "always right",
        "different texts",
        "different answers",
        "agree",
    ]
    note = (
        "A group in which all score the same has no advantage and teaches GRPO nothing. Texts and answers: the share of "
        "a problem's completions that differ; agree: the share that gives its commonest answer. Means over problems."
    )
    return joined((table(header, rows, "figures"), element("p", note, class_="note")))
