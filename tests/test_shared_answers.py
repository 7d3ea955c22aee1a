"""No answer can be spoiled: what a caller changes in one is not in the next."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from collections.abc import Mapping
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import summitdata as sd
from summitdata.datapackage import locate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOPICS = str(locate().parent / "resources" / "topics.csv")

CALLS: dict[str, Callable[[], Any]] = {
    "cagr": lambda: sd.cagr(2022, 2024),
    "capacity_by_country": sd.capacity_by_country,
    "check": sd.check,
    "cite": sd.cite,
    "claims": sd.claims,
    "corroborate": lambda: [sd.corroborate(id) for id in sd.evidence()["id"]],
    "countries": sd.countries,
    "coverage": sd.coverage,
    "describe": lambda: sd.describe(TOPICS),
    "diff": lambda: sd.diff(TOPICS, TOPICS),
    "evidence": sd.evidence,
    "export": lambda: sd.export("dcat"),
    "figure": lambda: [sd.figure(id) for id in sd.figures()["id"]],
    "figures": sd.figures,
    "gas_consumption": sd.gas_consumption,
    "gas_delivered": sd.gas_delivered,
    "gas_flow": sd.gas_flow,
    "gas_import_value": sd.gas_import_value,
    "implied_trade": sd.implied_trade,
    "load": lambda: [sd.load(name) for name in sd.package().resource_names],
    "mirror_gap": sd.mirror_gap,
    "mirror_gap_table": sd.mirror_gap_table,
    "outcomes": sd.outcomes,
    "package": lambda: sd.package().to_descriptor(),
    "people": sd.people,
    "plot": lambda: sd.plot("trade").to_dict(),
    "project_facts": sd.project_facts,
    "projects": sd.projects,
    "projects_by_country": sd.projects_by_country,
    "read_csv": lambda: sd.read_csv(TOPICS, "topics"),
    "rewrites": sd.rewrites,
    "schema": lambda: vars(sd.schema("topics")),
    "summits": sd.summits,
    "topics": sd.topics,
    "trade": sd.trade,
    "trade_growth": sd.trade_growth,
    "trade_growth_table": sd.trade_growth_table,
    "trade_shares": sd.trade_shares,
    "trade_volume": sd.trade_volume,
    "transport_share": sd.transport_share,
    "validate": lambda: sd.validate(TOPICS, "topics"),
}


def parts(value: object) -> Iterator[object]:
    """What an answer is made of, one level down."""
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list | tuple | set | frozenset):
        yield from value
    elif isinstance(value, pd.DataFrame):
        yield value.attrs
        yield from (column.to_numpy() for _, column in value.items())
        yield from (cell for _, column in value.items() if column.dtype == object for cell in column)
    elif dataclasses.is_dataclass(value):
        yield from (getattr(value, field.name) for field in dataclasses.fields(value))
    elif not isinstance(value, type | ModuleType | FunctionType | str | bytes | float | int | np.ndarray):
        yield from getattr(value, "__dict__", {}).values()


def changeable(value: object) -> dict[int, object]:
    """What in an answer a caller can change, by its identity."""
    found: dict[int, object] = {}
    seen: dict[int, object] = {}
    todo = [value]
    while todo:
        part = todo.pop()
        if id(part) in seen or (type(part).__module__ or "").partition(".")[0] in ("pandera", "typing"):
            continue
        seen[id(part)] = part
        is_kept = isinstance(part, list | set | bytearray) or (isinstance(part, dict) and not is_frozen(part))
        if is_kept or (isinstance(part, np.ndarray) and part.flags.writeable):
            found[id(part)] = part
        todo += parts(part)
    return found


def is_frozen(mapping: dict[Any, Any]) -> bool:
    try:
        mapping.update()
    except TypeError:
        return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
def test_two_answers_share_nothing_that_can_be_changed(name: str) -> None:
    first, second = changeable(CALLS[name]()), changeable(CALLS[name]())
    shared = [part for key, part in first.items() if key in second and second[key] is part]
    assert shared == []
    arrays = [[part for part in found.values() if isinstance(part, np.ndarray)] for found in (first, second)]
    assert not any(np.shares_memory(a, b) for a in arrays[0] for b in arrays[1] if a.dtype == b.dtype and a.ndim == 1)


def test_every_public_function_is_tried() -> None:
    functions = {name for name in sd.__all__ if callable(getattr(sd, name)) and not isinstance(getattr(sd, name), type)}
    assert functions == set(CALLS)


def test_the_years_of_a_verdict_stay() -> None:
    before = dict(sd.corroborate("gas-equivalence").periods)
    periods: Any = sd.corroborate("gas-equivalence").periods
    changes: list[Callable[[], object]] = [
        periods.clear,
        periods.popitem,
        lambda: periods.pop(2023),
        lambda: periods.update({2023: "corroborated"}),
        lambda: periods.setdefault(2022, "disputed"),
        lambda: periods.__setitem__(2023, "corroborated"),
        lambda: periods.__delitem__(2023),
        lambda: periods.__ior__({2023: "corroborated"}),
    ]
    for change in changes:
        with pytest.raises(TypeError, match=r"change a copy, dict\(\.\.\.\)"):
            change()
    assert sd.corroborate("gas-equivalence").periods == before != {}


def test_a_verdict_can_be_copied_and_written() -> None:
    verdict = sd.corroborate("gas-equivalence")
    for same in (copy.copy(verdict), copy.deepcopy(verdict), pickle.loads(pickle.dumps(verdict))):  # noqa: S301 - our own
        assert same == verdict
    assert dataclasses.asdict(verdict)["periods"] == verdict.periods
    assert json.loads(json.dumps(verdict.periods)) == {str(year): word for year, word in verdict.periods.items()}


def test_rows_that_are_kept_stay() -> None:
    from summitdata.tables import rows

    with pytest.raises(TypeError, match="change a copy"):
        rows("trade")[0]["value"] = 0


@pytest.mark.parametrize("name", ["unit", "low", "anything"])
def test_a_figure_has_nothing_to_change(name: str) -> None:
    figure = sd.figure("trade-2024")
    assert not hasattr(figure, "__dict__")
    with pytest.raises(AttributeError, match="a figure does not change"):
        setattr(figure, name, 1)
