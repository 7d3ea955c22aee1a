"""Tables of every kind, valid and damaged, to compare whole reports with those of frictionless."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import zipfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import frictionless

import summitdata as sd
from damaged_files import DAMAGED, GOOD
from damaged_files import SCHEMA as PRICES
from engines import V2
from summitdata.tabular.dialect import make_explicit
from summitdata.tabular.input_table import CLOSER_LOOKS
from test_validate_differential import CELLS, CONSTRAINTS, ERRORS, quoted
from typed_files import ROWS, TYPED, WRITE
from typed_files import SCHEMA as TYPED_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["CASES", "Case", "reports_of_both", "reports_of_file", "their_report"]

TABULAR = (".csv", ".tsv", ".csv.gz", ".csv.zip", ".csv.bz2")


@dataclass(frozen=True)
class Case:
    """A package, or a file alone: its resources, its files, and how many errors are listed."""

    resources: list[dict[str, Any]]
    files: dict[str, bytes] = field(default_factory=dict)
    make: Callable[[Path], object] | None = None
    limit: int = 0
    more: dict[str, Any] = field(default_factory=dict)
    alone: bool = False


def table(schema: dict[str, Any], content: str | bytes, name: str = "table.csv", limit: int = 0, **more: Any) -> Case:
    """Return the case of one table."""
    content = content.encode() if isinstance(content, str) else content
    return Case([{"name": "table", "path": name, "schema": schema, **more}], {name: content}, limit=limit)


def zipped(content: bytes) -> bytes:
    """Return a ZIP file of one table."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("table.csv", content)
    return file.getvalue()


def fields(*names: str, **more: Any) -> dict[str, Any]:
    """Return a schema of texts."""
    return {"fields": [{"name": name, "type": "string"} for name in names], **more}


def typed(name: str, form: str) -> Case:
    """Return the case of a file of typed rows."""
    resource = {"name": "table", "path": form, "schema": TYPED_ROWS, "dialect": {"headerRows": [1]}, "type": "table"}
    return Case([resource], make=lambda folder: WRITE[form]({**ROWS, **TYPED}[name], folder / form))


WIDE = [f"c{number}" for number in range(70)]
KEY = {"fields": ["a"], "reference": {"resource": "other", "fields": ["a"]}}
TWO = {"a.csv": b"a,b\n1,x\n", "b.csv": b"a\n1\nx\n"}
CASES: dict[str, Case] = {
    **{
        f"a field of type {name}": table(
            {"fields": [{"name": "a", "type": name, "constraints": {"required": True}}, {"name": "b"}]},
            "a,b\n" + "".join(f"{quoted(cell)},x\n" for cell in cells) + ",\n",
        )
        for name, cells in CELLS.items()
    },
    **{
        f"{name} of type {of}": table(
            {"fields": [{"name": "a", "type": of, "constraints": {name: value}}, {"name": "b"}]},
            "a,b\n" + "".join(f"{quoted(cell)},x\n" for cell in CELLS[of]),
        )
        for of, limits in CONSTRAINTS.items()
        for name, value in limits.items()
    },
    **{f"the error {name}": table(*case) for name, case in ERRORS.items()},
    **{f"damaged: {name}": table(PRICES, content) for name, (content, _) in DAMAGED.items()},
    **{f"{name} in {form}": typed(name, form) for name in ROWS for form in WRITE},
    **{f"{name} in table.xlsx": typed(name, "table.xlsx") for name in TYPED},
    "gzip": table(PRICES, gzip.compress(GOOD.replace("true", "x", 1).encode()), "table.csv.gz"),
    "zip": table(PRICES, zipped(GOOD.replace("true", "x", 1).encode()), "table.csv.zip"),
    "a damaged gzip": table(PRICES, gzip.compress(GOOD.encode())[:40], "table.csv.gz"),
    "bzip2": table(PRICES, bz2.compress(GOOD.encode()), "table.csv.bz2"),
    "tabs": table(PRICES, GOOD.replace(",", "\t"), "table.tsv"),
    "many errors": table(PRICES, GOOD.replace("true", "x"), limit=3),
    "a limit in the middle of a row": table(PRICES, GOOD.replace("true", "x").replace("2024", "y"), limit=3),
    "many errors in many rows": table(fields("a"), "a\n" + "1,2\n" * 900, limit=5),
    "many errors of a header": table(fields("a"), "a,,b,c\n", limit=2),
    "many errors of a row": table(fields("a", "b", "c"), "a,b,c\n1\n", limit=1),
    "a wide row": table(fields(*WIDE), ",".join(WIDE) + "\n1\n"),
    "a wide header": table(fields(*WIDE), ",".join(WIDE[::-1]) + "\n"),
    "a long cell": table({"fields": [{"name": "a", "type": "integer"}, {"name": "b"}]}, f"a,b\n{'x' * 10_001},y\n"),
    "a long label": table(fields("a"), "x" * 10_001 + "\ny\n"),
    "a long text in a constraint": table(
        {"fields": [{"name": "a", "type": "string", "constraints": {"enum": ["x" * 10_001]}}]}, "a\ny\n"
    ),
    "a misspelt property": table({"fields": [{"name": "a", "type": "string", "titel": "A"}]}, "a\ny\n"),
    "a missing file": Case([{"name": "table", "path": "none.csv", "schema": fields("a")}]),
    "a missing file of an odd format": Case([{"name": "table", "path": "none.xyz", "schema": fields("a")}]),
    "a format in capitals": table(fields("a"), "a\n", format="CSV"),
    "parts": Case(
        [{"name": "t", "path": ["a.csv", "b.csv"], "schema": fields("a")}], {"a.csv": b"a\n1\n", "b.csv": b"a\n1,2\n"}
    ),
    "two tables": Case(
        [{"name": "b", "path": "b.csv", "schema": fields("a")}, {"name": "a", "path": "a.csv", "schema": fields("a")}],
        TWO,
    ),
    "a foreign key": Case(
        [{"name": "t", "path": "a.csv", "schema": fields("a", "b", foreignKeys=[KEY])},
         {"name": "other", "path": "b.csv", "schema": fields("a")}],
        {**TWO, "a.csv": b"a,b\n1,x\n2,y\n"},
    ),
    "a foreign key into a table that is not there": Case(
        [{"name": "t", "path": "a.csv", "schema": fields("a", "b", foreignKeys=[KEY])},
         {"name": "other", "path": "c.csv", "schema": fields("a")}],
        TWO,
    ),
    "a foreign key into a damaged table": Case(
        [{"name": "t", "path": "a.csv", "schema": fields("a", "b", foreignKeys=[KEY])},
         {"name": "other", "path": "b.csv", "schema": fields("a")}],
        {**TWO, "b.csv": b"a\n\xff\n"},
    ),
    "a foreign key without a table": table(fields("a", foreignKeys=[KEY]), "a\n1\n"),
    "inline rows": Case([{"name": "t", "data": [["a", "b"], ["1"], ["2", "x", "y"]], "schema": fields("a", "b")}]),
    "inline objects": Case([{"name": "t", "data": [{"a": "1", "b": 2}], "schema": fields("a", "b")}]),
    "a wrong size": table(fields("a"), "a\n1\n", bytes=3),
    "a wrong hash": table(fields("a"), "a\n1\n", hash="sha256:00"),
    "another file": Case([{"name": "t", "path": "readme.md"}], {"readme.md": b"# A\n"}),
    "no header": table(fields("a", "b"), "1,x\n2\n", dialect={"header": False}),
    "no header and no rows": table(fields("a", "b"), "", dialect={"header": False}),
    "another encoding": table(fields("a"), "a\né\n".encode("cp1252"), encoding="cp1252"),
    "an unknown encoding": table(fields("a"), "a\n", encoding="cp9999"),
    "UTF-16": table(fields("a"), "a\né\n".encode("utf-16"), encoding="utf-16"),
    "a byte order mark": table(fields("a"), "\ufeffa\n1\n"),
    "null characters": table(fields("a"), "a\n\0\n"),
    "a blank line above the header": table(fields("a", "b"), "\na,c\n"),
    "a comment above the header": table(fields("a", "b"), "# x\na,c\n", dialect={"commentChar": "#"}),
    "a blank header": table(fields("a"), "\n\n"),
    "an open quote": table(fields("a", "b"), 'a,b\n1,"x\n2,y\n'),
    "an open quote with errors": table({"fields": [{"name": "a", "type": "date"}, {"name": "b"}]}, 'a,b\nx,"x\n2,y'),
    "text after a quote": table(fields("a", "b"), 'a,b\n1,"x"y\n2\n'),
    "half of a key": table(fields("a", "b", primaryKey=["a", "b"]), "a,b\n1,\n1,\n,\n"),
    "a subset of the fields": table(fields("a", "b", "c", fieldsMatch="subset"), "c,a\n1\n"),
    "a wrong package": Case([{"name": "t", "path": "a.csv", "schema": fields("a"), "bytes": "x"}], TWO),
    "a file alone": replace(table(fields("a"), "a\n1,2\n", "My File 1.csv"), alone=True),
    "a file alone, not in English": replace(table(fields("a"), "a\n1,2\n", "данные.csv"), alone=True),
    "a wrong schema of a file alone": replace(table(*ERRORS["field-error"]), alone=True),
    "a wrong type": table({"fields": [{"name": "a", "type": "int"}]}, "a\n1\n"),
}  # fmt: skip


def their_report(resources: list[dict[str, Any]], folder: Path, limit: int, **more: Any) -> dict[str, Any] | str:
    """Return frictionless' report on a package whose tables are read explicitly, or the exception that escapes it."""
    explicit = [
        {**one, **make_explicit(one)} if str(one.get("path")).lower().endswith(TABULAR) else one for one in resources
    ]
    descriptor = {"name": "package", **more, "resources": explicit}
    return _validated(lambda: frictionless.Package.from_descriptor(descriptor, basepath=str(folder)), limit)


def _validated(make: Callable[[], Any], limit: int) -> dict[str, Any] | str:
    try:
        report: dict[str, Any] = make().validate(limit_errors=limit or 1_000_000).to_descriptor()
    except frictionless.FrictionlessException as error:
        report = frictionless.Report.from_validation(time=0.0, errors=error.to_errors()).to_descriptor()
    except Exception as error:  # noqa: BLE001 - any exception that escapes is its answer
        return type(error).__name__
    return report


def reports_of_both(case: Case, folder: Path) -> tuple[dict[str, Any], dict[str, Any] | str]:
    """Return our report on a case and that of frictionless, the closer looks at the structure switched off."""
    for name, content in case.files.items():
        (folder / name).write_bytes(content)
    if case.make:
        case.make(folder)
    if case.alone:
        (resource,) = case.resources
        return reports_of_file(folder / resource["path"], resource["schema"], case.limit)
    more = {"$schema": f"{V2}datapackage.json", **case.more}
    package = {"name": "package", **more, "resources": case.resources}
    (folder / "datapackage.json").write_text(json.dumps(package), "utf-8")
    ours = sd.validate(folder / "datapackage.json", limit_errors=case.limit, as_frictionless=CLOSER_LOOKS)
    return ours.to_dict(), their_report(case.resources, folder, case.limit, **more)


def reports_of_file(file: Path, schema: dict[str, Any], limit: int = 0) -> tuple[dict[str, Any], dict[str, Any] | str]:
    """Return both reports on a file that no descriptor lists."""
    ours = sd.validate(file, schema, limit_errors=limit, as_frictionless=CLOSER_LOOKS)
    version = {"$schema": f"{V2}dataresource.json"} if str(schema.get("$schema")).startswith(V2) else {}
    named = frictionless.Resource(path=file.name).name
    resource = make_explicit({**version, "name": named, "path": file.name, "schema": schema})
    make = frictionless.Resource.from_descriptor
    return ours.to_dict(), _validated(lambda: make(resource, basepath=str(file.parent)), limit)
