"""What changed between two versions of a data package: the changes, their levels, and the version that they require.

The rule of the version of the data, from the lowest level to the highest:

- patch: text for people changes (titles, descriptions, licences, sources), or a file is written in another way;
- minor: values change, rows, fields or tables are added, or other values are allowed;
- major: a table, a field or a row is removed, or a name, a type or a key changes, so that programs that look for it
  no longer find it.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

from summitdata.counting import count

__all__ = ["LEVELS", "Change", "Difference", "Level", "bump", "property_level"]

Level = Literal["none", "patch", "minor", "major"]

LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")
"""From no change to one that breaks a program that reads the data."""

_PROPERTY_LEVELS: dict[str, Level] = {
    **dict.fromkeys(("name", "type", "format", "missingValues", "primaryKey", "unit"), "major"),
    **dict.fromkeys(("path", "encoding", "dialect", "mediatype", "fieldsMatch"), "major"),
    **dict.fromkeys(("trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber"), "major"),
    **dict.fromkeys(("constraints", "categories", "uniqueKeys", "foreignKeys"), "minor"),
}
"""The level of a changed property of a package, table or field; all others are text for people."""

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True)
class Change:
    """One change. For an added row `new` is the row as a dict, for a removed row `old` is."""

    level: Level
    what: Literal["package", "table", "field", "row", "cell", "file"]
    how: Literal["added", "removed", "changed"]
    table: str = ""
    field: str = ""
    key: dict[str, str | None] | None = None
    property: str = ""
    old: Any = None
    new: Any = None


@dataclass(frozen=True)
class Difference:
    """What changed between two versions; false if nothing did. CSV files have no versions: theirs are empty texts."""

    old: str
    new: str
    old_version: str
    new_version: str
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __repr__(self) -> str:
        level = f"{self.level}, " if self else ""
        return f"<Difference {self.old!r} to {self.new!r}: {level}{count(len(self.changes), 'change')}>"

    @property
    def level(self) -> Level:
        """The version bump that the changes require."""
        return LEVELS[max((LEVELS.index(change.level) for change in self.changes), default=0)]

    @property
    def required_version(self) -> str:
        """The lowest version that the new state may have; empty if the old state has no version."""
        return bump(self.old_version, self.level)

    @property
    def version_ok(self) -> bool:
        """Whether the new version is at least the required one; false if one of them is missing."""
        actual, required = _VERSION.fullmatch(self.new_version), _VERSION.fullmatch(self.required_version)
        return bool(actual and required and tuple(map(int, actual.groups())) >= tuple(map(int, required.groups())))

    def to_dict(self) -> dict[str, Any]:
        """Return the difference ready for JSON; a change has only the parts that apply to it.

        The keys `demanded` and `enough` are `required_version` and `version_ok`.
        """
        content = asdict(self)
        content["changes"] = [
            {name: value for name, value in asdict(change).items() if value not in ("", None) or name in _sides(change)}
            for change in self.changes
        ]
        summary = {"same": not self, "level": self.level, "demanded": self.required_version, "enough": self.version_ok}
        return summary | content


def _sides(change: Change) -> set[str]:
    """Return the sides that a change always has, missing values too."""
    return {"old", "new"} if change.how == "changed" and change.what != "file" else set()


def property_level(name: str) -> Level:
    """Return the level of a change of a property of a package, table or field.

    Examples
    --------
    >>> property_level("title"), property_level("constraints"), property_level("type")
    ('patch', 'minor', 'major')
    """
    return _PROPERTY_LEVELS.get(name, "patch")


def bump(version: str, level: Level) -> str:
    """Return the next version after `version` by a bump of a level; empty if `version` is not a version.

    Examples
    --------
    >>> bump("0.1.2", "minor"), bump("0.1.2", "none")
    ('0.2.0', '0.1.2')
    """
    match = _VERSION.fullmatch(version)
    if not match:
        return ""
    major, minor, patch = map(int, match.groups())
    following = {
        "none": (major, minor, patch),
        "patch": (major, minor, patch + 1),
        "minor": (major, minor + 1, 0),
        "major": (major + 1, 0, 0),
    }
    return ".".join(map(str, following[level]))
