"""The screen: which cells of a batch are surely valid by a Table Schema.

A screen is compiled once from the fields of a table and is then a pure function of an Arrow batch, with no state: any
engine that hands over Arrow batches can run it. It may leave a valid cell unaccepted, but never accepts one that
frictionless would report; the tests hold it against frictionless' own reader on mutated cells. What it does not accept
is for that reader to decide. The predicate of each type and format stands in the record of the type; a type, format or
constraint that has none is not accepted. Nothing here imports frictionless or pandas.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from summitdata.tabular.arrow_arrays import scalar, with_values, without_empty
from summitdata.tabular.predicates import EVERYTHING, both, one_of
from summitdata.tabular.re2 import to_re2
from summitdata.tabular.schema_parts import category_values
from summitdata.tabular.text_sets import TextSet, share_sets
from summitdata.tabular.types.field_type import Choices, FieldType, NotExpressible
from summitdata.tabular.types.registry import FIELD_TYPES
from summitdata.tabular.unscreenable import UnscreenableError

if TYPE_CHECKING:
    from summitdata.tabular.predicates import Predicate

__all__ = ["Screen"]

Cells: TypeAlias = pa.StringArray
Mask: TypeAlias = pa.BooleanArray

NO_BYTES = scalar(0, pa.int32())


@dataclass(frozen=True)
class Screen:
    """The predicates of a table's columns, in their order; None accepts nothing.

    `compiled` is what `of` was called with: another process compiles it anew, as predicates are functions.
    """

    columns: tuple[Predicate | None, ...]
    compiled: tuple[list[dict[str, Any]], list[str] | None] = field(compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Be compiled anew in another process."""
        return (Screen.of, self.compiled)

    @classmethod
    def of(cls, fields: list[dict[str, Any]], missing_values: list[str] | None = None) -> Screen:
        """Compile the fields of a Table Schema.

        Parameters
        ----------
        fields : list of dict
            The field of each column, in the order of the columns.
        missing_values : list of str, optional
            Of the Table Schema; without it the empty text. A field's own take their place.
        """
        texts = [""] if missing_values is None else missing_values
        of_fields = [field.get("missingValues", texts) for field in fields]
        is_text = {id(values): all(isinstance(text, str) for text in values) for values in of_fields}
        sets = iter(share_sets(values for values in of_fields if is_text[id(values)]))
        return cls(
            tuple(
                _column(field, values, next(sets)) if is_text[id(values)] else None
                for field, values in zip(fields, of_fields, strict=True)
            ),
            (fields, missing_values),
        )

    def unaccepted(self, batch: pa.Table | pa.RecordBatch) -> dict[int, Mask]:
        """Return for each column with cells that are not accepted which these are.

        A column may be an array of text, or a dictionary of it.
        """
        masks = {}
        for at, predicate in enumerate(self.columns):
            mask = _unaccepted(predicate, _one_array(batch.column(at)))
            if mask is not None and mask.true_count:
                masks[at] = mask
        return masks

    def unaccepted_in(self, column: int, cells: Cells) -> Mask | None:
        """Return which of some cells of a column are not accepted; None if all are."""
        return _unaccepted(self.columns[column], cells)

    def rows(self, batch: pa.Table | pa.RecordBatch) -> pa.Array:
        """Return the positions of the rows with a cell that is not accepted."""
        rows = None
        for mask in self.unaccepted(batch).values():
            rows = mask if rows is None else pc.or_(rows, mask)
        return pa.nulls(0, pa.uint64()) if rows is None else pc.indices_nonzero(rows)


def _one_array(column: Any) -> Any:
    if not isinstance(column, pa.ChunkedArray):
        return column
    return pa.concat_arrays(column.chunks) if column.num_chunks > 1 else column.chunk(0) if column.num_chunks else ()


def _unaccepted(predicate: Predicate | None, cells: Any) -> Mask | None:
    if not len(cells):
        return None
    if predicate is None or cells.null_count:  # a null is not a text: nothing is sure of such a column
        return pc.is_valid(pc.is_valid(cells))
    if pa.types.is_dictionary(cells.type):
        mask = _unaccepted(predicate, cells.dictionary)
        return None if mask is None else mask.take(cells.indices)
    accepted = predicate(cells)
    return None if accepted.false_count == 0 else pc.invert(accepted)


def _column(field: dict[str, Any], missing_values: list[str], missing_set: TextSet) -> Predicate | None:
    """Return the predicate of a field: a missing value where that is allowed, else a valid one."""
    constraints = {name: value for name, value in field.get("constraints", {}).items() if name != "unique"}
    required = constraints.pop("required", False)
    valid = _valid(field, constraints)
    if valid is EVERYTHING and not required:
        return valid  # missing or not, every text will do
    if not missing_values:
        return valid
    if valid is None:
        return missing_set.find if not required and _has_reader(field) else None

    has_empty_alone = missing_values == [""]
    is_missing = _is_empty if has_empty_alone else missing_set.find

    def predicate(cells: Cells) -> Mask:
        missing = is_missing(cells)
        if missing.true_count == 0:
            return valid(cells)
        present = pc.invert(missing)
        values = without_empty(cells) if has_empty_alone else cells.filter(present)
        return with_values(_accepted_if_missing(missing, required=required), present, valid(values))

    return predicate


def _accepted_if_missing(missing: Mask, *, required: bool) -> Mask:
    """Accept the missing cells, unless a value is required; the others are still to be looked at."""
    return pc.and_(missing, pc.invert(missing)) if required else missing


def _is_empty(cells: Cells) -> Mask:
    return pc.equal(pc.binary_length(cells), NO_BYTES)


def _has_reader(field: dict[str, Any]) -> bool:
    """Whether frictionless surely can make a reader for a field, without which even a missing value is an error."""
    pattern = field.get("constraints", {}).get("pattern")
    if pattern is not None and (not isinstance(pattern, str) or to_re2(pattern) is None):
        return False
    field_type = FIELD_TYPES.get(field.get("type", "string"))
    return field_type is not None and field_type.screens(field.get("format", "default"))


def _valid(field: dict[str, Any], constraints: dict[str, Any]) -> Predicate | None:
    """Return the predicate of the values of a field, all of its constraints included."""
    field_type = FIELD_TYPES.get(field.get("type", "string"))
    form = None if field_type is None else field_type.format(field.get("format", "default"))
    if field_type is None or form is None or isinstance(form.predicate, NotExpressible):
        return None
    enum, categories = constraints.pop("enum", None), field.get("categories")
    try:
        predicate = form.predicate(field, constraints)
        if enum is not None:
            predicate = both(_enumerated(field_type, enum), predicate)
        if isinstance(categories, list):
            predicate = both(_categorized(field_type, category_values(categories)), predicate)
    except ValueError:  # also of an integer that is too long for a text
        return None
    return predicate


def _enumerated(field_type: FieldType, values: Any) -> Predicate:
    choices = field_type.choices
    if not isinstance(values, list) or isinstance(choices, NotExpressible):
        raise UnscreenableError
    return _choice(choices, values, choices.enumerated)


def _categorized(field_type: FieldType, values: list[Any]) -> Predicate:
    choices = field_type.choices
    if isinstance(choices, NotExpressible) or not choices.categorized:
        raise UnscreenableError
    return _choice(choices, values, choices.categorized)


def _choice(choices: Choices, values: list[Any], types: tuple[type, ...]) -> Predicate:
    """Accept the texts that are surely read as one of the values."""
    return one_of(choices.texts(values, types))
