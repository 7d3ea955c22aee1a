"""frictionless' own checks on one table: every error is counted, and as many are kept as the limit allows."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from summitdata.validation.deadline import deadline
from summitdata.validation.standard import StandardChecks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import frictionless
    from frictionless.resources import TableResource

    from summitdata.tabular.positions import FieldPositions

__all__ = ["CRASHES", "PROGRESS_STEP", "Findings", "collect_errors", "make_resource", "run_frictionless"]

PROGRESS_STEP = 50_000
"""After how many rows the progress function is called again."""

CRASHES = (TypeError, ValueError, ArithmeticError, RecursionError, AttributeError, KeyError, re.error)
"""The exceptions that escape frictionless on a schema or data it does not expect, such as a bound of another type."""


@dataclass
class Findings:
    """The errors of one table: the first of them, up to a limit, and the number of all.

    Parameters
    ----------
    limit : int
        How many errors are kept; 0 keeps all.
    errors : list of frictionless.Error
        The errors that are kept.
    labels : list of str
        The labels of the header.
    stats : dict
        Hashes, bytes, fields and rows of the file, without those that are unknown or 0.
    by_type, by_field : Counter
        How many errors there are in all, by their type and by their field.
    partial : bool
        Whether reading stopped before the end of the table, because the limit was reached.
    positions : dict of int to FieldPositions
        Where the fields of a record begin, by its number, as far as that is known already.
    """

    limit: int
    errors: list[frictionless.Error] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    stats: dict[str, Any] = field(default_factory=dict)
    by_type: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    partial: bool = False
    positions: dict[int, FieldPositions] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many errors there are in all."""
        return self.by_type.total()

    def add(self, error: frictionless.Error) -> None:
        """Count an error, and keep it unless the limit is reached."""
        self.by_type[error.type] += 1
        if name := getattr(error, "field_name", ""):
            self.by_field[name] += 1
        if not self.limit or len(self.errors) < self.limit:
            self.errors.append(error)

    def count(self, by_type: Counter[str], by_field: Counter[str]) -> None:
        """Count errors that are not listed."""
        self.by_type += by_type  # adding counters drops the zeros
        self.by_field += by_field


def make_resource(
    resource: dict[str, Any], folder: Path, other_resources: Iterable[tuple[dict[str, Any], Path]]
) -> TableResource:
    """Return frictionless' resource of a table, in a package with the tables that its foreign keys refer to."""
    from frictionless import Package, Resource

    package = Package()
    table = Resource.from_descriptor(resource, basepath=str(folder))
    package.add_resource(table)
    for descriptor, other_folder in other_resources:
        package.add_resource(Resource.from_descriptor(descriptor, basepath=str(other_folder)))
    return table  # type: ignore[return-value] # its descriptor says that it is a table


def run_frictionless(
    make: Callable[[], TableResource],
    limit: int,
    schema: dict[str, Any] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Findings:
    """Return what frictionless finds in a table.

    Parameters
    ----------
    make : callable
        Makes the resource, closed, with an explicit dialect and encoding. If frictionless refuses its descriptor, that
        is an error of the table.
    limit : int
        How many errors are kept; 0 keeps all. The whole table is read either way, so that the totals are exact.
    schema : dict, optional
        The Table Schema before frictionless read it, for the checks of the standard that frictionless leaves out.
    progress : callable, optional
        Is called now and then with the number of rows read so far.
    """
    findings = Findings(limit)
    collect_errors(_errors(make, findings, schema or {}, progress or (lambda _: None)), findings)
    return findings


def collect_errors(errors: Iterable[frictionless.Error], findings: Findings) -> None:
    """Add errors to the findings as they are found; an exception that ends the search is an error too."""
    from frictionless import FrictionlessException
    from frictionless.errors import SourceError

    with warnings.catch_warnings():
        # When frictionless fails to open a table, it does not close the file, which the garbage collector warns of.
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            for error in errors:
                findings.add(error)
        except FrictionlessException as exception:
            for error in exception.to_errors():
                findings.add(error)
        except CRASHES as crash:
            note = f"the table cannot be validated: {type(crash).__name__}: {crash}; compare the schema with the data"
            findings.add(SourceError(note=note))


def _errors(
    make: Callable[[], TableResource], findings: Findings, schema: dict[str, Any], progress: Callable[[int], None]
) -> Iterator[frictionless.Error]:
    """Yield the errors in frictionless' order: of the start, of each row, of the end."""
    from frictionless import Checklist, FrictionlessException

    resource = make()
    checks = Checklist().connect(resource)
    resource.to_descriptor(validate=True)
    with resource:
        findings.labels = list(resource.labels)
        for check in checks:
            yield from check.validate_start()
        standard_checks = StandardChecks.of(resource.schema, schema)
        try:
            with deadline() as restart:
                restart()
                for row in resource.row_stream:
                    yield from [*row.errors, *standard_checks.errors(row)]
                    restart()
                    if row.row_number % PROGRESS_STEP == 0:
                        progress(row.row_number)
        except FrictionlessException as exception:
            yield exception.error  # the rest of the file cannot be read
        for check in checks:
            yield from check.validate_end()
        stats = {key: getattr(resource.stats, key) for key in ("md5", "sha256", "bytes", "fields", "rows")}
        findings.stats = {key: value for key, value in stats.items() if value}
