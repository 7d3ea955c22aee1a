"""Mirror figures: the same trade as China counts it and as the partner counts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitdata.arguments import year_of
from summitdata.article.trade_series import (
    ALL,
    CUSTOMS,
    REPORTED,
    Flow,
    asked,
    bases,
    checked,
    series,
    trade_figure,
)
from summitdata.errors import UnknownNameError
from summitdata.tables import rows

if TYPE_CHECKING:
    from summitdata.article.figure import Figure

__all__ = ["MirrorGap", "mirror_gap"]

CHINA = (CUSTOMS, REPORTED, "mofcom", "china-side")
"""Whose figure stands for China: the first of these that has the year."""

OWN_KINDS = ("statistics office", "customs", "ministry", "government", "not named")
"""Whose figure stands for a partner: the kinds of its own bodies in this order, and `OTHERS` before the unnamed."""

OTHERS = ("imf-partner", "edb")


@dataclass(frozen=True)
class MirrorGap:
    """China's figure of a year beside the partner's own.

    `difference` is China's less the partner's, `ratio` China's divided by the partner's; `basis` and `own_basis` are
    the bodies that compiled the two figures.
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
        `china`, `own` and their `difference` in bn USD and `ratio`, all figures with their intervals, and the bodies
        that compiled the two.

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
    <Figure trade-KGZ-2024-gacc / trade-KGZ-2024-kg-statistics: 4.129 [4.091, 4.168]>
    """
    of = asked(partner, flow)
    sides = [
        list(CHINA) if basis is None else [checked("basis", basis, bases())],
        own_bases(of.partner) if own_basis is None else [checked("basis", own_basis, bases())],
    ]
    known = [{name: series(of, name) for name in names} for names in sides]
    both = sorted(set.intersection(*({year for found in side.values() for year in found} for side in known)))
    chosen = max(both, default=None) if year is None else year_of(year)
    if chosen is None or chosen not in both:
        hint = " or ".join(sides[0]) + " beside " + " or ".join(sides[1])
        raise UnknownNameError.of(f"year of {of} on both sides", chosen, both, hint)
    names = [next(name for name, found in side.items() if chosen in found) for side in known]
    china, own = (trade_figure(side[name][chosen]) for side, name in zip(known, names, strict=True))
    return MirrorGap(chosen, of.partner, of.flow, names[0], names[1], china, own, china - own, china / own)


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
