"""cite(): the citation of the data package, or of the article that its figures are from, in several styles."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from summitdata._version import __version__
from summitdata.arguments import check_choice
from summitdata.datapackage import descriptor

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["STYLES", "Of", "Style", "Work", "cite"]

Style = Literal["bibtex", "apa", "csl-json", "ris"]
Of = Literal["package", "article"]


@dataclass(frozen=True)
class Work:
    """What a citation says about a work; an author is a group, whose name is never split."""

    key: str
    kind: Literal["dataset", "news"]
    title: str
    authors: tuple[str, ...]
    issued: date
    url: str = ""
    version: str = ""
    licence: str = ""
    note: str = ""


def cite(style: Style | str = "bibtex", of: Of | str = "package") -> str:
    """Return the citation of the data package, or of the article.

    Parameters
    ----------
    style : {"bibtex", "apa", "csl-json", "ris"}, default "bibtex"
        BibTeX (also for BibLaTeX), one line in APA style, CSL-JSON (for Pandoc, Zotero and other tools that read the
        Citation Style Language) or RIS.
    of : {"package", "article"}, default "package"
        The data with their version, or the article with its date.

    Returns
    -------
    str
        The citation as text, without a line break at its end, from the facts in `datapackage.json`.

    Raises
    ------
    UnknownNameError
        There is no such style or work.

    Examples
    --------
    >>> print(cite("apa", "article"))
    KhabarAsia. (2025, June 13). China and Central Asia Strengthen Ties at Astana Summit.
    https://khabarasia.com/china/20250613-china-and-central-asia-strengthen-ties-at-astana-summit
    >>> print(cite("apa"))
    The summitdata authors. (...). Figures of an article on the 2025 China-Central Asia Summit
    (Version ...) [Data set].
    """
    check_choice("citation style", style, STYLES)
    check_choice("work to cite", of, _WORKS)
    return STYLES[style](_WORKS[of]())


def _package() -> Work:
    package = descriptor()
    return Work(
        key=package["name"],
        kind="dataset",
        title=package["title"],
        authors=tuple(contributor["title"] for contributor in package["contributors"]),
        issued=date.fromisoformat(package["released"]),
        url=package.get("homepage", ""),
        version=package["version"],
        licence=", ".join(licence["name"] for licence in package["licenses"]),
        note=f"Python library summitdata {__version__}",
    )


def _article() -> Work:
    source = descriptor()["sources"][0]
    day = date.fromisoformat(source["date"])
    return Work(
        key=f"{re.sub('[^a-z0-9]', '', source['publisher'].lower())}{day.year}",
        kind="news",
        title=source["title"],
        authors=(source["publisher"],),
        issued=day,
        url=source["path"],
    )


_WORKS: dict[str, Callable[[], Work]] = {"package": _package, "article": _article}


def _bibtex(work: Work) -> str:
    version = f", version {work.version}" if work.version else ""
    fields = {
        # The inner braces keep the name of a group whole, and the capitals of a title.
        "author": " and ".join(f"{{{_latex(name)}}}" for name in work.authors),
        "title": f"{{{_latex(work.title)}}}",
        "howpublished": _latex(f"Data set{version}") if work.kind == "dataset" else "",
        "year": str(work.issued.year),
        "month": _MONTHS[work.issued.month - 1][:3].lower(),
        "day": str(work.issued.day),
        "note": _latex("; ".join(filter(None, [work.licence, work.note]))),
        "url": _address(work.url),
    }
    # A month without braces is a macro, which every BibTeX style writes in its own way.
    lines = [f"  {name} = {text if name == 'month' else f'{{{text}}}'},\n" for name, text in fields.items() if text]
    return f"@misc{{{work.key},\n{''.join(lines)}}}"


def _apa(work: Work) -> str:
    *others, last = (_line(name) for name in work.authors)
    authors = f"{', '.join(others)}, & {last}" if others else last
    issued, about = str(work.issued.year), ""
    if work.kind == "news":
        issued += f", {_MONTHS[work.issued.month - 1]} {work.issued.day}"
    else:
        about = f" (Version {_line(work.version)}) [Data set]"
    sentences = [_sentence(authors), f"({issued}).", _sentence(_line(work.title) + about), _address(work.url)]
    return " ".join(filter(None, sentences))


def _csl_json(work: Work) -> str:
    group = [{"literal": _line(name)} for name in work.authors]
    item: dict[str, Any] = {
        "id": work.key,
        "type": "dataset" if work.kind == "dataset" else "article-newspaper",
        "title": _line(work.title),
        "author": group,
        "issued": {"date-parts": [[work.issued.year, work.issued.month, work.issued.day]]},
        "version": _line(work.version),
        "license": _line(work.licence),
        "note": _line(work.note),
        "URL": _address(work.url),
    }
    return json.dumps([{name: value for name, value in item.items() if value}], indent=2, ensure_ascii=False)


def _ris(work: Work) -> str:
    fields = [
        ("TY", "DATA" if work.kind == "dataset" else "NEWS"),
        ("ID", work.key),
        ("TI", work.title),
        *(("AU", name) for name in work.authors),
        ("PY", str(work.issued.year)),
        ("DA", f"{work.issued:%Y/%m/%d}"),
        ("ET", work.version),
        ("C1", work.licence),
        ("N1", work.note),
        ("UR", _address(work.url)),
    ]
    lines = [f"{tag}  - {_line(text)}" for tag, text in fields if text]
    return "\n".join([*lines, "ER  - "])


STYLES: dict[str, Callable[[Work], str]] = {"bibtex": _bibtex, "apa": _apa, "csl-json": _csl_json, "ris": _ris}
"""The function that writes a work in each style."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""In English in every locale, unlike the months of `calendar` and `strftime`."""

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # not \{, because BibTeX counts its braces
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)


def _line(text: str) -> str:
    """Write a text on one line: in every format here a line break ends an entry or a field."""
    return " ".join(text.split())


def _latex(text: str) -> str:
    """Write a text so that LaTeX prints each character, without ligatures such as `--` and quotes."""
    return re.sub(r"(?<=[-'`?!,])(?=[-'`,])", "{}", _line(text).translate(_LATEX))


def _address(url: str) -> str:
    """Percent-encode the characters that must not be in an address, such as braces and spaces."""
    return quote(url, safe=":/?#[]@!$&'()*+,=%-._~")  # RIS splits addresses at a semicolon


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
