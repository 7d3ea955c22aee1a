"""validate(): from what a caller names to the report."""

from __future__ import annotations

import warnings
from dataclasses import replace
from time import perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from summitdata.arguments import check_choice, check_flag, library_of, names_of
from summitdata.errors import SchemaWarning
from summitdata.tabular.allow_lists import folder_for_frictionless, package_for_frictionless
from summitdata.tabular.dialect import ENCODING
from summitdata.tabular.file_settings import read_file_settings
from summitdata.tabular.given_schema import given_schema
from summitdata.tabular.input_table import CLOSER_LOOKS
from summitdata.tabular.inputs import Batch, resolve_inputs
from summitdata.tabular.long_cells import MAX_CELL_BYTES
from summitdata.tabular.packings import named_by_start
from summitdata.tabular.property_names import NOTE_STARTS, misspelt_properties
from summitdata.tabular.references import References
from summitdata.tabular.text_options import check_reading
from summitdata.tabular.unlisted_files import unlisted_files
from summitdata.validation.arguments import check_arguments, read_stream
from summitdata.validation.budget import Budget, NeedsWorkerError, StopError
from summitdata.validation.dataframes import frame_task
from summitdata.validation.frictionless_errors import from_frictionless
from summitdata.validation.meter import Meter, StepMeter, raising_callback_errors
from summitdata.validation.picking import Pickings, read_picking
from summitdata.validation.report import Error, Report
from summitdata.validation.screen.descriptors import is_surely_valid_package
from summitdata.validation.stop_errors import stop_error
from summitdata.validation.table_task import Options, internal_error, table_task, unread_task
from summitdata.writing import temporary_file

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    import frictionless

    from summitdata.tabular.inputs import InputTable
    from summitdata.validation.report import Task

__all__ = ["validate"]

DEFAULT_LIMIT = 1000
MAX_RESOURCES = 1000
"""Of how many resources each is looked at alone if the descriptor is not valid."""


def validate(  # noqa: PLR0913 - each is a choice of the caller, given by name
    source: str | Path | Iterable[str | Path] | Any,
    schema: str | Path | dict[str, Any] | frictionless.Schema | None = None,
    *,
    limit_errors: int = DEFAULT_LIMIT,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    skip_rows: int = 0,
    header: bool = True,
    labels: str | None = None,
    references: Mapping[str, str | Path] | None = None,
    only: Collection[str] = (),
    skip: Collection[str] = (),
    warn: Collection[str] = (),
    strict: bool = False,
    strict_files: bool = False,
    as_frictionless: Collection[str] = (),
    files: dict[str, dict[str, Any]] | None = None,
    engine: str = "auto",
    progress: Callable[[str, int], None] | None = None,
    time_limit: float | None = None,
    max_cell_bytes: int = MAX_CELL_BYTES,
) -> Report:
    """Check CSV files against their Table Schema, as frictionless checks them.

    Parameters
    ----------
    source : str, pathlib.Path or several of them, an open file, or a DataFrame
        A CSV file, compressed or not, a pattern such as `data/*.csv`, a folder, or a `datapackage.json` (all its
        tables, with their foreign keys). A DataFrame of pandas, polars, PySpark or any library with the Arrow interface
        needs a schema. It is as valid as the CSV file that it makes: what converts to the type of its field without
        loss is converted, whatever the dtype.
    schema : str, pathlib.Path, dict or frictionless.Schema, optional
        A table of this package (its foreign keys are checked against the package's tables), the file of a Table
        Schema (JSON or YAML), or a Table Schema. Without it: the nearest `datapackage.json` that lists the file, or the
        table of this package that has the file's name.
    limit_errors : int, default 1000
        How many errors of a table are listed; 0 lists all, in a small file up to 100,000. The totals count all of them
        either way, unless reading on would take longer than frictionless does. That is so where many errors are near
        the start of a file, with a limit of at most 100 in its first 4 kB. Then reading stops, and the task is
        `partial`. Of the errors of a header, the first 100 of each type are listed (all with 0). In JSON, an error of a
        row of more than 64 cells is without `cells`, one of such a header without `labels`.
    encoding : str, optional
        Of a single file; UTF-8 by default. A descriptor says its own.
    delimiter : str, optional
        Of a single file; a comma by default. `tab` is a tab.
    quote : str, optional
        The quote character of a single file; `"` by default.
    skip_rows : int, default 0
        How many rows of a single file stand above its header, or above its data if it has none; at most 99.
    header : bool, default True
        Whether a single file has a header.
    labels : {"exact", "name", "ignore-case", "name-ignore-case"}, optional
        How the labels of a single file and the fields are matched: by their order or by their names, and whether their
        case must be the same. The default is what the `fieldsMatch` of the schema says.
    references : mapping of str to str or pathlib.Path, optional
        For the tables that foreign keys name and that are not in the data: for each name a CSV file, or a data package
        that has the table. Without one, a table is not read (`no-reference`), unless `skip` has `foreign-key`.
    only, skip : collection of str, optional
        Which errors count: those that a selector of `only` takes, without those that one of `skip` takes. A selector
        is an error type, `field=NAME` or `file=PATTERN`, or several of them with commas: `extra-label,file=old/*.csv`.
        An error of a table that could not be read always counts.
    warn : collection of str, optional
        Selectors of errors that are only warnings: they are listed with the severity "warning" and counted as warnings,
        and the data are valid with them.
    strict : bool, default False
        Whether nothing is only a warning, whatever `warn`, `files` and the descriptors say.
    strict_files : bool, default False
        Whether data files that no resource of a data package lists are errors (`unlisted-file`), in the folder of its
        descriptor and below.
    as_frictionless : collection of {"quotes", "header", "keys"}, optional
        What frictionless lets pass, and is to pass here too. "quotes" are those that are never closed or have text
        after them. "header" is one that is not in the first row, which frictionless does not read then. "keys" are
        primary keys that lack a part.
    files : dict, optional
        Options of some files, by paths and patterns, as in `{"old/*.csv": {"delimiter": ";"}}`: the schema, how the
        files are read, and selectors. The selectors are added to the general ones, but `only` takes their place. The
        first pattern counts that a file matches. In a data package, only the selectors.
    engine : {"auto", "screen", "frictionless", "spark"}, default "auto"
        What reads the rows. "screen" is the fast path: it accepts what is surely valid and leaves the rest to
        frictionless, many times faster, with the same report. "frictionless" reads all rows by frictionless alone,
        also those of tables that the fast path cannot read. "auto" chooses, and each task of the report says which it
        was. "spark" (extra `pyspark`, with Java) reads each part of a table in several files in a task of its own. The
        parts are those of a list of paths in a descriptor, or, with a `schema`, the files and folders of `source`. Of
        a DataFrame of Spark they are its partitions, whose rows must come in the same order each time. What Spark does
        not take is read as by "auto".
    progress : callable, optional
        Called now and then with the path of the file and the number of its rows so far. What it raises ends the run.
    time_limit : float, optional
        How many seconds of processor time the run may take. Without it 10, and 12 more for each megabyte that is read:
        so much is only used up by data or a schema that were made to take long. Then the report has an error of the
        type `time-limit`, and what was not read is not valid.

    max_cell_bytes : int, default 64,000,000
        How long a cell may be, in bytes of UTF-8. A longer one is an error of the report, `long-cell`, and the file is
        not read on: mostly a quote is never closed.

    Returns
    -------
    Report
        A Frictionless report with the line and column of each error.

    Warns
    -----
    SchemaWarning
        The schema has a property that is nearly one of the standard, such as `constrains`; the report has it too.

    Raises
    ------
    PackageError
        A file, a descriptor or a schema cannot be read, or no schema is known.
    UnknownNameError
        A schema, error type, encoding or delimiter is unknown; the message suggests similar names.

    Examples
    --------
    >>> from summitdata.datapackage import locate
    >>> validate(locate().parent / "resources" / "trade.csv").valid
    True
    """
    started = perf_counter()
    library = library_of(source)
    source = check_arguments(
        source, is_frame=library is not None, limit_errors=limit_errors, engine=engine, progress=progress,
        time_limit=time_limit, max_cell_bytes=max_cell_bytes,
    )  # fmt: skip
    check_flag("strict", strict)
    check_flag("strict_files", strict_files)
    lenient = frozenset(names_of("as_frictionless", as_frictionless, "quotes"))
    for name in lenient:
        check_choice("as_frictionless", name, CLOSER_LOOKS)
    reading = check_reading(
        {"encoding": encoding, "delimiter": delimiter, "quote": quote}
        | {"skip_rows": skip_rows, "header": header, "labels": labels}
    )
    given = None if schema is None else given_schema(schema)
    pickings = Pickings(read_picking(only, skip, warn), read_file_settings(files), strict=strict)
    budget = Budget(time_limit)
    meter = progress if isinstance(progress, Meter) else StepMeter(progress) if progress else Meter()
    options = Options(limit_errors, frozenset(), engine, meter, budget, max_cell_bytes, lenient)
    given_tables = References({} if references is None else references, **reading)

    def complete(table: InputTable) -> InputTable:
        return given_tables.complete(table, skip_missing=pickings.skips("foreign-key", table))

    errors: list[Error] = []
    tasks: list[Task] = []
    with raising_callback_errors():
        if library is not None:
            task = frame_task(source, library, given, pickings.options_of(None, options), complete)
            tasks.append(task.with_notes(misspelt_properties(given.descriptor, given.origin) if given else ()))
        elif hasattr(source, "read"):
            place, name, content = read_stream(source, encoding or ENCODING)
            with temporary_file(name, content) as file:
                for batch in resolve_inputs(named_by_start(file), given, place=place, **reading):
                    tasks += (replace(task, file=None) for task in _tasks(batch, options, pickings, complete))
        else:
            batches = []
            found = resolve_inputs(source, given, keep_unknown=True, files=pickings.files, **reading)
            if engine == "spark" and given is not None:
                from summitdata.tabular.one_table import as_one_table

                found = as_one_table(found)
            for batch in meter.planned(found):
                batches += [batch] if strict_files else []
                package_errors = _package_errors(batch, options.budget)
                wrong = _errors_by_name(batch, options.budget) if package_errors else {}
                if package_errors and not wrong:
                    errors += (replace(error, place=batch.place or None) for error in package_errors)
                else:
                    tasks += _tasks(batch, options, pickings, complete, wrong)
            unlisted = (table for table in unlisted_files(batches) if not pickings.skips("unlisted-file", table))
            tasks += (table_task(table, pickings.options_of(table, options)) for table in unlisted)
    given_tables.refuse_unused()
    tasks = pickings.pick(tasks, limit_errors)
    for note in dict.fromkeys(note for task in tasks for note in task.warnings if note.startswith(NOTE_STARTS)):
        warnings.warn(note, SchemaWarning, stacklevel=2)
    return Report(tuple(tasks), tuple(errors), round(perf_counter() - started, 3))


def _tasks(
    batch: Batch,
    options: Options,
    pickings: Pickings,
    complete: Callable[..., InputTable],
    wrong: Mapping[str, list[Error]] = MappingProxyType({}),
) -> Iterator[Task]:
    """Yield the task of each table; `wrong` has the errors of those whose resource is not valid, by their names."""
    for table in batch.tables:
        if errors := wrong.get(str(table.resource.get("name"))):
            yield unread_task(table, pickings.options_of(table, options), errors)
            continue
        task = table_task(complete(table), pickings.options_of(table, options))
        of_schema = misspelt_properties(table.resource.get("schema"), table.schema_origin)
        yield task.with_notes((*table.notes, *of_schema))


def _package_errors(batch: Batch, budget: Budget) -> list[Error]:
    """Return why a descriptor is not a data package; its tables are not read then."""
    if batch.package is None:
        return []
    try:
        if is_surely_valid_package(batch.package):
            return []
        try:
            budget.need_worker_for(batch.package)
        except NeedsWorkerError:
            from summitdata.validation import worker

            if worker.can_start():
                budget.count_bytes(batch.package_bytes)
                errors: list[Error] = worker.run_in_worker(_package_errors_in_worker, batch, budget=budget)
                return errors
        return _frictionless_package_errors(batch)
    except ModuleNotFoundError:
        raise
    except StopError as stop:
        return [stop_error(stop, subject="descriptor")]
    except Exception as error:  # noqa: BLE001 - the last resort: a mistake of ours must not end the run
        return [stop_error(internal_error(error), subject="descriptor")]


def _errors_by_name(batch: Batch, budget: Budget) -> dict[str, list[Error]]:
    """Return the errors of single resources by their names; none if the other tables are not a valid package either."""
    resources = batch.package["resources"] if batch.package else []
    if len({str(resource.get("name")) for resource in resources}) < len(resources) or len(resources) > MAX_RESOURCES:
        return {}

    def errors_of(some: list[dict[str, Any]]) -> list[Error]:
        return _package_errors(replace(batch, package={**(batch.package or {}), "resources": some}), budget)

    wrong = {str(resource.get("name")): errors_of([resource]) for resource in resources}
    others = [resource for resource in resources if not wrong[str(resource.get("name"))]]
    if not others or len(others) == len(resources) or errors_of(others):
        return {}
    return {name: [replace(error, subject="file") for error in errors] for name, errors in wrong.items() if errors}


def _package_errors_in_worker(batch: Batch, _budget: Budget, _progress: Callable[[int], None]) -> list[Error]:
    """Return why a descriptor is not a data package; called in a worker."""
    return _frictionless_package_errors(batch)


def _frictionless_package_errors(batch: Batch) -> list[Error]:
    """Return what frictionless finds wrong with a descriptor."""
    if batch.package is None:
        return []
    import frictionless

    from summitdata.validation.frictionless_engine import CRASHES

    try:
        descriptor, folder = package_for_frictionless(batch.package), folder_for_frictionless(batch.folder)
        frictionless.Package.from_descriptor(descriptor, basepath=folder)
    except frictionless.FrictionlessException as exception:
        return [from_frictionless(error, subject="descriptor") for error in exception.to_errors()]
    except CRASHES as crash:
        note = f"the descriptor cannot be read: {type(crash).__name__}: {crash}"
        return [from_frictionless(frictionless.errors.PackageError(note=note), subject="descriptor")]
    return []
