"""How every chart looks: colours that colour-blind readers can tell apart, a title, and a line of sources."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import descriptor, resource
from summitdata.errors import MissingDependencyError
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

__all__ = ["BLACK", "BLUE", "COLOURS", "GREEN", "ORANGE", "axis_title", "framed", "inline", "need"]

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, VERMILLION, SKY, BLACK)
"""The palette of Okabe and Ito (2008) without its yellow, which is too light for a line on white."""

NOTE = 10
LETTER = 4.9
"""The size of the line of sources, and the mean width of a letter of it, in pixels."""


def need(module: str) -> ModuleType:
    """Import a package of the extra `plot`.

    Raises
    ------
    MissingDependencyError
        It is not installed.
    """
    from importlib import import_module

    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise MissingDependencyError.of(module.replace("_", "-"), "plot") from error


def inline(values: Iterable[dict[str, Any]]) -> Any:
    """Return rows as the data of a chart, written into it."""
    import altair as alt

    return alt.InlineData(values=[dict(row) for row in values])


def axis_title(table: str, field: str) -> str:
    """Return the title of a field with its unit, as the descriptor has them.

    Examples
    --------
    >>> axis_title("trade", "total")
    'Total (bn USD)'
    """
    found = next(one for one in resource(table)["schema"]["fields"] if one["name"] == field)
    return f"{found['title']} ({found['unit']})" if "unit" in found else str(found["title"])


def framed(body: Any, title: str, subtitle: str, sources: Iterable[str], width: int = 640) -> Any:
    """Put a title above a chart and below it a line that names the publishers of the sources.

    Parameters
    ----------
    body : altair chart
        The chart.
    title, subtitle : str
        What it shows, and how to read it.
    sources : iterable of str
        Ids of the table `sources`.
    width : int, default 640
        How wide the lines of text may be.
    """
    import altair as alt

    publishers = {row["id"]: row["publisher"] for row in rows("sources")}
    names = "; ".join(dict.fromkeys(publishers[one] for one in sources))
    about = descriptor()
    line = f"Sources: {names}. Compiled in {about['name']} {about['version']} ({about['licenses'][0]['name']})."
    letters = int(width / LETTER)
    note = alt.TitleParams(
        wrap(line, letters), anchor="start", fontSize=NOTE, fontWeight="normal", color="#444444", offset=0
    )
    blank = alt.Chart(inline([{}]), width=width, height=1, title=note).mark_text()
    head = alt.TitleParams(
        title, subtitle=wrap(subtitle, int(letters * 0.9)), anchor="start", fontSize=16, subtitleFontSize=12, offset=14
    )
    chart = alt.vconcat(body, blank, title=head, spacing=12, background="white", padding=12)
    return chart.configure_view(stroke=None).configure_axis(labelFontSize=11, titleFontSize=11, gridColor="#e6e6e6")
