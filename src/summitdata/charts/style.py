"""What all charts have in common: colours that colour-blind readers can distinguish, a title, a line of sources."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import descriptor, resource
from summitdata.errors import MissingDependencyError
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

__all__ = ["BLACK", "BLUE", "COLOURS", "GREEN", "ORANGE", "axis_title", "import_extra", "inline_data", "with_title"]

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, VERMILLION, SKY, BLACK)
"""The palette of Okabe and Ito (2008) without its yellow, which is too light for a line on white."""

NOTE_SIZE = 10
LETTER_WIDTH = 4.9
"""The font size of the line of sources, and the mean width of its letters, in pixels."""


def import_extra(module: str) -> ModuleType:
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


def inline_data(values: Iterable[dict[str, Any]]) -> Any:
    """Return rows as data that a chart contains."""
    import altair as alt

    return alt.InlineData(values=[dict(row) for row in values])


def axis_title(table: str, field: str) -> str:
    """Return the title of a field and its unit, from the descriptor.

    Examples
    --------
    >>> axis_title("projects", "capacity")
    'Capacity'
    """
    descriptor = next(item for item in resource(table)["schema"]["fields"] if item["name"] == field)
    return f"{descriptor['title']} ({descriptor['unit']})" if "unit" in descriptor else str(descriptor["title"])


def with_title(body: Any, title: str, subtitle: str, sources: Iterable[str], width: int = 640) -> Any:
    """Add a title above a chart and a line with the publishers of the sources below it.

    Parameters
    ----------
    body : altair chart
        The chart.
    title, subtitle : str
        What the chart shows, and how to read it.
    sources : iterable of str
        Ids of the table `sources`.
    width : int, default 640
        The maximal width of the lines of text, in pixels.
    """
    import altair as alt

    publishers = {row["id"]: row["publisher"] for row in rows("sources")}
    names = "; ".join(dict.fromkeys(publishers[source] for source in sources))
    package = descriptor()
    line = f"Sources: {names}. Compiled in {package['name']} {package['version']} ({package['licenses'][0]['name']})."
    letters = int(width / LETTER_WIDTH)
    note = alt.TitleParams(
        wrap(line, letters), anchor="start", fontSize=NOTE_SIZE, fontWeight="normal", color="#444444", offset=0
    )
    blank = alt.Chart(inline_data([{}]), width=width, height=1, title=note).mark_text()
    head = alt.TitleParams(
        title, subtitle=wrap(subtitle, int(letters * 0.9)), anchor="start", fontSize=16, subtitleFontSize=12, offset=14
    )
    chart = alt.vconcat(body, blank, title=head, spacing=12, background="white", padding=12)
    return chart.configure_view(stroke=None).configure_axis(labelFontSize=11, titleFontSize=11, gridColor="#e6e6e6")
