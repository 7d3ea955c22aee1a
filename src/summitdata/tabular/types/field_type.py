"""What a field type is to this library: the record that each file beside this one makes of a type of Table Schema.

A record needs only the standard library. What needs Arrow is a function that imports it when it is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from summitdata.tabular.predicates import Predicate

__all__ = [
    "BOUNDS",
    "EVERY_TEXT",
    "KEPT_AS_TEXT",
    "LETTERS",
    "ONLY_FRICTIONLESS",
    "TEXT_COLUMN",
    "TEXT_IN_EXCEL",
    "AcceptedPattern",
    "Cell",
    "Choices",
    "Dtypes",
    "Excel",
    "FieldType",
    "Format",
    "MakePredicate",
    "NotExpressible",
    "NumberHash",
    "TextHash",
    "ValueHash",
    "as_given",
    "text_backed",
]

Cell = str | int | float | bool | None
"""A value as the standard library has it: dates stay text (ISO 8601), a missing value is `None`."""

MakePredicate: TypeAlias = "Callable[[dict[str, Any], dict[str, Any]], Predicate]"
"""From a field and its constraints, enumerations left aside, to a predicate."""

BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
"""The constraints of a type whose values have an order."""

LETTERS = "[A-Za-z]"
"""What no text of digits alone contains."""

EVERY_TEXT = r"(?s:.*)"
"""A pattern that every text matches."""


@dataclass(frozen=True)
class NotExpressible:
    """What a format or a tool has no word for, and why: a sentence for the user, without a full stop."""

    reason: str


@dataclass(frozen=True)
class AcceptedPattern:
    """Makes a predicate of a regular expression: the texts that are surely values; frictionless accepts more.

    Where repeats of repeats come to more than 1000 times, RE2 takes only those without an end.

    Attributes
    ----------
    pattern : str
        Of the whole text.
    ordered : str, optional
        Of those texts among them that are in the order of their values: bounds are compared with these alone. Without
        it, a field with a bound has no predicate.
    real_day : bool
        Whether the text begins with YYYY-MM-DD, which must be a day of the calendar.
    """

    pattern: str
    ordered: str | None = None
    real_day: bool = False

    def __call__(self, field: dict[str, Any], constraints: dict[str, Any]) -> Predicate:
        """Return the predicate of a field."""
        from summitdata.tabular.predicates import by_pattern

        del field
        return by_pattern(self.ordered if constraints else self.pattern, constraints, real_day=self.real_day)


@dataclass(frozen=True, kw_only=True)
class Format:
    """One format of a type.

    Attributes
    ----------
    predicate : callable or NotExpressible
        Makes the screen's predicate; without one, frictionless reads each distinct text.
    contains : str, optional
        What a text of the format contains, as a regular expression.
    never_contains : str, optional
        What no text of the format contains, as a regular expression, unless a property changes how cells are parsed.
    texts_by_frictionless : bool
        Whether only frictionless' reader knows which strings are of the format.
    values_by_frictionless : bool
        Whether a bound or a choice in a descriptor is read by frictionless, as cells are, and not by `read_value`.
    json_schema : mapping
        What JSON Schema says of the format, besides what it says of the type.
    csvw, croissant : optional
        As in `FieldType`, where the format has another entry than its type.
    """

    predicate: MakePredicate | NotExpressible
    contains: str | None = None
    never_contains: str | None = None
    texts_by_frictionless: bool = False
    values_by_frictionless: bool = False
    json_schema: Mapping[str, Any] = field(default_factory=dict)
    csvw: Mapping[str, Any] | NotExpressible | None = None
    croissant: str | None = None


@dataclass(frozen=True, kw_only=True)
class Dtypes:
    """What a column of a type is in each kind of frame.

    Attributes
    ----------
    pandas, polars : str
        The name of the dtype, of its class in polars.
    arrow : str
        The alias of the Arrow type.
    arrow_alike : tuple of str
        The functions of `pyarrow.types` that are true of the columns to read as the pandas dtype.
    spark : str or NotExpressible
        The class in `pyspark.sql.types`; a column without one holds texts.
    annotation : str
        The code of the pandas dtype in a pandera model.
    pandera : str or NotExpressible
        The function of `pandera.dtypes` that is true of a dtype of this family.
    own : str
        A regular expression for the names of dtypes that only this type has.
    likeliest : bool
        Whether a dtype of the family means this type where nothing else says so.
    """

    pandas: str
    arrow: str
    polars: str
    spark: str | NotExpressible
    annotation: str
    pandera: str | NotExpressible
    own: str = r"(?!)"
    arrow_alike: tuple[str, ...] = ()
    likeliest: bool = False

    @property
    def is_text(self) -> bool:
        """Whether a column holds the texts of the cells."""
        return self.arrow == "string"

    @property
    def is_float(self) -> bool:
        """Whether a column may hold a NaN, which counts as missing."""
        return self.arrow == "float64"


TEXT_COLUMN = Dtypes(
    pandas="str",
    arrow="string",
    polars="String",
    spark="StringType",
    annotation="str",
    pandera="is_string",
    arrow_alike=("is_string", "is_large_string", "is_string_view"),
)
"""A column of texts: of strings, or of the cells of a type that frames have no dtype for."""


@dataclass(frozen=True)
class Choices:
    """How the screen compares with the values of an enumeration: by their texts.

    Attributes
    ----------
    pattern : str
        The texts that are surely read as the value that they are the text of.
    enumerated, categorized : tuple of type
        The Python types that may equal a value: enumerations are read as cells are, categories are not.
    """

    pattern: str
    enumerated: tuple[type, ...] = (str,)
    categorized: tuple[type, ...] = ()

    def texts(self, values: Iterable[Any], types: tuple[type, ...]) -> list[str]:
        """Return the texts that are surely read as one of some values, of those that have one of these types."""
        return [str(value) for value in values if type(value) in types and re.fullmatch(self.pattern, str(value))]


@dataclass(frozen=True)
class TextHash:
    """A key is hashed by the text of the cell."""


@dataclass(frozen=True)
class NumberHash:
    """A key is hashed by a number: `arrow` is the type that a text is cast to, `number` makes it of a value.

    `stand_in` is cast in place of a text that may not be a value.
    """

    arrow: str
    stand_in: str
    number: Callable[[Any], float]


@dataclass(frozen=True)
class ValueHash:
    """A key is hashed by `code`, a number made of what `read` makes of a text that the screen accepts, for its field.

    Where frictionless' values are equal, their numbers are equal too, in every process: Python's own hashes of dates
    and times are not.
    """

    read: Callable[[str, dict[str, Any]], Any]
    code: Callable[[Any], int]


@dataclass(frozen=True)
class Excel:
    """How Excel shows a value of a type, and `value`: a typed cell as openpyxl takes it."""

    number_format: str
    value: Callable[[Any], Any] = lambda cell: cell


KEPT_AS_TEXT = NotExpressible("a column holds the texts of the cells")
"""Why Arrow need not read the cells of a type without a dtype."""

ONLY_FRICTIONLESS = NotExpressible("only frictionless reads the values of the type")

TEXT_IN_EXCEL = Excel("@")


def as_given(value: Any) -> Any:
    """Return a value of a descriptor as it stands there."""
    return value


@dataclass(frozen=True, kw_only=True)
class FieldType:
    """A type of Table Schema.

    Attributes
    ----------
    name : str
        In a descriptor; the name of the file, too.
    formats : mapping of str to Format
        With "default" among them.
    strptime : Format, optional
        Of any other format with a "%" in it, where the type has such formats.
    constraints : tuple of str
        That go with the type, besides `required` and `unique`.
    bounds : mapping
        That the type brings along.
    properties : mapping of str to type, or NotExpressible
        The properties that fields of this type alone have, all of them about how a cell is written; the screen asks
        frictionless whether a descriptor is valid where it is not expressible.
    read_value : callable
        Reads a value of a descriptor, such as a bound; it raises TypeError or ValueError.
    python : type
        Of what it returns.
    categories : type, optional
        Of the values of `categories`, if the type has them.
    hashable : bool
        Whether values can be compared in a key.
    text_backed : bool
        Whether a frame has no dtype for the type: it keeps the text of a cell, which is read where a rule needs its
        value.
    read_cell : callable
        Reads a cell that frictionless has accepted, for the standard library; it raises ValueError.
    dtypes : Dtypes
        In frames.
    arrow_readable : str or NotExpressible
        The texts that Arrow reads as frictionless does, as a regular expression; it reads millions a second.
    choices : Choices or NotExpressible
        For the screen.
    key_hash : TextHash, NumberHash, ValueHash or NotExpressible
        For the screen. All values have one hash where it is not expressible.
    canonical_pattern : str or NotExpressible
        The texts that no other text has the same value as: a foreign key is compared by them.
    compared_as : str
        Types with the same are compared with each other in a foreign key.
    sql : str
        The type of a column.
    sql_condition : str
        That a column must meet where a database is lax with the type; `{column}` is its name.
    json_schema : mapping
        What JSON Schema calls the type; the constraints have the same names in both languages.
    csvw : mapping or NotExpressible
        The datatype in CSV on the Web; text where there is none.
    list_of_values : bool
        Whether a cell is a list of texts with a delimiter between them, which CSVW has a word of its own for.
    croissant : str or NotExpressible
        The dataType in Croissant; text where there is none.
    excel : Excel
        In a workbook.
    """

    name: str
    formats: Mapping[str, Format]
    constraints: tuple[str, ...]
    read_value: Callable[[Any], Any]
    python: type
    read_cell: Callable[[str], Cell]
    dtypes: Dtypes
    arrow_readable: str | NotExpressible
    choices: Choices | NotExpressible
    key_hash: TextHash | NumberHash | ValueHash | NotExpressible
    canonical_pattern: str | NotExpressible
    sql: str
    json_schema: Mapping[str, Any]
    csvw: Mapping[str, Any] | NotExpressible
    croissant: str | NotExpressible
    excel: Excel
    properties: Mapping[str, type] | NotExpressible = field(default_factory=dict)
    bounds: Mapping[str, Any] = field(default_factory=dict)
    strptime: Format | None = None
    categories: type | None = None
    compared_as: str = ""
    sql_condition: str = ""
    hashable: bool = True
    text_backed: bool = False
    list_of_values: bool = False

    @property
    def may_have_zone(self) -> bool:
        """Whether a value may have a time zone, which the column of a frame cannot hold."""
        return hasattr(self.python, "tzinfo")

    def format(self, name: object) -> Format | None:
        """Return one format, or None if the type does not have it."""
        if not isinstance(name, str):
            return None
        return self.formats.get(name) or (self.strptime if "%" in name else None)

    def screens(self, format: object) -> bool:
        """Tell whether the screen has a predicate for a format."""
        record = self.format(format)
        return record is not None and not isinstance(record.predicate, NotExpressible)

    def parsing_properties(self, descriptor: Mapping[str, Any]) -> set[str]:
        """Return the properties of a field that change how its cells are parsed."""
        return self.properties.keys() & descriptor.keys() if isinstance(self.properties, Mapping) else set()


def text_backed(  # noqa: PLR0913 - one parameter for each entry that a type may have of its own
    *,
    name: str,
    constraints: tuple[str, ...],
    csvw: Mapping[str, Any] | NotExpressible,
    croissant: str | NotExpressible,
    formats: Mapping[str, Format] | None = None,
    properties: Mapping[str, type] | NotExpressible | None = None,
    read_value: Callable[[Any], Any] = as_given,
    python: type = object,
    choices: Choices | NotExpressible = ONLY_FRICTIONLESS,
    key_hash: ValueHash | NotExpressible = ONLY_FRICTIONLESS,
    canonical_pattern: str | NotExpressible = ONLY_FRICTIONLESS,
    hashable: bool = True,
    list_of_values: bool = False,
) -> FieldType:
    """Return the record of a type that frames have no dtype for: they, databases and Excel keep the text of a cell.

    The parameters are the entries of `FieldType`. Where they are left out, only frictionless reads the values.
    """
    return FieldType(
        name=name,
        formats={"default": Format(predicate=ONLY_FRICTIONLESS)} if formats is None else formats,
        properties={} if properties is None else properties,
        constraints=constraints,
        read_value=read_value,
        python=python,
        hashable=hashable,
        text_backed=True,
        list_of_values=list_of_values,
        read_cell=str,
        dtypes=TEXT_COLUMN,
        arrow_readable=KEPT_AS_TEXT,
        choices=choices,
        key_hash=key_hash,
        canonical_pattern=canonical_pattern,
        sql="TEXT",
        json_schema={"type": "string"},
        csvw=csvw,
        croissant=croissant,
        excel=TEXT_IN_EXCEL,
    )
