"""A stand-in for rpds, which is compiled and has no build for browsers: what `referencing` and `jsonschema` use of it.

Each change copies, which is fast enough for collections of a few dozen entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

__all__ = ["HashTrieMap", "HashTrieSet", "List"]


class HashTrieMap(Mapping[Any, Any]):
    """A mapping that does not change."""

    def __init__(self, value: Any = (), **more: Any) -> None:
        self._entries = dict(value, **more)

    @classmethod
    def convert(cls, value: Any) -> HashTrieMap:
        """Return a mapping as one of these."""
        return value if isinstance(value, cls) else cls(value)

    def __getitem__(self, key: Any) -> Any:
        return self._entries[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def insert(self, key: Any, value: Any) -> HashTrieMap:
        """Return it with one more entry."""
        return HashTrieMap({**self._entries, key: value})

    def remove(self, key: Any) -> HashTrieMap:
        """Return it without an entry."""
        entries = dict(self._entries)
        del entries[key]
        return HashTrieMap(entries)

    def discard(self, key: Any) -> HashTrieMap:
        """Return it without an entry that may not be there."""
        return self.remove(key) if key in self._entries else self

    def update(self, *others: Any, **more: Any) -> HashTrieMap:
        """Return it with more entries."""
        entries = dict(self._entries)
        for other in others:
            entries.update(other)
        return HashTrieMap(entries, **more)


class HashTrieSet(AbstractSet[Any]):
    """A set that does not change."""

    def __init__(self, value: Iterable[Any] = ()) -> None:
        self._members = frozenset(value)

    def __contains__(self, member: object) -> bool:
        return member in self._members

    def __iter__(self) -> Iterator[Any]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __hash__(self) -> int:
        return hash(self._members)

    def insert(self, member: Any) -> HashTrieSet:
        """Return it with one more member."""
        return HashTrieSet(self._members | {member})

    def remove(self, member: Any) -> HashTrieSet:
        """Return it without a member."""
        if member not in self._members:
            raise KeyError(member)
        return HashTrieSet(self._members - {member})

    def discard(self, member: Any) -> HashTrieSet:
        """Return it without a member that may not be there."""
        return HashTrieSet(self._members - {member})

    def update(self, *others: Iterable[Any]) -> HashTrieSet:
        """Return it with more members."""
        return HashTrieSet(self._members.union(*others))


class List:
    """A list that does not change, the newest entry first."""

    def __init__(self, *entries: Any) -> None:
        self._entries: tuple[Any, ...] = (
            tuple(entries[0]) if len(entries) == 1 and isinstance(entries[0], Iterable) else entries
        )

    def __iter__(self) -> Iterator[Any]:
        return iter(self._entries)

    def __reversed__(self) -> Iterator[Any]:
        return iter(self._entries[::-1])

    def __len__(self) -> int:
        return len(self._entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, List) and self._entries == other._entries

    def __hash__(self) -> int:
        return hash(self._entries)

    @property
    def first(self) -> Any:
        """The newest entry."""
        return self._entries[0]

    @property
    def rest(self) -> List:
        """The others."""
        return List(self._entries[1:])

    def push_front(self, entry: Any) -> List:
        """Return it with one more entry."""
        return List((entry, *self._entries))

    def drop_first(self) -> List:
        """Return it without the newest entry."""
        return List(self._entries[1:])
