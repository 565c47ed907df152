"""The report as one HTML file: nothing is loaded from anywhere, and a phone can read it.

Whatever a model wrote is escaped, and the page's policy forbids scripts and requests besides.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from html import escape

from reasoning_rewards.intervals import Estimate
from recipe.curves import panel_png, panels_of
from recipe.outcome.found import Found, Pair
from recipe.outcome.markdown import counted
from recipe.outcome.tables import (
    Table,
    accuracy_table,
    gain_of,
    headline,
    points,
    tables,
    verdict,
    warnings,
)

STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --soft: #5b6470; --paper: #fbfbfa; --card: #ffffff;
  --line: #dde1e6; --before: #8a929c; --after: #0072b2; --good: #00734f; --bad: #b34700; --mind: #fff4d6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa4b0; --paper: #14171a; --card: #1c2024;
  --line: #333a42; --before: #8a929c; --after: #4fb0e5; --good: #4cc79a; --bad: #f0965a; --mind: #3a3119; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
p { margin: .5rem 0; max-width: 46rem; }
.soft, figcaption, .note { color: var(--soft); font-size: .9rem; }
.hero { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; margin: 1rem 0; }
.big { font-size: clamp(1.7rem, 6vw, 2.6rem); font-weight: 650; line-height: 1.15; font-variant-numeric: tabular-nums; }
.good { color: var(--good); } .bad { color: var(--bad); }
.mind { background: var(--mind); border-radius: 8px; padding: .6rem .9rem; margin: .5rem 0; }
.bars { display: grid; grid-template-columns: auto 1fr auto; gap: .5rem .75rem; align-items: center; margin-top: 1rem; }
.bars b, .bars span { font-variant-numeric: tabular-nums; font-weight: 400; }
.bar { position: relative; height: 1.5rem; background: color-mix(in srgb, var(--line) 55%, transparent); border-radius: 4px; }
.fill { position: absolute; inset: 0 auto 0 0; border-radius: 4px; }
.range { position: absolute; top: 50%; height: 2px; margin-top: -1px; background: var(--ink); }
.range::before, .range::after { content: ""; position: absolute; top: -5px; height: 12px; width: 2px; background: var(--ink); }
.range::before { left: 0; } .range::after { right: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; min-width: 22rem; }
th, td { text-align: left; padding: .35rem 1.1rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 500; }
td + td, td code, .range-text { white-space: nowrap; }
table.two td + td { white-space: normal; overflow-wrap: anywhere; } table.rules td:nth-child(2) { white-space: normal; }
@media (max-width: 34rem) { table { font-size: .85rem; min-width: 0; } th, td { padding-right: .6rem; }
  td + td { white-space: normal; } td + td:last-child { white-space: normal; } }
.curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1rem; }
.curves img { width: 100%; height: auto; display: block; background: #fff; border-radius: 8px; border: 1px solid var(--line); }
details { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: .6rem 0; padding: .6rem .9rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.tag { font-size: .8rem; border: 1px solid currentColor; border-radius: 99px; padding: 0 .55rem; margin-right: .4rem; white-space: nowrap; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: .75rem; margin: .75rem 0 .25rem; }
.pair h4 { margin: 0 0 .3rem; font-size: .9rem; font-weight: 600; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: .85rem/1.5 ui-monospace, monospace;
  background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .75rem; max-height: 30rem; overflow-y: auto; }
pre.tree { white-space: pre; overflow-x: auto; max-height: none; }
code { font: .88em ui-monospace, monospace; }
"""

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def render(found: Found) -> str:
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            f"<title>{escape(found.name)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body><main>",
            *sections(found),
            "</main></body>",
            "</html>",
            "",
        ]
    )


def sections(found: Found) -> Iterator[str]:
    yield f"<h1>{escape(found.name)}</h1>"
    yield from hero(found)
    yield from (f'<p class="mind">{marked(warning)}</p>' for warning in warnings(found))
    yield from table_html(accuracy_table(found))
    yield from curves(found)
    for table in tables(found):
        yield from table_html(table)
    if described := found.about.get("described"):
        yield f"<h2>The reward</h2><pre class='tree'>{escape(described)}</pre>"
    if found.pairs:
        yield "<h2>The same problems before and after</h2>"
        yield f"<p>{escape(counted(found))}</p>"
        for number, pair in enumerate(found.picked):
            yield from transcript(pair, opened=number == 0)


def hero(found: Found) -> Iterator[str]:
    """The one number, and what it is the difference of."""
    gain = gain_of(found, "pass1")
    mood = "good" if gain.low > 0 else "bad" if gain.high < 0 else "soft"
    change, _, interval = points(gain).partition(" [")
    yield '<section class="hero">'
    yield f'<div class="big {mood if mood != "soft" else ""}">{change}</div>'
    yield f'<div class="soft">gain in pass@1, 95 % interval [{interval}</div>'
    yield f'<div class="bars" role="img" aria-label="{escape(headline(found))}">'
    for moment in ("before", "after"):
        yield from bar(moment, found.estimate(moment, "pass1"))
    yield "</div>"
    samples = found.after["samples"]
    measured = f"{found.after['n']} problems, {samples} sample{'s' if samples > 1 else ''} each"
    yield f"<p>{escape(verdict(found))} <span class='soft'>Measured on {measured}.</span></p>"
    yield "</section>"


def bar(name: str, estimate: Estimate) -> Iterator[str]:
    value, low, high = (round(100 * each, 2) for each in estimate)
    yield f"<span>{name}</span>"
    yield (
        f'<div class="bar"><div class="fill" style="width: {value}%; background: var(--{name})"></div>'
        f'<div class="range" style="left: {low}%; width: {round(high - low, 2)}%"></div></div>'
    )
    yield f"<b>{100 * estimate.value:.1f} %</b>"


def curves(found: Found) -> Iterator[str]:
    panels = panels_of(found.log)
    if not panels:
        return
    yield "<h2>While GRPO trained</h2>"
    yield '<div class="curves">'
    for panel in panels:
        encoded = base64.b64encode(panel_png(panel, found.log)).decode()
        yield f'<img alt="{escape(panel.title)}, by step" src="data:image/png;base64,{encoded}">'
    yield "</div>"


def table_html(table: Table) -> Iterator[str]:
    yield f"<h2>{escape(table.title)}</h2>"
    kind = "two" if len(table.header) == 2 else "rules" if table.header[0] == "rule" else "figures"
    yield f'<div class="scroll"><table class="{kind}">'
    if any(table.header):
        yield f"<thead><tr>{''.join(f'<th>{escape(cell)}</th>' for cell in table.header)}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        yield f"<tr>{''.join(f'<td>{marked(cell)}</td>' for cell in row)}</tr>"
    yield "</tbody></table></div>"
    if table.note:
        yield f'<p class="note">{marked(table.note)}</p>'


def marked(text: str) -> str:
    """Escaped, with `code` as code, and with intervals and shares that no line end divides."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
    return re.sub(r"\[[^\[\]<>]*\]|[\d.]+ %", r'<span class="range-text">\g<0></span>', text)


def transcript(pair: Pair, *, opened: bool) -> Iterator[str]:
    mood = "good" if pair.right == (False, True) else "bad" if pair.right == (True, False) else "soft"
    yield f"<details{' open' if opened else ''}>"
    yield f'<summary><span class="tag {mood}">{pair.kind}</span> {escape(pair.question)}</summary>'
    yield f'<p class="soft">The answer is <code>{escape(pair.answer)}</code>.</p>'
    yield '<div class="pair">'
    for when, text, right in zip(("before", "after"), (pair.before, pair.after), pair.right, strict=True):
        said = '<span class="good">right</span>' if right else '<span class="bad">wrong</span>'
        yield f"<div><h4>{when}: {said}</h4><pre>{escape(text)}</pre></div>"
    yield "</div></details>"
