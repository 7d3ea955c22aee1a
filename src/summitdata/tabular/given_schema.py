"""The Table Schema that a caller names: as a table of this package, a file, a dict, or a schema of frictionless.

The descriptor of a resource will do, too: its schema comes with its name and with the rules of its rows.
"""

from __future__ import annotations

import copy
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from summitdata.arguments import check_schema
from summitdata.datapackage import (
    YAML_SUFFIXES,
    descriptor,
    parse_descriptor,
    read_descriptor,
    resource,
    with_parts,
)
from summitdata.errors import PackageError, UnknownNameError, shown
from summitdata.opening import is_stdin, read_file, similar_file
from summitdata.tabular.mistakes import did_you_mean
from summitdata.tabular.schema_mistakes import refuse_mistakes
from summitdata.tabular.schema_parts import text_of
from summitdata.tabular.text_places import Origin, part_origin

__all__ = ["GivenSchema", "given_schema", "titled_schema"]


@dataclass(frozen=True)
class GivenSchema:
    """A Table Schema: its descriptor, the table of this package that has it, where it was read, the resource around it.

    The file is that which the caller names, which may be that of a package.
    """

    descriptor: dict[str, Any]
    table: str | None = None
    file: Path | None = None
    resource: dict[str, Any] = field(default_factory=dict)
    origin: Origin | None = None

    @property
    def checklist(self) -> dict[str, Any]:
        """The checklist of the resource, as a property that a resource may lack."""
        return {"checklist": self.resource["checklist"]} if self.resource.get("checklist") else {}


def given_schema(schema: Any) -> GivenSchema:
    """Return the Table Schema that a caller names, as a copy.

    Parameters
    ----------
    schema : str, pathlib.Path, dict, frictionless.Schema or GivenSchema
        A table of this package, the file of a Table Schema (JSON, or YAML if it is called `.yaml` or `.yml`), or a
        Table Schema; or, instead of a Table Schema, the descriptor of a resource that has one. A resource in the file
        of a package is `datapackage.json#NAME`.

    Raises
    ------
    UnknownNameError
        It is neither a table of this package nor a file, or something else; or a word in the file does not exist.
    PackageError
        The file cannot be read, is a descriptor that has schemas, or has a mistake: the message has line and column.

    Examples
    --------
    >>> given_schema("topics").table
    'topics'
    >>> given_schema({"fields": [], "title": "Empty"}).descriptor["title"]
    'Empty'
    """
    if isinstance(schema, GivenSchema):
        return schema
    schema = _descriptor_of(schema)
    check_schema(schema)
    if isinstance(schema, dict):
        return _given(copy.deepcopy(schema))
    own_schemas = {resource["name"]: resource["schema"] for resource in descriptor()["resources"]}
    if schema is None:
        raise UnknownNameError.of("schema", None, own_schemas, "or the path of a Table Schema")
    name = os.fspath(schema)
    if name in own_schemas:
        return GivenSchema(copy.deepcopy(own_schemas[name]), name, resource=copy.deepcopy(resource(name)))
    package, _, resource_name = name.rpartition("#")
    if package and not os.path.lexists(name):
        return _in_package(Path(package), resource_name)
    file = Path(name)
    if not is_stdin(schema) and not os.path.lexists(name):
        if isinstance(schema, str) and not file.suffix and len(file.parts) == 1:
            raise UnknownNameError.of("table", schema, own_schemas, "or the path of a Table Schema")
        near = similar_file(file) or did_you_mean(name, own_schemas)
        raise UnknownNameError(f"the schema {shown(name)}: no such file, and no table of this package{near}")
    if os.path.isdir(name):  # noqa: PTH112 - that of a path raises where a link may not be read
        raise PackageError(f"{file}: not a regular file but a folder: name the file of a Table Schema in it")
    content = read_file(file, "the schema") if is_stdin(schema) else None
    read = _read(file) if content is None else parse_descriptor(file, content)
    return _sound(_given(read, file, Origin(file, content=content)))


def _read(file: Path) -> Any:
    """Read the file of a schema; of one that does not look like it, the error says what it should be."""
    try:
        return read_descriptor(file)
    except PackageError as error:
        if file.suffix.lower() in (".json", *YAML_SUFFIXES):
            raise
        raise PackageError(f"{error}: a schema is a file of JSON or YAML; `summitdata describe` makes one") from error


def titled_schema(schema: Any) -> dict[str, Any]:
    """Return a Table Schema under "schema", with the name, title and description of its table, as far as it has them.

    It takes and raises what `given_schema` does.

    Examples
    --------
    >>> titled_schema({"fields": [], "title": {"en": "Empty"}})
    {'title': 'Empty', 'schema': {'fields': [], 'title': {'en': 'Empty'}}}
    """
    given = given_schema(schema)
    if given.table is not None:
        return {**given.resource, "schema": given.descriptor}
    named = {"name": given.file.stem} if given.file else {}
    for part in (given.descriptor, given.resource):
        texts = {key: text_of(part.get(key)) for key in ("name", "title", "description")}
        named |= {key: text for key, text in texts.items() if text is not None}
    return named | {"schema": given.descriptor} | given.checklist


def _descriptor_of(schema: Any) -> Any:
    """Return the descriptor of a schema of frictionless; objects that have another one are refused with it."""
    kind = schema if isinstance(schema, type) else type(schema)
    libraries, name = {base.__module__.partition(".")[0] for base in kind.__mro__}, kind.__name__
    if "frictionless" in libraries and hasattr(schema, "primary_key") and schema is not kind:
        from frictionless import FrictionlessException

        try:
            return schema.to_descriptor()
        except FrictionlessException as error:
            raise PackageError(f"frictionless cannot write the schema: {error.error.note}") from error
    advice = ""
    if "frictionless" in libraries and hasattr(schema, "resource_names"):
        advice = f"give the schema of a resource ({', '.join(map(shown, schema.resource_names[:20])) or 'it has none'})"
    elif "frictionless" in libraries and hasattr(schema, "schema"):
        advice = "give its schema"
    elif "pandera" in libraries:
        advice = "give what summitdata.schemas.to_table_schema makes of it, or call its own validate"
    elif isinstance(schema, list | tuple):
        advice = 'a list of fields is a schema as {"fields": [...]}'
    if advice:
        raise UnknownNameError(f"the schema is of type {name}, which is not a Table Schema: {advice}")
    return schema


def _in_package(file: Path, name: str) -> GivenSchema:
    """Return the schema of a resource of a package."""
    package = read_descriptor(file)
    resources = with_parts(file, package).get("resources")
    listed = resources if isinstance(resources, list) else []
    by_name = {str(resource.get("name")): at for at, resource in enumerate(listed) if isinstance(resource, dict)}
    if name not in by_name:
        raise UnknownNameError.of("resource", name, by_name, f"in {file}")
    at = by_name[name]
    origin = part_origin(Origin(file), package["resources"][at], at, "schema")
    return _sound(replace(_given(listed[at], file), origin=origin))


def _sound(given: GivenSchema) -> GivenSchema:
    """Return the schema of a file; a wrong one is refused with the places of its mistakes."""
    assert given.origin is not None  # noqa: S101 - it is of a file
    refuse_mistakes(given.descriptor, given.origin)
    return given


def _given(descriptor: dict[str, Any], file: Path | None = None, origin: Origin | None = None) -> GivenSchema:
    """Return the Table Schema that a descriptor is, or that of a resource; a package is refused with what it has."""
    place = f"{file}: " if file else ""
    if "fields" in descriptor:
        return GivenSchema(descriptor, file=file, origin=origin)
    resources = descriptor.get("resources")
    if isinstance(resources, list):
        names = [shown(part.get("name")) for part in resources[:20] if isinstance(part, dict) and part.get("schema")]
        listed = f"the schema of one of its resources ({', '.join(names)})" if names else "a Table Schema"
        listed += f", as {file}#NAME" if names and file else ""
        raise PackageError(f"{place}this is the descriptor of a package, not a Table Schema: give {listed}")
    if isinstance(schema := descriptor.get("schema"), dict):
        inside = origin.below("schema") if origin else None
        return GivenSchema(schema, file=file, resource=descriptor, origin=inside)
    if "schema" in descriptor:
        resource = shown(descriptor.get("name"))
        raise PackageError(
            f'{place}this is the descriptor of the resource {resource}, not a Table Schema: give its "schema"'
        )
    return GivenSchema(descriptor, file=file, origin=origin)
