"""Write the Excel files beside this one with LibreOffice: one table, typed into it in the form of several countries.

    python tests/spreadsheets/make.py

Needs Debian's `libreoffice-calc`. Each file is a CSV text of the country, opened as Calc opens it there: what looks
like a number or a date is one. `de-as-en` is German text opened as if it were American.
"""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Country:
    """How a country writes numbers and dates: for LibreOffice, its number of the language; for Python, a day."""

    language: int
    delimiter: str
    decimal: str
    day: str


COUNTRIES = {
    "en-US": Country(1033, ",", ".", "%m/%d/%Y"),
    "de": Country(1031, ";", ",", "%d.%m.%Y"),
    "fr": Country(1036, ";", ",", "%d/%m/%Y"),
    "ja": Country(1041, ",", ".", "%Y/%m/%d"),
    "sv": Country(1053, ";", ",", "%Y-%m-%d"),
}


def text(country: Country) -> str:
    """Return the table as CSV text of a country."""
    from datetime import date

    days = [date(2025, 6, 17), date(2024, 2, 29), date(2023, 12, 1)]
    rows = [["id", "price", "day", "note"]]
    for number, (price, day) in enumerate(zip(("1234.5", "-0.25", "100"), days, strict=True), start=1):
        note = ("Straße", "東京", "été")[number - 1]
        rows.append([str(number), price.replace(".", country.decimal), day.strftime(country.day), note])
    return "".join(country.delimiter.join(row) + "\n" for row in rows)


def convert(name: str, content: str, country: Country) -> None:
    """Have LibreOffice write an Excel file of a text, opened in the form of a country."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"{name}.csv")
        source.write_text(content, "utf-8")
        # Delimiter, quote, UTF-8, first line, columns, language, all cells quoted are texts: no, special numbers: yes.
        options = f"CSV:{ord(country.delimiter)},34,76,1,,{country.language},false,true"
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", f"--infilter={options}", "--convert-to", "xlsx", "--outdir"]
        subprocess.run([*command, str(FOLDER), str(source)], check=True, timeout=120)


if __name__ == "__main__":
    for name, country in COUNTRIES.items():
        convert(name, text(country), country)
    convert("de-as-en", text(COUNTRIES["de"]), Country(1033, ";", ".", ""))
