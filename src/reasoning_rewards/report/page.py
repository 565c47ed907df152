"""The report as one file: nothing is loaded from anywhere, and nothing in it that a model wrote can run.

Texts of models, golds, prompts and names of fields reach the page in two ways only: escaped (`markup`), and as data in a
script element that is no script, from where the page's script puts them into the document as text. A content security
policy lets run that one script, by its hash, and forbids all else: other scripts, requests, forms, and turning text into
markup at all.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from string import Template

from reasoning_rewards.files.scored import ScoredRow
from reasoning_rewards.report.gather import Gathered, Shape
from reasoning_rewards.report.markup import Markup, element, joined
from reasoning_rewards.report.opened import opened
from reasoning_rewards.report.packed import MOST_TEXTS, names_of, packed, packed_texts, script_safe
from reasoning_rewards.report.sample import FairSample
from reasoning_rewards.report.sections import sections
from reasoning_rewards.report.summary import length_unit
from reasoning_rewards.rulebook import all_rules

__all__ = ["MOST_BYTES", "page_of"]

MOST_BYTES = 10_000_000
_ROWS = 7_000_000  # of these for the columns of rows at most: what is over is the texts'
_RESERVED = 100_000  # for what is not counted while texts are put in
_SCRIPTS = ("data.js", "rows.js", "opened.js", "browser.js")


def page_of(
    runs: Mapping[str, Iterable[ScoredRow]],
    shape: Shape,
    *,
    title: str,
    above: Iterable[Markup] = (),
    seed: int = 0,
) -> str:
    """The page of some runs, by their names.

    above: what stands before the figures; it is asked for when the rows were read.
    """
    found = Gathered(shape)
    sample: FairSample[tuple[int, ScoredRow]] = FairSample(MOST_TEXTS, seed)
    place = 0
    for number, (name, rows) in enumerate(runs.items()):
        for rule, group, row in found.read(name, rows):
            sample.offer((number, rule), group, (place, row))
            place += 1
    return _page(found, sample.taken(), title, above, seed)


def _page(
    found: Gathered,
    taken: Sequence[tuple[int, ScoredRow]],
    title: str,
    above: Iterable[Markup],
    seed: int,
) -> str:
    rules, names = all_rules(), names_of(found)
    figures = () if found.shape.differences else sections(found, names, rules)
    body = _writable(joined((element("h1", title), _lead(found), *above, *figures)))
    data, kept = packed(found, names, _ROWS, seed)
    data |= {
        "runs": [run.name for run in found.runs],
        "components": list(names.values()),
        "rules": found.rules,
        "grouped": found.grouped,
        "differences": found.shape.differences,
        "unit": length_unit(found.runs),
        "rows": sum(map(len, found.runs)),
    }
    style, script = _resource("page.css"), "\n".join(map(_resource, _SCRIPTS))
    room = (
        MOST_BYTES - _RESERVED - sum(len(each.encode()) for each in (body, script_safe(data), style, script))
    )
    places = {place: number for number, place in enumerate(kept)}
    texts = ((places[place], opened(row, rules)) for place, row in taken if place in places)
    data["texts"] = packed_texts(texts, room)
    return Template(_resource("page.html")).substitute(
        title=_writable(element("title", title)),
        policy=_policy(script, style),
        style=style,
        body=body,
        data=script_safe(data),
        script=script,
    )


def _lead(found: Gathered) -> Markup:
    rows = sum(map(len, found.runs))
    runs = f", {len(found.runs)} runs" if len(found.runs) > 1 else ""
    problems = f" to {len(found.labels):,} problems" if found.grouped else ""
    return element("p", f"{rows:,} completions{problems}{runs}", class_="lead")


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _writable(text: str) -> str:
    """Without lone surrogates, which a prompt or a name may hold and UTF-8 may not."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _resource(name: str) -> str:
    return (files(__package__) / "static" / name).read_text("utf-8")
