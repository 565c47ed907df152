"""HTML elements out of text that nobody trusts: what is not made here is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

__all__ = ["Markup", "element", "joined", "table"]

# Elements without content; those of SVG end only where they say so.
_EMPTY = frozenset(("br", "circle", "img", "line", "path", "polygon", "polyline", "rect"))


class Markup(str):
    """Text that is HTML already, because `element` made it; `str` of anything else is escaped."""

    __slots__ = ()


Content = Markup | str | None


def element(name: str, *content: Content, **attributes: object) -> Markup:
    """An element; strings inside it are escaped. `class_` is class, `data_rule` data-rule, None no attribute.

    >>> print(element("p", "1 < 2 ", element("b", "&"), class_="soft"))
    <p class="soft">1 &lt; 2 <b>&amp;</b></p>
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-") if key != "viewBox" else key}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = joined(content)
    return Markup(f"<{name}{told}/>" if name in _EMPTY else f"<{name}{told}>{inside}</{name}>")


def joined(content: Iterable[Content]) -> Markup:
    """Pieces one after the other; strings are escaped."""
    return Markup(
        "".join(
            each if isinstance(each, Markup) else escape(each, quote=False)
            for each in content
            if each is not None
        )
    )


def table(header: Iterable[Content], rows: Iterable[Iterable[Content]], kind: str = "") -> Markup:
    """A table that scrolls by itself where the screen is too narrow; no header where all its cells are empty.

    kind: "figures" or "rules", for the looks of it.

    >>> print(table(["", ""], [["pass@1", "50 %"]]))
    <div class="scroll"><table><tbody><tr><td>pass@1</td><td>50 %</td></tr></tbody></table></div>
    """
    titles = list(header)
    head = element("thead", element("tr", *(element("th", title, scope="col") for title in titles)))
    body = element("tbody", *(element("tr", *(element("td", cell) for cell in row)) for row in rows))
    inside = [head, body] if any(titles) else [body]
    return element("div", element("table", *inside, class_=kind or None), class_="scroll")
