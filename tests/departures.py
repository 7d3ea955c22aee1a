"""Where `validate` departs from frictionless, each with a file that shows it: `docs/conformance.md` is made of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import frictionless

import summitdata as sd
from summitdata.tabular.dialect import make_explicit


@dataclass(frozen=True)
class Departure:
    """A file and its schema in which `validate` and frictionless find different errors, and why.

    With a `path` there is a package, whose only table it is, and `files` are the others beside it.
    """

    title: str
    why: str
    schema: dict[str, Any]
    content: str
    path: str | list[str] = ""
    files: dict[str, str] = field(default_factory=dict)

    def errors_of_both(self) -> tuple[list[list[Any]], list[list[Any]] | str]:
        """Return our errors and frictionless' (type, row, field), or the exception that escapes it."""
        parts = ["type", "rowNumber", "fieldName"]
        with TemporaryDirectory() as folder:
            if self.path:
                return self._errors_of_package(Path(folder), parts)
            file = Path(folder) / "table.csv"
            file.write_text(self.content, "utf-8", newline="")
            ours = sd.validate(file, self.schema).flatten(tuple(parts))
            version = {"$schema": "https://datapackage.org/profiles/2.0/dataresource.json"}
            descriptor = make_explicit({**version, "name": "table", "path": file.name, "schema": self.schema})
            try:
                resource = frictionless.Resource.from_descriptor(descriptor, basepath=folder)
                return ours, list(resource.validate().flatten(parts))
            except Exception as error:  # noqa: BLE001 - any exception that escapes is the departure
                return ours, type(error).__name__

    @property
    def descriptor(self) -> dict[str, Any]:
        """What the page shows: the schema, or the resource of the package."""
        return {"name": "table", "path": self.path, "schema": self.schema} if self.path else self.schema

    @property
    def contents(self) -> dict[str, str]:
        """The files by their names."""
        return {**({"table.csv": self.content} if self.content else {}), **self.files}

    def _errors_of_package(self, folder: Path, parts: list[str]) -> tuple[list[list[Any]], list[list[Any]]]:
        package = folder / "datapackage.json"
        package.write_text(json.dumps({"name": "package", "resources": [self.descriptor]}), "utf-8")
        for name, content in self.contents.items():
            (folder / name).write_text(content, "utf-8", newline="")
        ours = sd.validate(package).flatten(tuple(parts))
        return ours, list(frictionless.Package(str(package)).validate().flatten(parts))


def _schema(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    version = "https://datapackage.org/profiles/2.0/tableschema.json"
    return {"$schema": version, "fields": list(fields), **more}


def _field(name: str, type: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type, **more}


DEPARTURES = [
    Departure(
        "Unique keys",
        "The standard: the values of a unique key differ in every row; rows with a missing value are not compared.",
        _schema(_field("a"), _field("b"), uniqueKeys=[["a", "b"]]),
        "a,b\nx,y\nx,y\nx,\nx,\n",
    ),
    Departure(
        "Categories",
        "The standard: a value of a categorical field is one of its categories.",
        _schema(_field("a", categories=["low", "high"])),
        "a\nlow\nmedium\n",
    ),
    Departure(
        "A pattern with alternatives",
        "The standard: the pattern holds for the whole value. frictionless anchors the first and the last alternative.",
        _schema(_field("a", constraints={"pattern": "foo|bar"})),
        "a\nfoo\nfooXX\nbar\n",
    ),
    Departure(
        "A pattern and a line break at the end",
        "The standard: the pattern holds for the whole value, the line break included.",
        _schema(_field("a", constraints={"pattern": "[a-z]+"}), _field("b")),
        'a,b\nfoo,1\n"foo\n",2\n',
    ),
    Departure(
        "A key on values that have no hash",
        "Lists and objects cannot be looked up. The report says so; frictionless stops with an exception.",
        _schema(_field("a", "array", constraints={"unique": True}), _field("b")),
        'a,b\n"[1]",x\n',
    ),
    Departure(
        "A bound that is not a value of the field",
        "The schema is wrong. The report says so; frictionless stops with an exception.",
        _schema(_field("a", "integer", constraints={"minimum": "0.5"}), _field("b")),
        "a,b\n5,x\n",
    ),
    Departure(
        "A signalling NaN beside a bound",
        "It compares with nothing. The report says so; frictionless stops with an exception.",
        _schema(_field("a", "number", constraints={"minimum": 0}), _field("b")),
        "a,b\nsNaN,x\n",
    ),
    Departure(
        "A time with a zone beside a bound without one",
        "The two cannot be compared. The report says so; frictionless stops with an exception.",
        _schema(_field("a", "datetime", constraints={"minimum": "2020-01-01T00:00:00"}), _field("b")),
        "a,b\n2020-01-01T00:00:00Z,x\n",
    ),
    Departure(
        "A quote that is never closed",
        "The rest of the file is one cell. frictionless reads it so, as `--as-frictionless quotes` does.",
        _schema(_field("a", "integer"), _field("b")),
        'a,b\n1,x\n2,"y\n3,z\n',
    ),
    Departure(
        "Text after the quote that closes a cell",
        "The delimiter belongs there. frictionless joins the text to the cell, as `--as-frictionless quotes` does.",
        _schema(_field("a", "integer"), _field("b")),
        'a,b\n1,"x"y\n',
    ),
    Departure(
        "A blank line above the header",
        "The header is the first row that is neither blank nor a comment, unless `headerRows` says its row. A row of "
        "delimiters alone is blank. Without a dialect, frictionless looks for a row as wide as the "
        "others. With one, it reads no header here, as with `--as-frictionless header`.",
        _schema(_field("a"), _field("b")),
        "\na,c\nx,y\n",
    ),
    Departure(
        "A header that is blank",
        "What was not read must not pass. frictionless looks at no label then, as with `--as-frictionless header`.",
        _schema(_field("a")),
        "\n\n",
    ),
    Departure(
        "A primary key that lacks a part",
        "The standard: the fields of a primary key are required. frictionless looks for keys that lack all parts, as "
        "`--as-frictionless keys` does.",
        _schema(_field("a"), _field("b", "integer"), primaryKey=["a", "b"]),
        "a,b\nx,1\nx,\n",
    ),
    Departure(
        "A foreign key to a table that is not in the package",
        "Nothing is known about the table. The exit code is 2, and the message names two options: `--reference` "
        "gives the table, `--skip foreign-key` validates the rest. frictionless calls the data invalid.",
        _schema(_field("a"), foreignKeys=[{"fields": ["a"], "reference": {"resource": "others", "fields": ["id"]}}]),
        "a\nx\n",
        path="table.csv",
    ),
    Departure(
        "A pattern in the path of a resource",
        "Each file that matches is a table with its schema. frictionless looks for one file of this name.",
        _schema(_field("a", "integer")),
        "a\n1\n",
        path="table*.csv",
        files={"table-2.csv": "a\nx\n"},
    ),
    Departure(
        "A part that does not end with a line end",
        "Of a table in several files, the last row of a part and the first of the next are two rows. frictionless "
        "reads them as one.",
        _schema(_field("a", "integer", constraints={"maximum": 9})),
        "a\n1",
        path=["table.csv", "table-2.csv"],
        files={"table-2.csv": "a\n2\n"},
    ),
    Departure(
        "A part with another header",
        "frictionless leaves out the header of each part but the first, whatever it says, and takes the cells below it "
        "for those of other fields.",
        _schema(_field("a"), _field("b")),
        "a,b\nx,y\n",
        path=["table.csv", "table-2.csv"],
        files={"table-2.csv": "b,a\ny,x\n"},
    ),
    Departure(
        "A format that nothing here reads",
        "A resource with a schema is a table, and what was not read must not pass. frictionless compares the size and "
        "the hash of such a file, and nothing else.",
        _schema(_field("a", "integer")),
        "",
        path="table.dat",
        files={"table.dat": "a\nx\n"},
    ),
]
