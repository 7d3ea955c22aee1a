"""diff(): what changed between two versions of a data package, or two CSV files, and the version bump it demands.

The rule of the version of the data, from the least to the most:

- patch: words change (titles, descriptions, licences, sources), or a file is written in another way;
- minor: values change, rows, fields or tables are added, or other values are allowed;
- major: a table, a field or a row is removed, or a name, a type or a key changes. Whoever reads the old data by them
  would no longer find them.

Rows are matched by primary key and cells are compared as they are written, because `94.8` and `94.80` do not say the
same of a figure's precision; all missing values are alike.
"""

from __future__ import annotations

import csv
import re
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from summitdata.datapackage import find, read_descriptor
from summitdata.errors import DataFileError, PackageError
from summitdata.tabular.inputs import InputTable, resolve_inputs
from summitdata.upkeep.profile import profile_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summitdata._names import TableName

__all__ = ["LEVELS", "Change", "Difference", "Level", "diff", "raised"]

Level = Literal["none", "patch", "minor", "major"]

LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")
"""From no change to one that breaks a reader."""

Row = tuple[str | None, ...]

_DERIVED = {"version", "released", "created", "bytes", "hash", "resources", "schema", "fields"}
"""Properties that are compared elsewhere, or follow from what is."""

_PROPERTIES: dict[str, Level] = {
    **dict.fromkeys(("name", "type", "format", "missingValues", "primaryKey", "unit"), "major"),
    **dict.fromkeys(("path", "encoding", "dialect", "mediatype", "fieldsMatch"), "major"),
    **dict.fromkeys(("trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber"), "major"),
    **dict.fromkeys(("constraints", "categories", "uniqueKeys", "foreignKeys"), "minor"),
}
"""The level of a changed property of package, table or field; all others are words."""

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True)
class Change:
    """One change. Of an added row `new` is the row as a dict, of a removed one `old`."""

    level: Level
    what: Literal["package", "table", "field", "row", "cell", "file"]
    how: Literal["added", "removed", "changed"]
    table: str = ""
    field: str = ""
    key: dict[str, str | None] | None = None
    property: str = ""
    old: Any = None
    new: Any = None


@dataclass(frozen=True)
class Difference:
    """What changed between two versions; false if nothing did. CSV files have no versions: theirs are empty."""

    old: str
    new: str
    old_version: str
    new_version: str
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def level(self) -> Level:
        """The bump that the changes demand."""
        return LEVELS[max((LEVELS.index(change.level) for change in self.changes), default=0)]

    @property
    def demanded(self) -> str:
        """The lowest version that the new state may have, where the old one has a version."""
        return raised(self.old_version, self.level)

    @property
    def enough(self) -> bool:
        """Whether the new version is at least the one demanded; without versions nothing is."""
        found, least = _VERSION.fullmatch(self.new_version), _VERSION.fullmatch(self.demanded)
        return bool(found and least and tuple(map(int, found.groups())) >= tuple(map(int, least.groups())))

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as JSON has it; a change has only the parts that apply to it."""
        said = asdict(self)
        said["changes"] = [
            {name: value for name, value in asdict(change).items() if value not in ("", None) or name in _shown(change)}
            for change in self.changes
        ]
        return {"same": not self, "level": self.level, "demanded": self.demanded, "enough": self.enough} | said


def _shown(change: Change) -> set[str]:
    """Return the sides that a change always shows, missing values too."""
    return {"old", "new"} if change.how == "changed" and change.what != "file" else set()


def diff(
    old: str | Path,
    new: str | Path,
    *,
    schema: TableName | str | Path | dict[str, Any] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Difference:
    """Compare two versions of a data package, or two CSV files under a schema, by primary key and cell by cell.

    Parameters
    ----------
    old, new : str or pathlib.Path
        Two data packages (a `datapackage.json` or its folder), or two CSV files.
    schema : str, pathlib.Path or dict, optional
        For CSV files: a table of this package, or a Table Schema or its file. Without it, the one that `validate`
        would take for the new file.
    encoding, delimiter : str, optional
        Of CSV files; without them UTF-8 and a comma.

    Returns
    -------
    Difference
        The changes, and the version bump that they demand.

    Raises
    ------
    PackageError
        A package or a file cannot be read, a table has no primary key, or a file is compared with a package.
    DataFileError
        A file is no table of its schema, or a key is missing or occurs twice.
    UnknownNameError
        There is no such schema.

    Examples
    --------
    >>> from summitdata.datapackage import locate
    >>> found = diff(locate(), locate())
    >>> bool(found), found.level
    (False, 'none')
    """
    packaged = [Path(path).is_dir() or Path(path).suffix == ".json" for path in (old, new)]
    if packaged[0] != packaged[1]:
        raise PackageError(f"{old} and {new}: a data package and a CSV file: compare two of a kind")
    if all(packaged):
        if schema is not None:
            raise PackageError("a schema goes with CSV files: a data package has its own")
        return _packages(find(old), find(new))
    options = {"encoding": encoding, "delimiter": delimiter}
    after = _one(new, schema, options)
    before = _one(old, after.resource["schema"] if schema is None else schema, options)
    changes = _rows("", _Content(before, free=True), _Content(after, free=True))
    return Difference(str(old), str(new), "", "", tuple(changes))


def raised(version: str, level: Level) -> str:
    """Return the next version after `version` by a bump of a level; empty if `version` is none.

    Examples
    --------
    >>> raised("0.1.2", "minor"), raised("0.1.2", "none")
    ('0.2.0', '0.1.2')
    """
    found = _VERSION.fullmatch(version)
    if not found:
        return ""
    major, minor, patch = map(int, found.groups())
    following = {"none": (major, minor, patch), "patch": (major, minor, patch + 1), "minor": (major, minor + 1, 0)}
    return ".".join(map(str, following.get(level, (major + 1, 0, 0))))


def _one(path: str | Path, schema: Any, options: dict[str, Any]) -> InputTable:
    """Return the only table that a path means."""
    tables = [table for batch in resolve_inputs(path, schema, **options) for table in batch.tables]
    if len(tables) != 1:
        raise PackageError(f"{path}: {len(tables)} files: name one")
    return tables[0]


def _packages(old: Path, new: Path) -> Difference:
    before, after = _package(old), _package(new)
    changes = [
        *_properties("package", before[0], after[0]),
        *(
            Change("minor" if how == "added" else "major", "table", how, name)
            for how, name in _listed(before[1], after[1])
        ),
        *(
            change
            for name in after[1]
            if name in before[1]
            for change in _tables(name, before[1][name], after[1][name])
        ),
    ]
    versions = [str(said.get("version", "")) for said in (before[0], after[0])]
    return Difference(str(old), str(new), versions[0], versions[1], tuple(changes))


def _package(path: Path) -> tuple[dict[str, Any], dict[str, InputTable]]:
    """Return what a package says of itself, and its tables by name."""
    said = read_descriptor(path)
    if errors := profile_errors(said):
        raise PackageError(f"{path}: {errors[0]}")
    (batch,) = resolve_inputs(path)
    return said, {table.resource["name"]: table for table in batch.tables}


def _listed(old: Iterable[str], new: Iterable[str]) -> Iterator[tuple[Literal["added", "removed"], str]]:
    """Yield the names that are only in one of two lists."""
    old, new = list(old), list(new)
    yield from (("removed", name) for name in old if name not in new)
    yield from (("added", name) for name in new if name not in old)


def _properties(
    what: Literal["package", "table", "field"],
    old: dict[str, Any],
    new: dict[str, Any],
    table: str = "",
    field: str = "",
) -> Iterator[Change]:
    """Yield the properties of two descriptors that differ."""
    for name in dict.fromkeys([*old, *new]):
        if name not in _DERIVED and old.get(name) != new.get(name):
            level = _PROPERTIES.get(name, "patch")
            yield Change(level, what, "changed", table, field, None, name, old.get(name), new.get(name))


def _tables(name: str, old: InputTable, new: InputTable) -> Iterator[Change]:
    yield from _properties("table", old.resource, new.resource, name)
    yield from _properties("table", old.resource["schema"], new.resource["schema"], name)
    before, after = ({field["name"]: field for field in side.resource["schema"]["fields"]} for side in (old, new))
    for field in after:
        if field in before:
            yield from _properties("field", before[field], after[field], name, field)
    yield from _rows(name, _Content(old), _Content(new))


class _Content:
    """The rows of a table by key; `free` takes the columns from the file and not from the schema."""

    def __init__(self, table: InputTable, *, free: bool = False) -> None:
        schema: Any = table.resource.get("schema")
        try:
            fields = {field["name"]: field for field in schema["fields"]}
            key = schema.get("primaryKey", [])
        except (AttributeError, KeyError, TypeError) as error:
            raise PackageError(f"{table.place}: its schema is no Table Schema with named fields") from error
        self.place = table.place
        self.key = (key,) if isinstance(key, str) else tuple(key)
        if not self.key:
            raise PackageError(f"{self.place}: its schema has no primary key, and rows are matched by it")
        self.content = _bytes(table)
        lines = _lines(table, self.content)
        names = list(fields)
        if table.resource["dialect"]["header"]:
            header = next(lines, (1, []))[1]
            if len(set(header)) < len(header) or (not free and header != names):
                raise DataFileError(f"{self.place}: the header is not that of the schema: {', '.join(header)!r}")
            names = header
        if lost := [part for part in self.key if part not in names]:
            raise DataFileError(f"{self.place}: no column {lost[0]!r}, which is in the primary key")
        self.names = tuple(names)
        missing = [_missing(fields.get(name, {}), schema) for name in names]
        self.rows: dict[Row, Row] = {}
        self._fill(lines, missing)

    def _fill(self, lines: Iterator[tuple[int, list[str]]], missing: list[set[str]]) -> None:
        places = [self.names.index(part) for part in self.key]
        first: dict[Row, int] = {}
        for number, cells in lines:
            if len(cells) != len(self.names):
                raise DataFileError(f"{self.place}: row {number} has {len(cells)} cells, the header {len(self.names)}")
            row = tuple(None if cell in gone else cell for cell, gone in zip(cells, missing, strict=True))
            key = tuple(row[place] for place in places)
            words = ", ".join(f"{name}={cell!r}" for name, cell in zip(self.key, key, strict=True))
            if None in key:
                raise DataFileError(f"{self.place}: row {number} has no whole key: {words}")
            if key in first:
                raise DataFileError(f"{self.place}: rows {first[key]} and {number} have the same key: {words}")
            first[key] = number
            self.rows[key] = row

    def by(self, key: tuple[str, ...]) -> dict[Row, Row] | None:
        """Return the rows by another key, or None where that is no key of theirs."""
        if key == self.key:
            return self.rows
        if not set(key) <= set(self.names):
            return None
        places = [self.names.index(part) for part in key]
        found = {tuple(row[place] for place in places): row for row in self.rows.values()}
        return found if len(found) == len(self.rows) else None


def _bytes(table: InputTable) -> bytes:
    if table.file is None:
        raise PackageError(f"{table.place}: a table is one CSV file here")
    try:
        return table.file.read_bytes()
    except OSError as error:
        raise PackageError(f"{table.place}: cannot read the table: {error.strerror}") from error


def _lines(table: InputTable, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file with their numbers, the header among them."""
    dialect, encoding = table.resource["dialect"], table.resource["encoding"]
    try:
        text = content.decode("utf-8-sig" if encoding.lower().replace("-", "") == "utf8" else encoding)
        reader = csv.reader(
            StringIO(text, newline=""),
            delimiter=dialect["delimiter"],
            quotechar=dialect["quoteChar"],
            doublequote=dialect["doubleQuote"],
            escapechar=dialect.get("escapeChar"),
            skipinitialspace=dialect["skipInitialSpace"],
        )
        yield from enumerate(reader, start=1)
    except UnicodeDecodeError as error:
        raise DataFileError(f"{table.place}: not {encoding} at byte {error.start}") from error
    except (LookupError, TypeError) as error:
        raise PackageError(f"{table.place}: encoding or dialect: {error}") from error
    except csv.Error as error:
        raise DataFileError(f"{table.place}: no CSV that can be read: {error}") from error


def _missing(field: dict[str, Any], schema: Any) -> set[str]:
    given = field.get("missingValues", schema.get("missingValues", [""]))
    return {str(value["value"]) if isinstance(value, dict) else str(value) for value in given}


def _rows(table: str, old: _Content, new: _Content) -> Iterator[Change]:
    """Yield the columns, rows and cells that differ, in the order of the new file; removed rows come first."""
    for how, name in _listed(old.names, new.names):
        yield Change("minor" if how == "added" else "major", "field", how, table, name)
    kept = [name for name in new.names if name in old.names]
    order = [name for name in old.names if name in kept]
    if kept != order:
        yield Change("major", "table", "changed", table, property="order of the fields", old=order, new=kept)
    changed = kept != order or old.names != new.names
    matched = old.by(new.key)
    before = {} if matched is None else matched
    # Where the new key is no key of the old rows, none can be matched: all are removed, and all are added.
    key, rows = (old.key, old.rows) if matched is None else (new.key, matched)
    for values, row in rows.items():
        if matched is None or values not in new.rows:
            changed = True
            yield Change(
                "major", "row", "removed", table, key=_named(key, values), old=dict(zip(old.names, row, strict=True))
            )
    places = [(name, old.names.index(name), new.names.index(name)) for name in kept]
    for values, row in new.rows.items():
        named = _named(new.key, values)
        if values not in before:
            changed = True
            yield Change("minor", "row", "added", table, key=named, new=dict(zip(new.names, row, strict=True)))
            continue
        for name, was, now in places:
            if before[values][was] != row[now]:
                changed = True
                yield Change("minor", "cell", "changed", table, name, named, "", before[values][was], row[now])
    if not changed and old.content != new.content:
        yield Change("patch", "file", "changed", table, property="order of the rows, quotes or line ends")


def _named(key: tuple[str, ...], values: Row) -> dict[str, str | None]:
    return dict(zip(key, values, strict=True))
