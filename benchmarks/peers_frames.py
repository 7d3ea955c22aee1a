"""The validators of frames that run beside the others on the benchmark's files: pandera, dataframely and pointblank.

All read the cells as text, because reading with types stops at the first cell that does not fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from found import Outcome
from validate_files import FIRST_ROW, FLOWS, MAX_REMARK_LENGTH, PARTNERS, REGIONS, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from found import Place

DATE = "%Y-%m-%d"


def by_pandera_pandas(folder: Path) -> Outcome:
    """Validate with pandera on pandas; the cells are read as text, because typed reading stops at the first bad one."""
    import pandas as pd
    import pandera.pandas as pandera

    def number(low: float, high: float, *, whole: bool, empty: bool) -> Any:
        def is_valid(cells: Any) -> Any:
            valid = pd.to_numeric(cells, errors="coerce").between(low, high)
            if whole:
                valid &= cells.str.fullmatch(r"[+-]?[0-9]+")
            return valid | (cells == "") if empty else valid

        return pandera.Check(is_valid)

    def dates(cells: Any) -> Any:
        values: Any = pd.to_datetime(cells, format=DATE, errors="coerce")
        return values.notna()

    frames = {file.stem: pd.read_csv(file, dtype=str, keep_default_na=False) for file in tables(folder)}
    codes = frames["reporters"]["code"].tolist() if "reporters" in frames else []
    return _cases(_rules(pandera, str, number, pandera.Check(dates), codes), frames, pandera.errors.SchemaErrors)


def by_pandera_polars(folder: Path) -> Outcome:
    """Validate with pandera on polars, by the same rules; the cells are read as text here too."""
    import pandera.polars as pandera
    import polars as pl

    def check(is_valid: Callable[[Any], Any]) -> Any:
        return pandera.Check(lambda data: data.lazyframe.select(is_valid(pl.col(data.key)).fill_null(value=False)))

    def number(low: float, high: float, *, whole: bool, empty: bool) -> Any:
        def is_valid(cell: Any) -> Any:
            valid = cell.cast(pl.Int64 if whole else pl.Float64, strict=False).is_between(low, high)
            return valid.fill_null(value=False) | (cell == "") if empty else valid

        return check(is_valid)

    date = check(lambda cell: cell.str.to_date(DATE, strict=False).is_not_null())
    frames = {file.stem: pl.read_csv(file, infer_schema=False, empty_string_is_null=False) for file in tables(folder)}
    codes = frames["reporters"]["code"].to_list() if "reporters" in frames else []
    return _cases(_rules(pandera, pl.String, number, date, codes), frames, pandera.errors.SchemaErrors)


def _rules(pandera: Any, text: Any, number: Callable[..., Any], date: Any, codes: list[str]) -> dict[str, Any]:
    """Return the schemas above as pandera's, for columns of text; `codes` are those of the reporters."""
    column, check, infinity = pandera.Column, pandera.Check, float("inf")
    plain = {
        "id": column(text, check.str_matches(r"^[+-]?[0-9]+$"), unique=True),
        "year": column(text, number(1990, 2030, whole=True, empty=False)),
        "partner": column(text, check.isin(PARTNERS)),
        "flow": column(text, check.isin(FLOWS)),
        "hs": column(text, check.str_matches(r"^[0-9]{6}$")),
        "value_usd": column(text, number(0, infinity, whole=False, empty=False)),
        "date": column(text, date),
        "note": column(text),
    }
    figures = {
        "reporter": column(text, check.isin(codes)),
        "period": column(text, date),
        "exports": column(text, number(0, infinity, whole=False, empty=True)),
        "imports": column(text, number(0, infinity, whole=False, empty=True)),
        "pieces": column(text, number(0, infinity, whole=True, empty=True)),
        "remark": column(text, check.str_length(max_value=MAX_REMARK_LENGTH)),
    }
    reporters = {
        "code": column(text, check.str_matches(r"^[A-Z]{3}$"), unique=True),
        "name": column(text, check.str_length(min_value=1)),
        "region": column(text, check.isin(REGIONS)),
    }
    return {
        "plain": pandera.DataFrameSchema(plain),
        "figures": pandera.DataFrameSchema(figures, unique=["reporter", "period"]),
        "reporters": pandera.DataFrameSchema(reporters),
    }


def _cases(schemas: dict[str, Any], frames: dict[str, Any], failure: type[Exception]) -> Outcome:
    """Return the failure cases of pandera."""
    cases: dict[str, Any] = {}
    for name, frame in frames.items():
        try:
            schemas[name].validate(frame, lazy=True)
        except failure as errors:
            cases[name] = errors.failure_cases  # type: ignore[attr-defined] # what pandera's exception of this name has

    def places() -> Iterator[Place]:
        for name, frame in cases.items():
            for column, check, row in zip(frame["column"], frame["check"], frame["index"], strict=True):
                yield name, row + FIRST_ROW, "" if check.endswith("uniqueness") else column

    return Outcome(not cases, sum(map(len, cases.values())), places)


def _text_frames(folder: Path, **options: Any) -> dict[str, Any]:
    import polars as pl

    return {
        file.stem: pl.read_csv(file, infer_schema=False, empty_string_is_null=False, **options)
        for file in tables(folder)
    }


def by_dataframely(folder: Path) -> Outcome:
    """Validate with dataframely: schemas of typed columns, and `filter`, which casts and keeps the rows that fail.

    Polars casts no text to a date, so those are read before. dataframely returns the failed rows: they have numbers
    because the schemas have a column for them.
    """
    import dataframely as dy
    import polars as pl

    frames = {
        file.stem: pl.read_csv(file, infer_schema=False, row_index_name="row", row_index_offset=FIRST_ROW)
        for file in tables(folder)
    }
    codes: Any = frames["reporters"]["code"] if "reporters" in frames else []

    class Plain(dy.Schema):
        row = dy.UInt32()
        id = dy.Int64(primary_key=True)
        year = dy.Int64(min=1990, max=2030)
        partner = dy.Enum(PARTNERS)
        flow = dy.Enum(FLOWS)
        hs = dy.String(regex="^[0-9]{6}$")
        value_usd = dy.Float64(min=0)
        date = dy.Date()
        note = dy.String(nullable=True)

    class Figures(dy.Schema):
        row = dy.UInt32()
        reporter = dy.String(primary_key=True, check=lambda cell: cell.is_in(codes))
        period = dy.Date(primary_key=True)
        exports = dy.Float64(min=0, nullable=True)
        imports = dy.Float64(min=0, nullable=True)
        pieces = dy.Int64(min=0, nullable=True)
        remark = dy.String(max_length=MAX_REMARK_LENGTH, nullable=True)

    class Reporters(dy.Schema):
        row = dy.UInt32()
        code = dy.String(primary_key=True, regex="^[A-Z]{3}$")
        name = dy.String(min_length=1)
        region = dy.Enum(REGIONS)

    schemas: dict[str, Any] = {"plain": Plain, "figures": Figures, "reporters": Reporters}
    dates = {"plain": ["date"], "figures": ["period"], "reporters": []}
    errors, failed = 0, {}
    for name, frame in frames.items():
        typed = frame.with_columns(pl.col(date).str.to_date(DATE, strict=False) for date in dates[name])
        _, failure = schemas[name].filter(typed, cast=True)
        errors += sum(failure.counts().values())
        failed[name] = failure.details()

    def places() -> Iterator[Place]:
        for name, details in failed.items():
            for rule in details.columns:
                if rule == "primary_key" or "|" in rule:
                    column = rule.partition("|")[0] if "|" in rule else ""
                    for row in details.filter(pl.col(rule) == "invalid")["row"]:
                        yield name, row, column

    return Outcome(errors == 0, errors, places)


def by_pointblank(folder: Path) -> Outcome:
    """Validate with pointblank: steps on values that `pre` makes of the text; all failed rows are listed."""
    import pointblank as pb
    import polars as pl

    def with_values(column: str, value: Any) -> dict[str, Any]:
        return {"columns": column, "pre": lambda frame: frame.with_columns(value)}

    def numbers(column: str, kind: Any) -> dict[str, Any]:
        return with_values(column, pl.col(column).cast(kind, strict=False))

    def numbers_or_empty(column: str, kind: Any) -> dict[str, Any]:
        cell = pl.col(column)
        return with_values(
            column, pl.when(cell.is_null()).then(0).otherwise(cell.cast(kind, strict=False)).alias(column)
        )

    def dates(column: str) -> dict[str, Any]:
        return with_values(column, pl.col(column).str.to_date(DATE, strict=False))

    frames = {file.stem: pl.read_csv(file, infer_schema=False) for file in tables(folder)}
    codes = frames["reporters"]["code"].to_list() if "reporters" in frames else []
    steps: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "plain": [
            ("rows_distinct", {"columns_subset": "id"}),
            ("col_vals_regex", {"columns": "id", "pattern": "^[+-]?[0-9]+$"}),
            ("col_vals_between", {"left": 1990, "right": 2030, **numbers("year", pl.Int64)}),
            ("col_vals_in_set", {"columns": "partner", "set": PARTNERS}),
            ("col_vals_in_set", {"columns": "flow", "set": FLOWS}),
            ("col_vals_regex", {"columns": "hs", "pattern": "^[0-9]{6}$"}),
            ("col_vals_ge", {"value": 0, **numbers("value_usd", pl.Float64)}),
            ("col_vals_not_null", dates("date")),
        ],
        "figures": [
            ("rows_distinct", {"columns_subset": ["reporter", "period"]}),
            ("col_vals_in_set", {"columns": "reporter", "set": codes}),
            ("col_vals_not_null", dates("period")),
            ("col_vals_ge", {"value": 0, **numbers_or_empty("exports", pl.Float64)}),
            ("col_vals_ge", {"value": 0, **numbers_or_empty("imports", pl.Float64)}),
            ("col_vals_ge", {"value": 0, **numbers_or_empty("pieces", pl.Int64)}),
            ("col_vals_str_len", {"columns": "remark", "max_val": MAX_REMARK_LENGTH, "na_pass": True}),
        ],
        "reporters": [
            ("rows_distinct", {"columns_subset": "code"}),
            ("col_vals_regex", {"columns": "code", "pattern": "^[A-Z]{3}$"}),
            ("col_vals_not_null", {"columns": "name"}),
            ("col_vals_in_set", {"columns": "region", "set": REGIONS}),
        ],
    }
    errors, extracts = 0, []
    for name, frame in frames.items():
        validation = pb.Validate(frame)
        for method, options in steps[name]:
            validation = getattr(validation, method)(**options)
        validation = validation.interrogate(extract_limit=max(len(frame), 1))
        errors += sum(validation.n_failed().values())
        columns = [options.get("columns", "") for _, options in steps[name]]
        extracts += [(name, columns[step - 1], rows) for step, rows in validation.get_data_extracts().items()]

    def places() -> Iterator[Place]:
        for name, column, rows in extracts:
            yield from ((name, row + FIRST_ROW - 1, column) for row in rows["_row_num_"])

    return Outcome(errors == 0, errors, places)
