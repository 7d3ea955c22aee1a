"""What all charts have in common: colours that colour-blind readers can distinguish, a title, a line of sources."""

from __future__ import annotations

from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from summitdata.datapackage import descriptor, resource
from summitdata.errors import MissingDependencyError
from summitdata.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

__all__ = [
    "BLACK",
    "BLUE",
    "COLOURS",
    "GREEN",
    "ORANGE",
    "apart",
    "axis_title",
    "import_extra",
    "inline_data",
    "line_labels",
    "unit_of",
    "with_title",
]

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, VERMILLION, SKY, BLACK)
"""The palette of Okabe and Ito (2008) without its yellow, which is too light for a line on white."""

NOTE_SIZE = 10
LETTER_WIDTH = 4.9
"""The font size of the line of sources, and the mean width of its letters, in pixels."""

LABEL_LINE, LABEL_MARK = 17, 10
"""The height of a line of a label, and how far its mark is from the chart, in pixels."""


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


def apart(values: list[float], sizes: list[float]) -> list[float]:
    """Return places for labels of some sizes, each at its value or as far above it as those below need.

    Examples
    --------
    >>> apart([10, 1, 2], [3, 3, 3])
    [10, 1, 4.0]
    """
    places = list(values)
    order = sorted(range(len(values)), key=values.__getitem__)
    for below, above in pairwise(order):
        places[above] = max(values[above], places[below] + (sizes[below] + sizes[above]) / 2)
    return places


def line_labels(ends: list[tuple[str, str, float]], colours: Any, shapes: Any, size: tuple[int, int]) -> Any:
    """Return the names of lines as text to the right of the chart, each beside its mark and at the end of its line.

    Parameters
    ----------
    ends : list of tuple
        Of each line what it is of, its name with "|" between the lines of the text, and the value that it ends with.
    colours, shapes : altair.Scale
        What tells the lines apart.
    size : tuple of int
        Width and height of the chart, in pixels.
    """
    import altair as alt

    width, height = size
    values = [value for *_, value in ends]
    pixel = max(values) / height
    places = apart(values, [LABEL_LINE * pixel * (name.count("|") + 1) for _, name, _ in ends])
    labels = [{"end": of, "name": name, "at": at} for (of, name, _), at in zip(ends, places, strict=True)]
    base = alt.Chart(inline_data(labels)).encode(alt.Y("at:Q"))
    marks = base.mark_point(filled=True, size=50, opacity=1).encode(
        alt.Color("end:N", scale=colours, legend=None),
        alt.Shape("end:N", scale=shapes, legend=None),
        x=alt.value(width + LABEL_MARK),
    )
    text = base.mark_text(align="left", baseline="middle", fontSize=11, lineBreak="|", color=BLACK)
    return alt.layer(marks, text.encode(x=alt.value(width + 2 * LABEL_MARK), text=alt.Text("name:N")))


def axis_title(table: str, field: str) -> str:
    """Return the title of a field and its unit, from the descriptor.

    Examples
    --------
    >>> axis_title("projects", "capacity")
    'Capacity'
    """
    fields = resource(table)["schema"]["fields"]
    title, unit = next(item["title"] for item in fields if item["name"] == field), unit_of(table, field)
    return f"{title} ({unit})" if unit else str(title)


def unit_of(table: str, field: str) -> str:
    """Return the unit of a field, from the descriptor, or "" if it has none.

    Examples
    --------
    >>> unit_of("gas", "value")
    'bcm'
    """
    fields = resource(table)["schema"]["fields"]
    return str(next(item for item in fields if item["name"] == field).get("unit", ""))


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
