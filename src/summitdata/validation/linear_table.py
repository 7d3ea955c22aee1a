"""frictionless' table resource with a header that takes linear time and memory, for files with very many columns.

No class or function of frictionless is changed: a resource that was made for a table becomes one of the class here.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from frictionless.fields import AnyField
from frictionless.resources import TableResource
from frictionless.table.header import Header

from summitdata.validation.header import HeaderCheck

if TYPE_CHECKING:
    from collections.abc import Iterator

    import frictionless

    from summitdata.validation.light_errors import LightError

__all__ = ["LinearTable", "make_linear"]


class LinearHeader:
    """What frictionless asks of its own header."""

    def __init__(self, resource: TableResource) -> None:
        schema, dialect = resource.schema, resource.dialect
        self.labels = resource.labels
        self.fields = schema.fields
        self.row_numbers = dialect.header_rows
        self._check = HeaderCheck(
            self.labels, schema.field_names, schema.fields_match, ignore_case=not dialect.header_case
        )

    @property
    def missing(self) -> bool:
        """Whether there is no header."""
        return not self.labels

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong with the header."""
        return next(self.errors, None) is None

    @property
    def errors(self) -> Iterator[LightError]:
        """What is wrong with the header."""
        return self._check.errors(tuple(self.row_numbers), self._is_required)

    def _is_required(self, column: int) -> bool:
        field = self.fields[column]
        return bool(field.required) or (field.schema is not None and field.name in field.schema.primary_key)

    @cached_property
    def _expected_fields(self) -> list[frictionless.Field]:
        check = self._check
        if self.missing:
            return self.fields
        if check.by_name and (ambiguous := check.ambiguous_columns):
            self._refuse(check.labels[:1], [self.fields[column] for column in ambiguous])
        if check.by_name and (label := check.repeated_label) is not None:
            self._refuse([label, label], [])
        return [
            AnyField(name=name) if column is None else self.fields[column]
            for name, column in zip(check.expected_names, check.columns, strict=True)
        ]

    def _refuse(self, labels: Any, fields: list[frictionless.Field]) -> None:
        """Let frictionless refuse the least of a header that it cannot match, in its own words."""
        options: Any = {"fields_match": self._check.fields_match, "ignore_case": self._check.ignore_case}
        Header(list(labels), fields=fields, row_numbers=self.row_numbers, **options).get_expected_fields()

    def get_expected_fields(self) -> list[frictionless.Field]:
        """Return the field of each label.

        Raises
        ------
        frictionless.FrictionlessException
            The labels cannot be matched with the fields.
        """
        return self._expected_fields


class LinearTable(TableResource):
    """A table resource whose header is a `LinearHeader`."""

    def _TableResource__open_header(self) -> None:  # noqa: N802 - the header has no public entrance
        self._TableResource__header = LinearHeader(self)

    def to_copy(self, **options: Any) -> Self:
        """Return a copy of the same class: frictionless opens one to look up foreign keys."""
        copy: Self = make_linear(super().to_copy(**options))
        return copy


def make_linear(resource: Any) -> Any:
    """Return a resource that frictionless made; if it is a table, it is a `LinearTable` from now on."""
    if type(resource) is TableResource:
        resource.__class__ = LinearTable
    return resource
