"""Mirror figures: the same trade as China counts it and as the partner counts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitdata.article.trade_series import (
    ALL,
    CUSTOMS,
    REPORTED,
    Asked,
    Flow,
    Series,
    asked,
    bases,
    compiler_name,
    partner_code,
    series,
    trade_figure,
    wanted_year,
)
from summitdata.errors import UnknownNameError
from summitdata.tables import rows

if TYPE_CHECKING:
    import pandas as pd

    from summitdata.article.figure import Figure

__all__ = ["MirrorGap", "mirror_gap", "mirror_gap_table"]

CHINA = (CUSTOMS, REPORTED, "mofcom", "china-side")
"""Whose figure stands for China: the first of these that has the year."""

OWN_KINDS = ("statistics office", "customs", "ministry", "government", "not named")
"""Whose figure stands for a partner: the kinds of its own bodies in this order, and `OTHERS` before the unnamed."""

OTHERS = ("imf-partner", "edb")


@dataclass(frozen=True)
class MirrorGap:
    """China's figure of a year beside the partner's own.

    `difference` is China's less the partner's, `ratio` China's divided by the partner's. `basis` and `own_basis` are
    the bodies that compiled the two figures. `note` is what the table says of the two: read it before the gap.
    """

    year: int
    partner: str
    flow: str
    basis: str
    own_basis: str
    china: Figure
    own: Figure
    difference: Figure
    ratio: Figure
    note: str

    def __repr__(self) -> str:
        which = self.partner if self.flow == "total" else f"{self.partner} {self.flow}"
        both = f"{self.basis} {self.china}, {self.own_basis} {self.own}"
        return f"<MirrorGap {which} {self.year}: {both}, ratio {self.ratio:.3g}>"


def mirror_gap(
    year: object = None,
    partner: str | None = None,
    *,
    flow: Flow = "total",
    basis: str | None = None,
    own_basis: str | None = None,
) -> MirrorGap:
    """Return China's figure of its trade with a partner beside the partner's own figure of the same trade.

    The two would be equal if both sides counted the same goods in the same way. They do not: what a state imports is
    counted with freight and insurance, what it exports without; and goods that only pass through are counted by one.

    Parameters
    ----------
    year : int, str or date, optional
        The year; without it, the latest for which both sides have a figure.
    partner : str, optional
        A country's code or name, or `C5`; without it, the five together.
    flow : {"total", "exports", "imports"}, default "total"
        Both together, or one, seen from China: its exports are the partner's imports.
    basis : str, optional
        Whose figure stands for China; without it, the first of `gacc`, `imf-china`, `mofcom` and `china-side`.
    own_basis : str, optional
        Whose figure stands for the partner; without it, the first of its statistics office, its ministries, its report
        to the International Monetary Fund, the Eurasian Development Bank, and those whose compiler is not named.

    Returns
    -------
    MirrorGap
        `china`, `own` and their `difference` in bn USD and `ratio`, all figures with their intervals, the bodies that
        compiled the two, and the `note` on them.

    Raises
    ------
    UnknownNameError
        There is no such partner, flow or basis, or one of the sides has no figure of that year.

    Examples
    --------
    >>> gap = mirror_gap(2024, "KGZ")
    >>> gap.china.value, gap.own.value, gap.own_basis
    (22.71, 5.5, 'kg-statistics')
    >>> gap.ratio
    <Figure trade-KGZ-2024-gacc / trade-KGZ-2024-kg-statistics: 4.129 [4.090, 4.168]>
    >>> mirror_gap(2024, "TKM").note
    "Equal to China's customs (10.65) cut to one decimal: possibly not counted in Turkmenistan."
    """
    wanted, of = wanted_year(year, "partner", "flow", "basis"), asked(partner, flow)
    known = _sides(of, basis, own_basis)
    both = _both(known)
    chosen = max(both, default=None) if wanted is None else wanted
    if chosen is None or chosen not in both:
        raise UnknownNameError.of(f"year of {of} on both sides", chosen, both, " beside ".join(map(" or ".join, known)))
    return _gap(of, known, chosen)


def mirror_gap_table(
    partner: str | None = None,
    *,
    flow: Flow = "total",
    basis: str | None = None,
    own_basis: str | None = None,
) -> pd.DataFrame:
    """Return China's figures beside the partners' own, by partner and year.

    Parameters
    ----------
    partner : str, optional
        Only this partner; without it, the five together and each of them.
    flow : {"total", "exports", "imports"}, default "total"
        Both together, or one, seen from China: its exports are the partner's imports.
    basis, own_basis : str, optional
        Whose figures stand for China, and for the partner; without them, those that `mirror_gap` takes, year by year.

    Returns
    -------
    pandas.DataFrame
        One row per partner and year that both sides have: `partner`, `year`, the two bodies `basis` and `own_basis`,
        and their figures `china` and `own` in bn USD. `ratio` is that of the two, with its bounds `low` and `high`, and
        `note` is on both.

    Raises
    ------
    UnknownNameError
        There is no such partner, flow or basis.

    Examples
    --------
    >>> table = mirror_gap_table("KAZ", flow="exports").tail(3)
    >>> table[["year", "basis", "own_basis", "china", "own"]].round(2)
        year       basis    own_basis  china   own
    25  2019   imf-china  imf-partner  12.81  6.57
    26  2020   imf-china  imf-partner  11.71  6.35
    27  2021  china-side      kz-side  14.00  8.20
    """
    import pandas as pd

    lines = []
    for code in [row["code"] for row in rows("partners")] if partner is None else [partner_code(partner)]:
        of = asked(code, flow)
        known = _sides(of, basis, own_basis)
        for year in _both(known):
            gap = _gap(of, known, year)
            figures = (gap.china.value, gap.own.value, gap.ratio.value, gap.ratio.low, gap.ratio.high)
            lines.append((code, year, gap.basis, gap.own_basis, *figures, gap.note))
    names = ["partner", "year", "basis", "own_basis", "china", "own", "ratio", "low", "high", "note"]
    table = pd.DataFrame(lines, columns=names)
    table.attrs = {
        "title": f"China's figures of the {asked(partner, flow)} beside the partners' own",
        "units": dict.fromkeys(("china", "own"), "bn USD") | dict.fromkeys(("ratio", "low", "high"), "1"),
    }
    return table


def _sides(of: Asked, basis: str | None, own_basis: str | None) -> list[dict[str, Series]]:
    """Return the series of either side by the body that compiled it, in the order of trust."""
    sides = [
        list(CHINA) if basis is None else [compiler_name(basis)],
        own_bases(of.partner) if own_basis is None else [compiler_name(own_basis)],
    ]
    return [{name: series(of, name) for name in names} for names in sides]


def _both(known: list[dict[str, Series]]) -> list[int]:
    """Return the years that both sides have."""
    return sorted(set.intersection(*({year for found in side.values() for year in found} for side in known)))


def _gap(of: Asked, known: list[dict[str, Series]], year: int) -> MirrorGap:
    """Return the gap between the first body of either side that has the year."""
    names = [next(name for name, found in side.items() if year in found) for side in known]
    pair = [side[name][year] for side, name in zip(known, names, strict=True)]
    china, own = (trade_figure(row) for row in pair)
    note = " ".join(row["note"] for row in pair if row["note"])
    return MirrorGap(year, of.partner, of.flow, names[0], names[1], china, own, china - own, china / own, note)


def own_bases(partner: str) -> list[str]:
    """Return the bodies that count the trade of a partner on its side, in the order of trust.

    Examples
    --------
    >>> own_bases("UZB")
    ['uz-statistics', 'uz-investment-ministry', 'imf-partner', 'edb']
    """
    used = set(bases())
    own = [row for row in rows("origins") if row["id"] in used and row["country"] == partner != ALL]
    named = [row["id"] for kind in OWN_KINDS[:-1] for row in own if row["kind"] == kind]
    return [*named, *OTHERS, *(row["id"] for row in own if row["kind"] == OWN_KINDS[-1])]
