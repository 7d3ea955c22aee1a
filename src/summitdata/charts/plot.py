"""plot(): the charts of the package; each has a file beside this one and an entry here.

A chart is an Altair chart: a notebook shows it, and it can be changed like any other. The extra `plot` installs Altair
and vl-convert; pictures are made without a browser and without a network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from summitdata.arguments import as_path, check_choice, check_flag
from summitdata.charts.dark import with_dark_page, with_dark_picture
from summitdata.charts.figures import figures, figures_in_words
from summitdata.charts.gas import gas, gas_in_words
from summitdata.charts.projects import projects, projects_in_words
from summitdata.charts.style import import_extra
from summitdata.charts.trade import trade, trade_in_words
from summitdata.writing import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import altair as alt

__all__ = ["CHARTS", "FORMATS", "Chart", "plot", "render"]

ChartName = Literal["figures", "trade", "gas", "projects"]


class Chart(NamedTuple):
    """A chart: what it shows, the function that draws it, and the one that says in words what is to be seen."""

    about: str
    draw: Callable[[], Any]
    in_words: Callable[[], str]


CHARTS: dict[str, Chart] = {
    "figures": Chart("the interval of each figure, its evidence and its verdict", figures, figures_in_words),
    "trade": Chart("China's trade by partner and year", trade, trade_in_words),
    "gas": Chart("Turkmen gas delivered and China's yearly consumption", gas, gas_in_words),
    "projects": Chart("the projects by country and sector", projects, projects_in_words),
}
"""The charts that `summitdata plot` can draw."""

FORMATS = ("svg", "png", "html", "json")
"""The formats of a chart: two pictures, a page that needs nothing else, and its Vega-Lite specification."""


@overload
def plot(name: ChartName | str, path: None = None, *, overwrite: bool = ...) -> alt.VConcatChart: ...
@overload
def plot(name: ChartName | str, path: str | Path, *, overwrite: bool = ...) -> Path: ...
def plot(name: ChartName | str, path: str | Path | None = None, *, overwrite: bool = False) -> alt.VConcatChart | Path:
    """Draw a chart of the package, or write it to a file.

    Parameters
    ----------
    name : {"figures", "trade", "gas", "projects"}
        The interval of each figure, its evidence and its verdict; China's trade by partner and year; Turkmen gas
        delivered and China's yearly consumption; the projects by country and sector.
    path : str or pathlib.Path, optional
        The file to write; its suffix is the format: svg, png, html or json. A page (html) loads nothing else.
    overwrite : bool, default False
        Whether to overwrite an existing file.

    Returns
    -------
    altair.VConcatChart or pathlib.Path
        The chart, which a notebook shows; or the path that was written.

    Raises
    ------
    UnknownNameError
        There is no such chart, or the suffix of the path is not a format.
    PackageError
        The path exists and may not be overwritten, or cannot be written. No incomplete file is left.
    MissingDependencyError
        The extra `plot` is not installed.

    Examples
    --------
    >>> chart = plot("trade")
    >>> chart.to_dict()["title"]["text"]
    "China's goods trade with each Central Asian state"
    >>> plot("trade", "trade.gif")
    Traceback (most recent call last):
    ...
    summitdata.errors.UnknownNameError: unknown chart format 'gif' (known: 'svg', 'png', 'html', 'json')
    """
    check_choice("chart", name, CHARTS)
    check_flag("overwrite", overwrite)
    if path is None:
        import_extra("altair")
        return _described(name)
    target = as_path(path)
    format = target.suffix.removeprefix(".").lower()
    check_choice("chart format", format, FORMATS)
    content = render(name, format)
    write_bytes(target, content, overwrite=overwrite)
    return target


def render(name: ChartName | str, format: str) -> bytes:
    """Return a chart as the content of a file in a format.

    Raises
    ------
    MissingDependencyError
        The extra `plot` is not installed.
    """
    import json

    import_extra("altair")
    spec = _described(name).to_dict()
    if format == "json":
        return (json.dumps(spec, indent=2, ensure_ascii=False) + "\n").encode()
    convert = import_extra("vl_convert")
    version = ".".join(spec["$schema"].rsplit("/v", 1)[1].split(".")[:2])
    if format == "png":
        picture: bytes = convert.vegalite_to_png(spec, vl_version=version, scale=2)
        return picture
    if format == "html":
        return with_dark_page(convert.vegalite_to_html(spec, vl_version=version, bundle=True)).encode()
    return with_dark_picture(convert.vegalite_to_svg(spec, vl_version=version), spec["description"]).encode()


def _described(name: str) -> alt.VConcatChart:
    chart: alt.VConcatChart = CHARTS[name].draw().properties(description=CHARTS[name].in_words())
    return chart
