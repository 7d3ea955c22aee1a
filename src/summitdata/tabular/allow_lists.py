"""What a descriptor may say before frictionless sees it, and what frictionless gets of it.

frictionless has many doors: a profile, a format, a scheme, an old name of a property may make it open a connection, a
database or a file anywhere. So nothing is forbidden by name alone: frictionless gets a descriptor that is made anew of
the properties in these lists, and what would lead elsewhere is refused with the reason.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from summitdata.errors import PackageError
from summitdata.opening import is_local
from summitdata.tabular.checklists import refuse_checklist
from summitdata.tabular.file_formats import FORMATS, TABLE_FORMATS, other_format
from summitdata.tabular.mistakes import did_you_mean
from summitdata.tabular.packings import packing_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

__all__ = [
    "FIELD_PROPERTIES",
    "PACKING_PROPERTIES",
    "PROFILES",
    "RESOURCE_PROPERTIES",
    "folder_for_frictionless",
    "is_other_file",
    "package_for_frictionless",
    "refuse_forbidden",
    "refuse_unknown_profile",
    "resource_for_frictionless",
]

_NEW = "https://datapackage.org/profiles"
_OLD = [
    f"{scheme}://{host}/schemas"
    for scheme in ("https", "http")
    for host in ("specs.frictionlessdata.io", "frictionlessdata.io", "schemas.frictionlessdata.io")
]
"""Where the standard was before its version 2. No address is followed: each stands for a profile."""
PROFILES: dict[str, str] = {
    "data-package": "data-package",
    "tabular-data-package": "tabular-data-package",
    "data-resource": "data-resource",
    "tabular-data-resource": "tabular-data-resource",
    "table-schema": "",
    **{
        f"{old}/{part}.json": name
        for old in _OLD
        for part, name in (
            ("data-package", "data-package"),
            ("tabular-data-package", "tabular-data-package"),
            ("data-resource", "data-resource"),
            ("tabular-data-resource", "tabular-data-resource"),
            ("table-schema", ""),
            ("csv-dialect", ""),
        )
    },
    **{
        f"{_NEW}/{version}/{part}.json": name
        for version in ("1.0", "2.0")
        for part, name in (
            ("datapackage", "data-package"),
            ("dataresource", "data-resource"),
            ("tableschema", ""),
            ("tabledialect", ""),
        )
    },
}
"""The profiles of the Data Package standard, each with the name by which frictionless knows it without a network."""
_NAMES_IN = {
    "package": ("data-package", "tabular-data-package"),
    "resource": ("data-resource", "tabular-data-resource"),
}
"""The profiles that frictionless carries; it would take any other name for the path of a file."""

PACKAGE_PROPERTIES = frozenset(
    (
        *("$schema", "name", "id", "type", "title", "description", "homepage", "profile", "licenses", "sources"),
        *("contributors", "resources", "keywords", "image", "version", "created", "missingValues", "fields"),
    )
)
"""With the two that frictionless reports as being in the wrong place."""
RESOURCE_PROPERTIES = frozenset(
    (
        *("$schema", "name", "type", "title", "description", "homepage", "profile", "licenses", "sources"),
        *("contributors", "path", "dialect", "schema", "data", "scheme", "format", "mediatype"),
        *("extrapaths", "encoding", "hash", "bytes", "fields", "rows", "stats", "hashing"),
        "missingValues",
    )
)
PACKING_PROPERTIES = frozenset(("compression", "innerpath"))
"""What says how a file is compressed: frictionless gets the unpacked copy without them."""
DIALECT_PROPERTIES = frozenset(
    (
        *("$schema", "name", "type", "title", "description", "header", "headerRows", "headerJoin", "headerCase"),
        *("commentChar", "commentRows", "skipBlankRows", "delimiter", "lineTerminator", "quoteChar", "doubleQuote"),
        *("escapeChar", "nullSequence", "skipInitialSpace", "csv"),
    )
)
SCHEMA_PROPERTIES = frozenset(
    (
        *("$schema", "name", "type", "title", "description", "fields", "fieldsMatch", "missingValues", "primaryKey"),
        *("uniqueKeys", "foreignKeys"),
    )
)
FIELD_PROPERTIES = frozenset(
    (
        *("name", "type", "title", "description", "format", "missingValues", "constraints", "rdfType", "example"),
        *(
            "required",
            "arrayItem",
            "bareNumber",
            "floatNumber",
            "decimalChar",
            "groupChar",
            "trueValues",
            "falseValues",
        ),
        *("delimiter", "itemType", "categories", "categoriesOrdered"),
    )
)

_LOCAL = 'only local files in the descriptor\'s folder are read: name the file with "path"'
_AS_IT_IS = 'a file is only read as it is: describe it with "dialect" and "schema"'
_ONLY_EMPTY: dict[str, tuple[tuple[Any, ...], str]] = {
    "scheme": ((None, "", "file"), _LOCAL),
    "extrapaths": ((None, []), _LOCAL),
    "basepath": ((None, ""), _LOCAL),
    "remote": ((None, "", False), _LOCAL),
    "url": ((None, ""), _LOCAL),
    "profiles": (
        (None, "", []),
        'only the profiles of the Data Package standard are allowed: write the name of one as "profile"',
    ),
    "layout": ((None, "", {}), 'it is of an old version of frictionless: write a "dialect"'),
    **dict.fromkeys(("control", "controls", "detector", "pipeline"), ((None, "", [], {}), _AS_IT_IS)),
}
"""Properties of frictionless, or of its older versions, that lead elsewhere: what they may be, and why nothing else."""


def refuse_forbidden(place: str | Path, resource: dict[str, Any]) -> None:
    """Refuse a resource that would make frictionless open anything but its own local CSV files.

    Parameters
    ----------
    place : str or pathlib.Path
        The descriptor, for messages.
    resource : dict
        The resource; its schema and its dialect may still be paths.

    Raises
    ------
    PackageError
        It has a property or a value that is not in the lists.
    """
    name = f"{place}: resource {resource.get('name')!r}"
    for key, (allowed, why) in _ONLY_EMPTY.items():
        if key in resource and not any(_is_same(resource[key], value) for value in allowed):
            raise PackageError(f"{name} has the property {key!r}: {why} and remove {key!r}")
    refuse_unknown_profile(place, resource, "resource")
    _refuse_format(name, resource)
    for part in ("schema", "dialect"):
        if isinstance(value := resource.get(part), dict):
            refuse_unknown_profile(place, value, part)
    _refuse_control(name, resource.get("dialect"))
    refuse_checklist(name, resource.get("checklist"))
    _refuse_field_elsewhere(name, resource.get("schema"))


def refuse_unknown_profile(place: str | Path, part: dict[str, Any], what: str) -> None:
    """Refuse a package, a resource, a schema or a dialect with another profile than those of the standard.

    Raises
    ------
    PackageError
        frictionless would look for the profile on another host, or in a file.
    """
    for key in ("$schema", "profile"):
        profile = part.get(key, "")
        if not isinstance(profile, str):
            raise PackageError(f"{place}: {key!r} must be a string, not {profile!r}")
        names = _NAMES_IN.get(what, ()) if key == "profile" else ()
        if profile and (profile not in PROFILES or (names and PROFILES[profile] not in names)):
            where = "is not one for this place" if profile in PROFILES else "is a file"
            where = "is on another host" if not is_local(profile) else where
            raise PackageError(
                f"{place}: {key} {profile!r} {where}: only the profiles of the Data Package standard are allowed"
                f"{did_you_mean(profile, names)}; or remove it; --schema validates the file of one table by itself"
            )


def is_other_file(resource: dict[str, Any]) -> bool:
    """Tell whether a resource is a file that is not a table, such as a readme: only its size and its hash are compared.

    Examples
    --------
    >>> is_other_file({"path": "readme.md"}), is_other_file({"path": "prices.xlsx"})
    (True, False)
    """
    path, kind = resource.get("path"), resource.get("type")
    if not isinstance(path, str) or "schema" in resource or other_format(resource) is None:
        return False
    if kind or PROFILES.get(str(resource.get("profile"))) == "tabular-data-resource":
        return isinstance(kind, str) and kind not in ("", "table")
    return str(other_format(resource)).lower() not in TABLE_FORMATS - {"json"}


def _refuse_format(name: str, resource: dict[str, Any]) -> None:
    """Refuse what is neither a table nor a file, and a part of a plain file."""
    path, data = resource.get("path"), resource.get("data")
    if resource.get("innerpath") not in (None, "") and packing_of(resource) != "zip":
        raise PackageError(f"{name} has the property 'innerpath': {path!r} is not a ZIP archive: remove it")
    if isinstance(data, dict):
        raise PackageError(f'{name}: "data" is a JSON object: a table is a list of rows')
    if not isinstance(path, str) and resource.get("type", "table") != "table":
        raise PackageError(f'{name} has the type {resource["type"]!r}: only tables are read: write "table"')


_CONTROLS: dict[str, dict[str, type | tuple[type, ...]]] = {
    "csv": {},
    "excel": {"sheet": (str, int), "preserveFormatting": bool, "adjustFloatingPointError": bool, "stringified": bool},
    "json": {"property": str, "keys": list, "keyed": bool},
}
"""What a dialect may say of a format one level down; of CSV files anything but an object."""


def _refuse_control(name: str, dialect: Any) -> None:
    """Refuse a dialect with properties of a format, which frictionless has one level down, that are not read."""
    properties = dict(dialect) if isinstance(dialect, dict) else {}
    for control, known in _CONTROLS.items():
        own = properties.pop(control, None)
        for key, value in own.items() if isinstance(own, dict) else ():
            if control == "csv":
                properties[f"{control}/{key}"] = value
            elif key not in known or not isinstance(value, known[key]):
                raise PackageError(f"{name}: {key!r} in the {control!r} of its dialect is not read so: remove it")
    for key, value in properties.items():
        if isinstance(value, dict):
            raise PackageError(f"{name}: {key!r} in its dialect is a JSON object: remove it")


def _refuse_field_elsewhere(name: str, schema: Any) -> None:
    """Refuse a field that is a text: frictionless would take it for the address of a file."""
    fields = schema.get("fields") if isinstance(schema, dict) else None
    for field in fields if isinstance(fields, list) else ():
        if isinstance(field, str):
            raise PackageError(f'{name}: the field {field!r} must be a JSON object, as in {{"name": {field!r}}}')


def _is_same(value: Any, allowed: Any) -> bool:
    return type(value) is type(allowed) and value == allowed


# What frictionless gets


def resource_for_frictionless(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource for frictionless: made anew of what is in the lists, its path no longer like an address.

    Raises
    ------
    PackageError
        It has what leads elsewhere.

    Examples
    --------
    >>> resource_for_frictionless({"name": "prices", "path": "prices.csv", "$ref": "http://host/x"})
    {'name': 'prices', 'path': 'prices.csv'}
    """
    refuse_forbidden("the descriptor", resource)
    if packing_of(resource) is not None:
        raise PackageError(f"resource {resource.get('name')!r} is compressed: frictionless gets it unpacked")
    if (file_format := other_format(resource)) is not None:
        raise PackageError(
            f"resource {resource.get('name')!r} has the format {file_format!r}: only files of the formats "
            f"{', '.join(FORMATS)} go to frictionless: convert it, or leave the resource out"
        )
    made = _made_of(RESOURCE_PROPERTIES, resource)
    for part, names in (("dialect", DIALECT_PROPERTIES), ("schema", SCHEMA_PROPERTIES)):
        if isinstance(made.get(part), str):
            raise PackageError(f"the descriptor: resource {resource.get('name')!r}: its {part} is not loaded")
        if isinstance(made.get(part), dict):
            made[part] = _made_of(names, made[part])
    if isinstance(schema := made.get("schema"), dict) and isinstance(schema.get("fields"), list):
        schema["fields"] = [
            _made_of(FIELD_PROPERTIES, field) if isinstance(field, dict) else field for field in schema["fields"]
        ]
    # A file that is found by a pattern may have any name, such as `s3:x.csv`.
    if isinstance(path := resource.get("path"), str) and not is_local(path):
        made["path"] = f"./{path}"
    return made


def package_for_frictionless(package: dict[str, Any]) -> dict[str, Any]:
    """Return a package for frictionless, as `resource_for_frictionless` does with a resource.

    Raises
    ------
    PackageError
        It has what leads elsewhere.
    """
    refuse_unknown_profile("the descriptor", package, "package")
    made = _made_of(PACKAGE_PROPERTIES, package)
    if isinstance(resources := made.get("resources"), list):
        made["resources"] = [resource_for_frictionless(_as_csv(resource)) for resource in resources]
    return made


def _as_csv(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource as if it were a CSV file: of one in another format frictionless sees no more than this."""
    if packing_of(resource) is not None:
        resource = {name: value for name, value in resource.items() if name not in PACKING_PROPERTIES}
        return resource | {"path": "table.csv"}
    if other_format(resource) is None:
        return resource
    names = ("name", "title", "description", "licenses", "sources", "bytes", "hash", "homepage")
    return {name: resource[name] for name in names if name in resource} | {"path": "table.csv", "format": "csv"}


def folder_for_frictionless(folder: Path) -> str:
    """Return a folder as frictionless gets it; one may be called `s3:bucket`, which it would take for an address.

    Examples
    --------
    >>> from pathlib import Path
    >>> [folder_for_frictionless(Path(name)) for name in ("data", "s3:bucket")]
    ['data', './s3:bucket']
    """
    text = str(folder)
    return text if folder.is_absolute() or is_local(text) else os.path.join(".", text)  # noqa: PTH118 - a path drops `.`


def _made_of(names: Collection[str], part: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of these names; a profile under the name by which frictionless knows it."""
    made = {name: value for name, value in part.items() if name in names}
    if made.get("profile"):
        made["profile"] = PROFILES[made["profile"]]
    return made
