"""Gas: what the China-Central Asia Gas Pipeline has delivered, as the article gives it."""

from __future__ import annotations

from summitdata.figures import Figure, figure

__all__ = ["gas_delivered"]


def gas_delivered() -> Figure:
    """Return the Turkmen natural gas delivered to China so far, as the article prints it.

    Returns
    -------
    Figure
        Cumulative deliveries in bcm (billion cubic metres) since the year that the article names.

    Examples
    --------
    >>> gas_delivered()
    <Figure turkmen-gas-cumulative: 430 bcm [425, 435], printed "430 billion cubic meters">
    """
    return figure("turkmen-gas-cumulative")
