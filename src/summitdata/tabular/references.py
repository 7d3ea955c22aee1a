"""The tables that foreign keys refer to, where the caller gives them: a published schema, used on one file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from summitdata.arguments import as_path
from summitdata.errors import PackageError, UnknownNameError, shown
from summitdata.opening import exists, open_text, refuse_irregular
from summitdata.tabular.dialect import UnsupportedDialectError, read_dialect, without_mark
from summitdata.tabular.inputs import InputTable, TablesAbove, is_descriptor, resolve_inputs
from summitdata.tabular.schema_parts import foreign_keys, key_fields
from summitdata.tabular.unpacked_tables import unpacked_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["References"]

MOST_HEADER = 1_000_000
"""How many characters of a header are read."""


class References:
    """The tables that a caller gives for foreign keys, by the names that the keys have for them.

    Parameters
    ----------
    sources : mapping of str to str or pathlib.Path
        For each name a CSV file, or a data package that has a table of this name.
    **options
        How files that no data package lists are read, as for `resolve_inputs`.

    Raises
    ------
    UnknownNameError
        The sources are not a dict of names and paths.
    """

    def __init__(self, sources: Any, **options: Any) -> None:
        if not isinstance(sources, Mapping) or not all(isinstance(name, str) and name for name in sources):
            raise UnknownNameError(f"references must be a dict of names and files, not {shown(sources)}")
        self._files = {name: as_path(source, f"the reference {shown(name)}") for name, source in sources.items()}
        self._options, self._above = options, TablesAbove()
        self._referred: set[str] = set()

    def complete(self, table: InputTable, *, skip_missing: bool) -> InputTable:
        """Return a table with the given tables among those that its foreign keys refer to.

        With `skip_missing` it is read without its foreign keys to other tables that are not given, else not at all.

        Raises
        ------
        PackageError
            A file cannot be read, or has no column that a foreign key refers to.
        """
        referred = {name for name, _ in _foreign_keys(table.resource)}
        self._referred |= referred
        others = referred - {table.resource.get("name")}
        given = {name: self._table(name, table.resource) for name in self._files if name in others}
        if given:
            kept = [other for other in table.other_resources if other[0].get("name") not in given]
            table = replace(table, other_resources=(*kept, *given.values()))
        if skip_missing:
            return _without_missing_references(table)
        if table.unread or not (missing := _missing_references(table)):
            return table
        if not all(_fits(key, table.resource["schema"]) for _, key in _foreign_keys(table.resource)):
            return table  # its errors are those of the schema
        note = (
            f"a foreign key refers to the table {shown(missing[0])}, which is not known here: give its file with "
            f"--reference {missing[0]}=FILE (references=), or leave out what it refers to with --skip foreign-key"
        )
        return replace(table, unread=note, unread_type="no-reference")

    def refuse_unused(self) -> None:
        """Raise for a name that no foreign key has.

        Raises
        ------
        UnknownNameError
            The message suggests similar names.
        """
        for name in self._files:
            if name not in self._referred:
                raise UnknownNameError.of("reference", name, sorted(self._referred), "name a table of a foreign key")

    def _table(self, name: str, referring: dict[str, Any]) -> tuple[dict[str, Any], Path]:
        file = self._files[name]
        if is_descriptor(file) or (exists(file) and file.is_dir()):
            tables = {str(each.resource.get("name")): each for batch in resolve_inputs(file) for each in batch.tables}
            if name not in tables:
                raise UnknownNameError.of("table", name, tables, f"of {file}")
            table: InputTable | None = tables[name]
        else:
            refuse_irregular(file)
            table = self._above.table_of(file)
        if table is None:
            # What the file has beside the keys does not matter, so its header and the types of the keys are a schema.
            fields: dict[str, Any] = {}
            for other, key in _foreign_keys(referring):
                fields |= _target_fields(key, referring["schema"]) if other == name else {}
            table = self._read(file, {"fields": list(fields.values())})
            labels = _labels(unpacked_whole(table))
            if missing := [field for field in fields if field not in labels]:
                raise PackageError(
                    f"{file}: the reference {shown(name)} has no column {shown(missing[0])}, which a foreign key "
                    f"refers to: its columns are {', '.join(map(shown, labels[:20]))}"
                )
            schema = {key: referring["schema"][key] for key in ("missingValues",) if key in referring["schema"]}
            named = [fields.get(label, {"name": label, "type": "string"}) for label in labels]
            table = self._read(file, {**schema, "fields": named})
        return {**table.resource, "name": name}, table.folder

    def _read(self, file: Path, schema: dict[str, Any]) -> InputTable:
        ((table,),) = (batch.tables for batch in resolve_inputs(file, schema, **self._options))
        return table


def _missing_references(table: InputTable) -> list[str]:
    """Return the names of the tables that the foreign keys of a table refer to and that nothing gives, each once."""
    known = {table.resource.get("name"), *(other.get("name") for other, _ in table.other_resources)}
    return list(dict.fromkeys(name for name, _ in _foreign_keys(table.resource) if name not in known))


def _without_missing_references(table: InputTable) -> InputTable:
    """Return a table without the foreign keys to tables that nothing gives."""
    if not (missing := _missing_references(table)):
        return table
    schema = table.resource["schema"]
    left_out = [key for name, key in _foreign_keys(table.resource) if name in missing]
    kept = [key for key in schema["foreignKeys"] if key not in left_out]
    return replace(table, resource={**table.resource, "schema": {**schema, "foreignKeys": kept}})


def _foreign_keys(resource: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the foreign keys of a resource that refer to another table by its name, with the name."""
    yield from ((name, key) for name, key in foreign_keys(resource.get("schema")) if name)


def _fits(key: dict[str, Any], schema: dict[str, Any]) -> bool:
    """Return whether a foreign key has fields of the schema, and as many as it refers to."""
    fields = schema.get("fields")
    own = [field.get("name") for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []
    names, targets = key.get("fields"), key["reference"].get("fields")
    if not isinstance(names, str | list) or not isinstance(targets, str | list):
        return False
    return all(name in own for name in key_fields(names)) and len(key_fields(names)) == len(key_fields(targets))


def _target_fields(key: dict[str, Any], schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the fields that a foreign key refers to, with the types of the fields that refer to them."""
    own = {field.get("name"): field for field in schema.get("fields") or () if isinstance(field, dict)}
    pairs = zip(key_fields(key.get("fields")), key_fields(key["reference"].get("fields")), strict=False)
    dropped = ("constraints", "title", "description", "example")
    return {
        target: {name: value for name, value in own.get(name, {}).items() if name not in dropped} | {"name": target}
        for name, target in pairs
    }


def _labels(table: InputTable) -> list[str]:
    """Return the labels of the header of a file."""
    file = table.folder / table.resource["path"]
    encoding = str(table.resource["encoding"])
    try:
        dialect = read_dialect(table.resource)
        with open_text(file, without_mark(encoding)) as text:
            return next(dialect.read_text(text.read(MOST_HEADER)), [])
    except (UnsupportedDialectError, csv.Error, LookupError, OSError, ValueError) as error:
        raise PackageError(f"{file}: the header cannot be read: {error}: list the file in a data package") from error
