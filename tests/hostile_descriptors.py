"""Descriptors of strangers that try to make the library open, fetch or run something; one table, by kind."""

from __future__ import annotations

from typing import Any

__all__ = ["HOSTILE", "HOSTILE_PACKAGES", "MARK", "SCHEMA"]

MARK = "HOSTILE"
"""Stands in every text that must not be taken for code or an address."""
HOST = f"127.0.0.1:9/{MARK}"
SCHEMA: dict[str, Any] = {
    "fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}],
    "primaryKey": ["id"],
}


def with_schema(**properties: Any) -> dict[str, Any]:
    return {"schema": {**SCHEMA, **properties}}


def with_field(**properties: Any) -> dict[str, Any]:
    return {"schema": {"fields": [{"name": "id", **properties}, {"name": "note"}]}}


def with_key(**reference: Any) -> dict[str, Any]:
    return with_schema(foreignKeys=[{"fields": ["id"], "reference": {"resource": "", "fields": ["id"], **reference}}])


ADDRESSES = {
    "http": f"http://{HOST}/x.csv",
    "http without slashes": f"http:{HOST}/x.csv",
    "http with one slash": f"http:/{HOST}/x.csv",
    "capital letters": f"HTTP://{HOST}/x.csv",
    "mixed letters": f"hTTps://{HOST}/x.csv",
    "a space before it": f" http://{HOST}/x.csv",
    "a control character before it": f"\x01http://{HOST}/x.csv",
    "a line break in it": f"ht\ntp://{HOST}/x.csv",
    "a tab in it": f"ht\ttp://{HOST}/x.csv",
    "S3": "s3:bucket/x.csv",
    "S3 with slashes": "s3://bucket/x.csv",
    "FTP": f"ftp://{HOST}/x.csv",
    "a file address": "file:///etc/passwd",
    "a file address without slashes": "file:/etc/passwd",
    "a file of this folder": "file:table.csv",
    "data": "data:text/csv,id%2Cnote",
    "a database": f"postgresql://{HOST}/db",
    "a database with a driver": f"mysql+pymysql://{HOST}/db",
    "a file of a database": f"sqlite:///{MARK}.db",
    "a sheet": f"https://docs.google.com/spreadsheets/d/{MARK}",
    "a repository": f"https://github.com/{MARK}/x",
    "a share": "\\\\host\\share\\x.csv",
    "two slashes": f"//{HOST}/x.csv",
    "a drive": "C:\\x.csv",
    "a drive without a folder": "C:x.csv",
    "a file outside": "../outside/secret.csv",
    "a file outside, by its whole path": "/etc/passwd",
    "a file of the process": "/proc/self/environ",
    "home": "~/x.csv",
    "a variable": "$HOME/x.csv",
    "standard input": "/dev/stdin",
}
"""What a descriptor may try to have read."""

FORMATS = [
    *("gsheets", "sql", "pandas", "xlsx", "xls", "ods", "html", "json", "jsonl", "ndjson", "yaml", "parquet", "parq"),
    *(
        "sav",
        "zsav",
        "py",
        "zip",
        "inline",
        "erd",
        "qsv",
        "geojson",
        "md",
        "GSHEETS",
        " gsheets",
        "csv ",
        "",
        5,
        ["csv"],
    ),
]
SCHEMES = ["http", "https", "s3", "ftp", "sql", "stream", "buffer", "multipart", "FILE", 5]
SUFFIXES = ["xlsx", "json", "yaml", "html", "zip", "csv.gz", "parquet", "py", "sql"]
OTHER = [
    *(
        "control",
        "detector",
        "pipeline",
        "checklist",
        "package",
        "resources",
        "catalog",
        "stats",
        "hashing",
        "mediatype",
    ),
    *("homepage", "title"),
]
TYPES = [
    "package",
    "resource",
    "schema",
    "dialect",
    "jsonschema",
    "json",
    "map",
    "catalog",
    "pipeline",
    "script",
    "text",
]
CONTROLS = [
    *("sql", "gsheets", "aws", "remote", "local", "multipart", "zip", "excel", "ods", "json", "html", "ckan", "github"),
    *("zenodo", "datahub", "python", "buffer", "stream"),
]
PROFILES = [
    *(
        f"http://{HOST}/profile.json",
        f"http:/{HOST}/profile.json",
        "profile.json",
        "../outside/profile.json",
        "/etc/passwd",
    ),
    *("https://datapackage.org/profiles/2.0/nonexistent.json", "https://datapackage.org/profiles/2.0/../../x.json"),
    *("https://specs.frictionlessdata.io/schemas/nonexistent.json", "https://datapackage.org/profiles/"),
    *(
        "https://datapackage.org/profiles/2.0/datapackage.json?x",
        "https://datapackage.org/profiles/2.0/datapackage.json#x",
    ),
    *("fiscal-data-package", "table-schema", "csv-dialect", "data-package.json", "s3:bucket/profile.json"),
    *("file:///etc/passwd", "HTTPS://datapackage.org/profiles/2.0/datapackage.json", "DATA-PACKAGE", " data-package"),
]

HOSTILE: dict[str, dict[str, Any]] = {
    # The way to the data
    **{f"path: {name}": {"path": address} for name, address in ADDRESSES.items()},
    **{f"one path of several: {name}": {"path": ["table.csv", address]} for name, address in ADDRESSES.items()},
    **{f"url: {name}": {"path": None, "url": address} for name, address in ADDRESSES.items()},
    **{f"more paths: {name}": {"extrapaths": [address]} for name, address in ADDRESSES.items()},
    **{f"base path: {name}": {"basepath": address} for name, address in ADDRESSES.items()},
    **{f"data: {name}": {"path": None, "data": address} for name, address in ADDRESSES.items()},
    **{f"scheme {scheme}": {"scheme": scheme} for scheme in SCHEMES},
    **{f"format {file_format!r}": {"format": file_format} for file_format in FORMATS},
    **{f"format {name!r} of rows": {"path": None, "data": [["id"], [1]], "format": name} for name in FORMATS},
    **{f"a file of the format {suffix}": {"path": f"table.{suffix}"} for suffix in SUFFIXES},
    "a format in a query": {"path": "table?format=gsheets"},
    "compression": {"compression": "zip"},
    "a path in an archive": {"innerpath": "../../etc/passwd", "compression": "zip"},
    "remote": {"remote": True},
    **{f"the type {name}": {"type": name, "path": ["table.csv"]} for name in TYPES},
    **{f"rows of the type {name}": {"type": name, "path": None, "data": {"path": f"http://{HOST}"}} for name in TYPES},
    "a package in the data": {"path": None, "data": {"resources": [{"name": "x", "path": f"http://{HOST}/x.csv"}]}},
    "a reference in the data": {"path": None, "data": {"$ref": f"http://{HOST}/x.json"}},
    # Profiles
    **{f"profile {profile!r}": {"profile": profile} for profile in [*PROFILES, 5, ["data-resource"], {"$ref": f"http://{HOST}"}]},
    **{f"$schema {profile!r}": {"$schema": profile} for profile in PROFILES},
    **{f"profiles {profile!r}": {"profiles": [profile]} for profile in PROFILES},
    "a profile of another kind": {"profile": "data-package"},
    # Schemas
    **{f"schema: {name}": {"schema": address} for name, address in ADDRESSES.items()},
    **{f"a field: {name}": {"schema": {"fields": [address, {"name": "note"}]}} for name, address in ADDRESSES.items()},
    **{f"profile of the schema {profile!r}": with_schema(profile=profile) for profile in PROFILES},
    **{f"$schema of the schema {profile!r}": with_schema(**{"$schema": profile}) for profile in PROFILES},
    "a reference in the schema": with_schema(**{"$ref": f"http://{HOST}/s.json"}),
    "a reference for the fields": with_schema(fields={"$ref": f"http://{HOST}/s.json"}),
    "a reference in a field": with_field(**{"$ref": f"http://{HOST}/f.json", "$schema": f"http://{HOST}/f.json"}),
    "a JSON schema with a reference": with_field(type="object", constraints={"jsonSchema": {"$ref": f"http://{HOST}/j.json"}}),
    "a JSON schema as a property": with_field(type="object", jsonSchema={"$ref": f"http://{HOST}/j.json"}),
    "items of an array elsewhere": with_field(type="array", arrayItem=f"http://{HOST}/f.json"),
    "items of an array with a reference": with_field(type="array", arrayItem={"$ref": f"http://{HOST}/f.json"}),
    "items of a type elsewhere": with_field(type="list", itemType=f"http://{HOST}/f.json"),
    "a type elsewhere": with_field(type=f"http://{HOST}/f.json"),
    "a type as an attribute": with_field(type="__class__"),
    "code as a format": with_field(type="date", format=f"__import__('os').system('{MARK}')"),
    "code as a pattern": with_field(constraints={"pattern": f"(?#__import__('{MARK}'))"}),
    "code as a name": {"name": f"{MARK}\"]\nimport os\nos.system('{MARK}')"},
    "code as a formula": with_schema(checks=[{"type": "row-constraint", "formula": f"__import__('{MARK}')"}]),
    **{f"a key into {name}": with_key(resource=address) for name, address in ADDRESSES.items()},
    "a key into a package": with_key(package=f"http://{HOST}/datapackage.json"),
    "a key with a reference": with_key(**{"$ref": f"http://{HOST}/x.json"}),
    # Dialects
    **{f"dialect: {name}": {"dialect": address} for name, address in ADDRESSES.items()},
    **{f"the control {name} in the dialect": {"dialect": {name: {"path": f"http://{HOST}"}}} for name in CONTROLS},
    **{f"controls of the dialect: {name}": {"dialect": {"controls": [{"type": name}]}} for name in CONTROLS},
    **{f"the control {name} in the layout": {"layout": {name: {"url": f"http://{HOST}"}}} for name in CONTROLS},
    "a control elsewhere": {"dialect": {"controls": [f"http://{HOST}/c.json"]}},
    "$schema of the dialect": {"dialect": {"$schema": f"http://{HOST}/d.json"}},
    "a profile of the dialect": {"dialect": {"profile": f"http://{HOST}/d.json"}},
    "a reference in the dialect": {"dialect": {"$ref": f"http://{HOST}/d.json"}},
    "an encoding as a module": {"encoding": f"{MARK}.py"},
    "an encoding as a path": {"encoding": "../outside/evil"},
    "an encoding that runs": {"encoding": "undefined"},
    # What else frictionless has properties for
    **{f"{key}: an address": {key: f"http://{HOST}/x.json"} for key in OTHER},
    **{f"{key}: an object": {key: {"type": "sql", "path": f"http://{HOST}/x.json"}} for key in OTHER},
    "a licence elsewhere": {"licenses": [{"name": "x", "path": f"http://{HOST}/licence"}]},
    "a source elsewhere": {"sources": [{"title": "x", "path": f"http://{HOST}/source", "email": "x"}]},
    "an address as a mediatype": {"mediatype": f"http://{HOST}"},
    "a hash elsewhere": {"hash": f"http://{HOST}:x"},
    "a hash of an unknown kind": {"hash": f"{MARK}:x"},
    "a description with an image": {"description": f"![x](http://{HOST}/x.png)"},
    "a reference": {"$ref": f"http://{HOST}/r.json"},
}  # fmt: skip
"""What is added to an honest resource; None takes a property away."""

HOSTILE_PACKAGES: dict[str, dict[str, Any]] = {
    **{f"profile {profile!r}": {"profile": profile} for profile in PROFILES},
    **{f"$schema {profile!r}": {"$schema": profile} for profile in PROFILES},
    **{f"profiles {profile!r}": {"profiles": [profile]} for profile in PROFILES},
    **{f"a resource: {name}": {"resources": [address]} for name, address in ADDRESSES.items()},
    **{f"the resources: {name}": {"resources": address} for name, address in ADDRESSES.items()},
    **{f"the type {name}": {"type": name} for name in TYPES},
    "a base path": {"basepath": f"http://{HOST}"},
    "an image": {"image": f"http://{HOST}/x.png"},
    "a reference": {"$ref": f"http://{HOST}/p.json"},
    "a reference for the resources": {"resources": {"$ref": f"http://{HOST}/p.json"}},
    "contributors": {"contributors": [{"title": "x", "path": f"http://{HOST}", "email": f"http://{HOST}"}]},
    "dataset packages": {"packages": [{"path": f"http://{HOST}/datapackage.json"}]},
    "an old version": {"$frictionless": "package/v2", "url": f"http://{HOST}"},
}
"""What is added to an honest package."""
