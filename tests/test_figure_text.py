"""How figures are shown: in a terminal, in a sentence and in a notebook."""

from __future__ import annotations

import math
from html.parser import HTMLParser

import hypothesis.strategies as st
import pytest
from hypothesis import given

import summitdata as sd
from summitdata import Figure


def around(value: float, below: float, above: float, unit: str = "1") -> Figure:
    return Figure(value, unit, low=value - below, high=value + above)


@pytest.mark.parametrize("id", [row["id"] for row in sd.figures().to_dict("records")])
def test_a_printed_figure_shows_its_id_unit_interval_and_phrase(id: str) -> None:
    figure = sd.figure(id)
    bounds = f" [{figure.low:g}, {figure.high:g}]" if figure.low < figure.high else ""
    number = f"{figure.value:g}{'' if figure.unit == '1' else ' ' + figure.unit}"
    assert str(figure) == f"{figure}" == number
    assert repr(figure) == f'<Figure {id}: {number}{bounds}, {figure.status} "{figure.printed}">'


SHOWN = {
    "<Figure 3>": Figure(3),
    "<Figure a plant: 3 MW>": Figure(3, "MW", label="a plant"),
    "<Figure 0.333333333333 bcm [0, 1]>": Figure(1 / 3, "bcm", low=0, high=1),
    "<Figure 94.8 + 1: 95.8>": Figure(94.8) + 1,
    "<Figure 94.8 / 1: 94.800 [94.750, 94.850]>": around(94.8, 0.05, 0.05) / 1,
    "<Figure 94.8 / 1: 94.80 [94.70, 94.90]>": around(94.8, 0.1, 0.1) / 1,
    "<Figure 123456 * 1: 123500 [115500, 131400]>": around(123456, 7890, 7890) * 1,
    "<Figure 123456 * 1: 123456.0000000000 [123455.9999999990, 123456.0000000010]>": around(123456, 1e-9, 1e-9) * 1,
    "<Figure 2e-20 * 1: 2e-20 [1e-20, 3e-20]>": Figure(2e-20, low=1e-20, high=3e-20) * 1,
    "<Figure 1 * 1: 1 [-inf, inf]>": Figure(1, low=-math.inf, high=math.inf) * 1,
}


@pytest.mark.parametrize("text", SHOWN)
def test_repr(text: str) -> None:
    assert repr(SHOWN[text]) == text


def test_the_issues_number_shows_as_it_says() -> None:
    assert str(sd.implied_trade(2023)) == "89.43 bn USD"


class Text(HTMLParser):
    """What a browser shows of some HTML, and the tags in it."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own signature
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.shown.append(data)


def browse(figure: Figure) -> Text:
    browser = Text()
    browser.feed(figure._repr_html_())
    browser.close()
    return browser


@given(st.text(), st.text(), st.text(), st.text())
def test_no_text_of_a_figure_becomes_html(label: str, printed: str, source: str, derivation: str) -> None:
    figure = Figure(1.5, "MW", low=1, high=2, label=label, printed=printed, source=source, derivation=derivation)
    page = browse(figure)
    assert set(page.tags) == {"div", "strong", "br", "small"}
    assert page.shown[0] == "1.5 MW"
    expected = {
        label,
        "interval: 1 to 2 MW",
        printed and f"printed: “{printed}”",
        derivation and f"derived from: {derivation}",
        "status: given",
        source and f"source: {source}",
    } - {""}
    assert set(page.shown[1:]) == expected


def test_html_of_the_articles_figures() -> None:
    for id in ("trade-2024", "summit-ordinal"):
        figure = sd.figure(id)
        shown = browse(figure).shown
        assert shown[0] == str(figure)
        assert figure.label in shown
        assert f"printed: “{figure.printed}”" in shown
        assert f"source: {figure.source}" in shown
    assert "interval: exact" in browse(sd.figure("summit-ordinal")).shown
    assert "derived from: trade-2024 / (1 + trade-growth-2024)" in browse(sd.implied_trade()).shown


def test_a_percentage_is_that_of_the_ratio_whatever_the_unit() -> None:
    assert [f"{growth:.1%}" for growth in (Figure(0.06), Figure(6, "percent"))] == ["6.0%", "6.0%"]
    with pytest.raises(sd.UnitError, match="USD"):
        format(Figure(94.8, "bn USD"), ".1%")


def test_the_bounds_of_a_derived_figure_are_not_shown_narrower_than_they_are() -> None:
    third = Figure(1, low=0.96, high=1.04) / 3
    assert repr(third) == "<Figure 1 / 3: 0.333 [0.320, 0.347]>"  # 0.34667, and 0.32 but for the last digit of a float
    assert repr(third + 0.1) == "<Figure 1 / 3 + 0.1: 0.433 [0.420, 0.447]>"
    assert repr(Figure(2, low=1.8844, high=2.1166) * 1) == "<Figure 2 * 1: 2.00 [1.88, 2.12]>"
    assert repr(Figure(2, low=1.8866, high=2.1134) * 1) == "<Figure 2 * 1: 2.00 [1.88, 2.12]>"
