"""diff(): what changed between two versions of a data package, or two CSV files, and the version bump it requires.

Rows are matched by primary key. Cells are compared as they are written, because `94.8` and `94.80` do not say the same
about the precision of a figure; all missing values are equal. The levels are defined in `summitdata.upkeep.difference`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from summitdata.arguments import as_path
from summitdata.datapackage import find_descriptor, read_descriptor, with_parts
from summitdata.errors import PackageError
from summitdata.opening import exists, is_stdin
from summitdata.tabular.given_schema import given_schema
from summitdata.tabular.inputs import InputTable, is_descriptor, resolve_inputs
from summitdata.upkeep.bounded import call_bounded, table_files
from summitdata.upkeep.difference import Change, Difference, property_level
from summitdata.upkeep.keyed_rows import KeyedRows
from summitdata.upkeep.profile import profile_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import frictionless

    from summitdata._names import TableName
    from summitdata.upkeep.keyed_rows import Row

__all__ = ["diff"]

_NOT_COMPARED = {"version", "released", "created", "bytes", "hash", "resources", "schema", "fields"}
"""Properties that are compared elsewhere, or derived from what is compared."""


def diff(
    old: str | Path,
    new: str | Path,
    *,
    schema: TableName | str | Path | dict[str, Any] | frictionless.Schema | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Difference:
    """Compare two versions of a data package, or two CSV files under a schema, by primary key and cell by cell.

    Parameters
    ----------
    old, new : str or pathlib.Path
        Two data packages (a `datapackage.json` or its folder), or two CSV files.
    schema : str, pathlib.Path, dict or frictionless.Schema, optional
        For CSV files: a table of this package, or a Table Schema or its file (JSON or YAML). Without it, the schema
        that `validate` would use for the new file.
    encoding, delimiter : str, optional
        Of CSV files; by default UTF-8 and a comma.

    Returns
    -------
    Difference
        The changes, and the version bump that they require.

    Raises
    ------
    PackageError
        A package or a file cannot be read, a table has no primary key, or a file is compared with a package.
    DataFileError
        A file does not match its schema, or a key is missing or occurs twice.
    UnknownNameError
        The schema is unknown.

    Examples
    --------
    >>> from summitdata.datapackage import locate
    >>> difference = diff(locate(), locate())
    >>> bool(difference), difference.level
    (False, 'none')
    """
    is_package = [(exists(path) and path.is_dir()) or is_descriptor(path) for path in (as_path(old), as_path(new))]
    if is_package[0] != is_package[1]:
        raise PackageError(f"{old} and {new}: cannot compare a data package with a CSV file: give two of the same kind")
    if all(is_package):
        if schema is not None:
            raise PackageError("a schema can only be given for CSV files: a data package has its own")
        targets = (find_descriptor(old), find_descriptor(new))
        files = [file for target in targets for file in (target, *table_files(target, read_descriptor(target)))]
        compared: Difference = call_bounded(_compare_packages, *targets, files=files, place=new)
        return compared
    options = {"encoding": encoding, "delimiter": delimiter}
    given = None if schema is None else given_schema(schema)
    if is_stdin(old) or is_stdin(new):  # another process does not have it
        return _compare_files(old, new, given, options)
    files = [as_path(path) for path in (old, new, given and given.file) if path]
    compared = call_bounded(_compare_files, old, new, given, options, files=files, place=new)
    return compared  # noqa: RET504 - with its type


def _compare_files(old: str | Path, new: str | Path, schema: Any, options: dict[str, Any]) -> Difference:
    new_table = _single_table(new, schema, options)
    old_table = _single_table(old, new_table.resource["schema"] if schema is None else schema, options)
    changes = _compare_rows("", KeyedRows(old_table, any_columns=True), KeyedRows(new_table, any_columns=True))
    return Difference(str(old), str(new), "", "", tuple(changes))


def _single_table(path: str | Path, schema: Any, options: dict[str, Any]) -> InputTable:
    """Return the only table that a path stands for."""
    tables = [table for batch in resolve_inputs(path, schema, **options) for table in batch.tables]
    if len(tables) != 1:
        raise PackageError(f"{path}: {len(tables)} files: give one")
    return tables[0]


def _compare_packages(old: Path, new: Path) -> Difference:
    (old_descriptor, old_tables), (new_descriptor, new_tables) = _read_package(old), _read_package(new)
    changes = [*_compare_properties("package", old_descriptor, new_descriptor)]
    for how, name in _added_and_removed(old_tables, new_tables):
        changes.append(Change("minor" if how == "added" else "major", "table", how, name))
    for name, table in new_tables.items():
        if name in old_tables:
            changes += _compare_tables(name, old_tables[name], table)
    versions = [str(descriptor.get("version", "")) for descriptor in (old_descriptor, new_descriptor)]
    return Difference(str(old), str(new), versions[0], versions[1], tuple(changes))


def _read_package(path: Path) -> tuple[dict[str, Any], dict[str, InputTable]]:
    """Return the descriptor of a package, and its tables by name."""
    descriptor = read_descriptor(path)
    if errors := profile_errors(with_parts(path, descriptor)):
        raise PackageError(f"{path}: {errors[0].message}")
    (batch,) = resolve_inputs(path)
    for table in batch.tables:
        if "schema" not in table.resource:
            why = table.unread or "it has no schema"
            raise PackageError(f"{path}: {table.resource['name']} cannot be compared: {why}")
    tables = {table.resource["name"]: table for table in batch.tables}
    for table in batch.tables:
        if table.file is None or tables[table.resource["name"]] is not table:
            raise PackageError(f"{path}: {table.resource['name']} is in several files: compare them one by one")
    return descriptor, tables


def _added_and_removed(old: Iterable[str], new: Iterable[str]) -> Iterator[tuple[Literal["added", "removed"], str]]:
    """Yield the names that are only in one of two lists."""
    old, new = dict.fromkeys(old), dict.fromkeys(new)
    yield from (("removed", name) for name in old if name not in new)
    yield from (("added", name) for name in new if name not in old)


def _compare_properties(
    what: Literal["package", "table", "field"],
    old: dict[str, Any],
    new: dict[str, Any],
    table: str = "",
    field: str = "",
) -> Iterator[Change]:
    """Yield the properties of two descriptors that differ."""
    for name in dict.fromkeys([*old, *new]):
        if name not in _NOT_COMPARED and not _is_same_json(old.get(name), new.get(name)):
            yield Change(property_level(name), what, "changed", table, field, None, name, old.get(name), new.get(name))


def _is_same_json(old: Any, new: Any) -> bool:
    """Tell whether two values of descriptors are written alike: for Python 1 is true, and NaN is not NaN."""
    return json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)


def _compare_tables(name: str, old: InputTable, new: InputTable) -> Iterator[Change]:
    yield from _compare_properties("table", old.resource, new.resource, name)
    yield from _compare_properties("table", old.resource["schema"], new.resource["schema"], name)
    old_fields, new_fields = (
        {field["name"]: field for field in table.resource["schema"]["fields"]} for table in (old, new)
    )
    for field in new_fields:
        if field in old_fields:
            yield from _compare_properties("field", old_fields[field], new_fields[field], name, field)
    yield from _compare_rows(name, KeyedRows(old), KeyedRows(new))


def _compare_rows(table: str, old: KeyedRows, new: KeyedRows) -> Iterator[Change]:
    """Yield the columns, rows and cells that differ, in the order of the new file; removed rows come first."""
    changes = [*_compare_columns(table, old, new), *_removed_rows(table, old, new), *_new_rows(table, old, new)]
    yield from changes
    if not changes and old.content != new.content:
        yield Change("patch", "file", "changed", table, property="order of the rows, quotes or line ends")


def _compare_columns(table: str, old: KeyedRows, new: KeyedRows) -> Iterator[Change]:
    for how, name in _added_and_removed(old.columns, new.columns):
        yield Change("minor" if how == "added" else "major", "field", how, table, name)
    in_both = set(old.columns) & set(new.columns)
    old_order, new_order = ([name for name in rows.columns if name in in_both] for rows in (old, new))
    if old_order != new_order:
        yield Change("major", "table", "changed", table, property="order of the fields", old=old_order, new=new_order)


def _removed_rows(table: str, old: KeyedRows, new: KeyedRows) -> Iterator[Change]:
    # Where the new key does not identify the old rows, none of them can be matched: all are removed, and all are added.
    matched = old.by(new.key)
    key, rows = (old.key, old.rows) if matched is None else (new.key, matched)
    for values, row in rows.items():
        if matched is None or values not in new.rows:
            cells = dict(zip(old.columns, row, strict=True))
            yield Change("major", "row", "removed", table, key=_by_name(key, values), old=cells)


def _new_rows(table: str, old: KeyedRows, new: KeyedRows) -> Iterator[Change]:
    """Yield the rows that are added, and the cells that differ in the others."""
    old_rows = old.by(new.key) or {}
    old_positions = {name: position for position, name in enumerate(old.columns)}
    positions = [
        (name, old_positions[name], position) for position, name in enumerate(new.columns) if name in old_positions
    ]
    for values, row in new.rows.items():
        key = _by_name(new.key, values)
        if values not in old_rows:
            cells = dict(zip(new.columns, row, strict=True))
            yield Change("minor", "row", "added", table, key=key, new=cells)
            continue
        for name, old_position, new_position in positions:
            old_cell, new_cell = old_rows[values][old_position], row[new_position]
            if old_cell != new_cell:
                yield Change("minor", "cell", "changed", table, name, key, "", old_cell, new_cell)


def _by_name(key: tuple[str, ...], values: Row) -> dict[str, str | None]:
    return dict(zip(key, values, strict=True))
