"""frictionless' resource of a table whose descriptor is surely valid, made without validating it.

frictionless validates a descriptor with a library for JSON Schema. To import that, and to validate each field, takes
longer than to read a small table, or a large one up to its first thousand errors.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from summitdata.validation.known_versions import is_known_version

if TYPE_CHECKING:
    import frictionless

__all__ = ["make_frictionless"]

FORMATS = ("csv", "tsv")


def make_frictionless(descriptor: dict[str, Any], basepath: str, *, is_valid: bool) -> frictionless.Resource:
    """Return frictionless' resource of a descriptor.

    Parameters
    ----------
    descriptor : dict
        What frictionless may see of the descriptor.
    basepath : str
        The folder that its path is relative to.
    is_valid : bool
        Whether the descriptor is surely valid.

    Raises
    ------
    frictionless.FrictionlessException
        The descriptor is not valid.
    """
    from frictionless import Resource

    is_table = descriptor.get("format") in FORMATS and descriptor.get("type", "table") == "table"
    if not is_valid or not is_table or not is_known_version():
        return Resource.from_descriptor(descriptor, basepath=basepath)
    return _make_unvalidated(deepcopy(descriptor), basepath)


def _make_unvalidated(descriptor: dict[str, Any], basepath: str) -> frictionless.Resource:
    """Do what `from_descriptor` does apart from validating, with the classes that it finds for a CSV file."""
    from frictionless import Dialect
    from frictionless.formats.csv import CsvControl
    from frictionless.resources import TableResource

    TableResource.metadata_transform(descriptor)
    made: dict[str, Any] = {}
    if properties := descriptor.get("dialect"):
        csv = properties.pop("csv", None)  # which a dialect would validate
        made["dialect"] = dialect = Dialect.metadata_import(descriptor.pop("dialect"))
        if csv:
            csv["type"] = "csv"
            dialect.custom["csv"] = deepcopy(csv)
            dialect.add_control(CsvControl.metadata_import(csv))
    table: frictionless.Resource = TableResource.metadata_import(descriptor, basepath=basepath, **made)
    return table
