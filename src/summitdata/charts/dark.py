"""Charts in the dark: a picture has the rules of both, and follows what its reader, or the page around it, prefers."""

from __future__ import annotations

from html import escape

__all__ = ["COLOURS_IN_THE_DARK", "dark_rules", "with_dark_page", "with_dark_picture"]

COLOURS_IN_THE_DARK = {
    "white": "#14181e",
    "black": "#e6e9ef",
    "#000": "#e6e9ef",
    "#000000": "#e6e9ef",
    "#444444": "#b9c2cf",
    "#555555": "#aab4c2",
    "#888": "#8a94a3",
    "#999999": "#7d8797",
    "#ddd": "#3a4350",
    "#e6e6e6": "#2d3541",
    "#0072B2": "#4aa8e8",
}
"""What a colour on white becomes in the dark; the others of the palette can be seen on both."""

PREFERRED = "@media (prefers-color-scheme: dark)"


def dark_rules(within: str = "") -> str:
    """Return the CSS that replaces the colours of a chart, as SVG has them in attributes.

    Parameters
    ----------
    within : str
        A selector of what the chart is in, if it is not a file of its own.

    Examples
    --------
    >>> dark_rules("figure").splitlines()[0]
    'figure [fill="white"] { fill: #14181e; }'
    """
    start = f"{within} " if within else ""
    return "\n".join(
        f'{start}[{attribute}="{light}"] {{ {attribute}: {dark}; }}'
        for light, dark in COLOURS_IN_THE_DARK.items()
        for attribute in ("fill", "stroke")
    )


def with_dark_picture(svg: str, alt: str = "") -> str:
    """Return a picture with the rules for the dark, and with what it shows in words."""
    start, rest = svg.split(">", 1)
    name = f' role="img" aria-label="{escape(alt)}"' if alt else ""
    return f"{start}{name}><style>{PREFERRED} {{\n{dark_rules()}\n}}</style>{rest}"


def with_dark_page(html: str) -> str:
    """Return a page of a chart with the rules for the dark."""
    page = f"body, svg.marks {{ background: {COLOURS_IN_THE_DARK['white']} !important; }}"
    return html.replace("</head>", f"<style>{PREFERRED} {{\n{page}\n{dark_rules()}\n}}</style></head>", 1)
