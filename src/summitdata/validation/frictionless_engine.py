"""The judge: frictionless' own checks over one table, counting every error and keeping as many as the limit allows."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from summitdata.validation.deadline import deadline
from summitdata.validation.standard import Standard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import frictionless
    from frictionless.resources import TableResource

    from summitdata.tabular.positions import Place

__all__ = ["CRASHES", "Findings", "collect", "judge", "prepare"]

STEP = 50_000
"""After how many rows the progress is told."""

CRASHES = (TypeError, ValueError, ArithmeticError, RecursionError, AttributeError, KeyError, re.error)
"""What frictionless lets escape on data or schemas that it does not expect, such as a bound of another type."""


@dataclass
class Findings:
    """The errors of one table: as many as were asked for, and the number of all of them.

    `partial` says that the table was not read to its end, as the errors were enough; `places` has where the fields of
    a record begin, by its number, as far as that is known.
    """

    limit: int
    errors: list[frictionless.Error] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    stats: dict[str, Any] = field(default_factory=dict)
    by_type: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    partial: bool = False
    places: dict[int, Place] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many errors there are."""
        return self.by_type.total()

    def add(self, error: frictionless.Error) -> None:
        """Count an error, and keep it while there is room."""
        self.by_type[error.type] += 1
        if name := getattr(error, "field_name", ""):
            self.by_field[name] += 1
        if not self.limit or len(self.errors) < self.limit:
            self.errors.append(error)

    def count(self, by_type: Counter[str], by_field: Counter[str]) -> None:
        """Count errors that are not listed."""
        self.by_type += by_type  # which leaves out what there is none of
        self.by_field += by_field


def prepare(resource: dict[str, Any], folder: Path, others: Iterable[tuple[dict[str, Any], Path]]) -> TableResource:
    """Return a table in a package with the tables that its foreign keys refer to."""
    from frictionless import Package, Resource

    package = Package()
    table = Resource.from_descriptor(resource, basepath=str(folder))
    package.add_resource(table)
    for descriptor, place in others:
        package.add_resource(Resource.from_descriptor(descriptor, basepath=str(place)))
    return table  # type: ignore[return-value] # its descriptor says that it is a table


def judge(
    make: Callable[[], TableResource],
    limit: int,
    schema: dict[str, Any] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Findings:
    """Return what frictionless finds in a table.

    Parameters
    ----------
    make : callable
        Makes the resource, closed, with an explicit dialect and encoding; a descriptor that frictionless refuses is a
        finding too.
    limit : int
        How many errors are kept; 0 keeps all. The whole table is read either way, so that the totals are exact.
    schema : dict, optional
        The Table Schema as it was given, for what the standard asks and frictionless does not look at.
    progress : callable, optional
        Is told the number of rows so far, now and then.
    """
    findings = Findings(limit)
    collect(_errors(make, findings, schema or {}, progress or (lambda _: None)), findings)
    return findings


def collect(found: Iterable[frictionless.Error], findings: Findings) -> None:
    """Add errors to the findings as they are found; what ends the search is an error too."""
    from frictionless import FrictionlessException, errors

    with warnings.catch_warnings():
        # Where it fails to open a table, frictionless leaves the file to the garbage collector, which would complain.
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            for error in found:
                findings.add(error)
        except FrictionlessException as exception:
            for error in exception.to_errors():
                findings.add(error)
        except CRASHES as crash:
            words = f"the table cannot be judged: {type(crash).__name__}: {crash}; compare the schema with the data"
            findings.add(errors.SourceError(note=words))


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
        standard = Standard.of(resource.schema, schema)
        try:
            with deadline() as restart:
                restart()
                for row in resource.row_stream:
                    yield from [*row.errors, *standard.errors(row)]
                    restart()
                    if row.row_number % STEP == 0:
                        progress(row.row_number)
        except FrictionlessException as exception:
            yield exception.error  # the rest of the file cannot be read
        for check in checks:
            yield from check.validate_end()
        stats = {key: getattr(resource.stats, key) for key in ("md5", "sha256", "bytes", "fields", "rows")}
        findings.stats = {key: value for key, value in stats.items() if value}
