"""From the descriptor of a package to its tables, each with the tables that its foreign keys name.

A path that leads out of the package's folder, to another host or to something that is not a regular file is refused
here. The work grows with the number of resources, not with its square: a table knows only the tables that its foreign
keys name.
"""

from __future__ import annotations

import copy
import os
import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from summitdata.datapackage import descriptor_in, locate, part_path, read_descriptor, table_path, with_parts
from summitdata.errors import PackageError, shown
from summitdata.opening import exists, refuse_irregular
from summitdata.tabular.allow_lists import refuse_forbidden, refuse_unknown_profile
from summitdata.tabular.dialect import make_explicit, with_package_version, with_plain_match
from summitdata.tabular.file_formats import other_format
from summitdata.tabular.input_table import InputTable, unreadable_table, wrong_table
from summitdata.tabular.package_mistakes import package_mistakes, resource_mistakes
from summitdata.tabular.path_patterns import NoMatchError, Patterns
from summitdata.tabular.property_names import misspelt_in_package, misspelt_in_resource
from summitdata.tabular.row_rules import read_row_rules
from summitdata.tabular.schema_mistakes import schema_mistakes
from summitdata.tabular.schema_parts import foreign_keys
from summitdata.tabular.text_places import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from summitdata.tabular.mistakes import PlacedMistake

__all__ = ["TablesAbove", "in_one", "package_tables", "ready_resource", "sound_package"]

_ADDRESS = re.compile(r"(?!(?i:file):)[A-Za-z][A-Za-z0-9+.-]*://")


class TablesAbove:
    """The tables of the data packages in the folders above some files; each package is read once."""

    def __init__(self) -> None:
        self._tables: dict[Path, dict[Path, InputTable]] = {}

    def table_of(self, path: Path) -> InputTable | None:
        """Return the table of a file that a data package lists, the nearest package above the file first."""
        target = path.resolve()
        for folder in path.absolute().parents:
            package = descriptor_in(folder)
            if package not in self._tables:
                is_file = os.path.isfile(package)  # noqa: PTH113 - that of a path raises where a link may not be read
                self._tables[package] = _listed_tables(package) if is_file else {}
            if table := self._tables[package].get(target):
                return table
        return None


def _listed_tables(package: Path) -> dict[Path, InputTable]:
    """Return the tables of a data package by their files; the caller did not name it, so it must be in its folder."""
    by_file: dict[Path, InputTable] = {}
    content = read_descriptor(package, package.parent)
    if content.get("resources") == []:
        return {}
    for table in chain.from_iterable(package_tables(package, content)):
        if table.file is None and table.mistakes:
            raise PackageError(f"{table.place}: {table.mistakes[0]}")
        if table.file is not None and (table.mistakes or not table.unread):
            by_file.setdefault(table.file.resolve(), table)
    return by_file


def package_tables(path: Path, package: dict[str, Any], *, is_alone: bool = False) -> Iterator[list[InputTable]]:
    """Yield the tables of each resource of a data package, each with all others for its foreign keys.

    A resource is one table, unless its path is a pattern: then it is one for each file. One that is wrong is a table
    with mistakes, and so is a package that has no resources; the others are read in spite of it.

    Parameters
    ----------
    path : pathlib.Path
        The descriptor.
    package : dict
        What it says.
    is_alone : bool, default False
        Whether it is that of a resource, of which a package was made.

    Raises
    ------
    PackageError
        No resource can be read, as the files that they name are elsewhere, or not there.
    """
    if mistakes := package_mistakes(package):
        yield [_wrong(path, {}, path, [mistake.at(Origin(path)) for mistake in mistakes])]
        return
    refuse_unknown_profile(path, package, "package")
    readiness = _Readiness(path, package, is_alone=is_alone)
    groups, failures = [], []
    for at, resource in enumerate(package["resources"]):
        try:
            groups.append(readiness.of(resource, at))
        except PackageError as error:  # what leads elsewhere, or cannot be read
            failures.append(error)
            table = unreadable_table(path, error, _bare(resource))
            groups.append([_Ready(table.resource, wrong=table)])
    if len(failures) == len(groups):
        raise failures[0]
    if not is_alone and groups[0]:
        of_package = misspelt_in_package(package, Origin(path))
        groups[0][0] = groups[0][0]._replace(notes=(*of_package, *groups[0][0].notes))
    is_own_package = path.resolve() == locate().resolve()
    by_name: dict[str, list[_Ready]] = {}
    for group in groups:
        if isinstance(name := group[0].resource.get("name"), str):
            by_name.setdefault(name, []).append(_whole(group))
    every = [whole for wholes in by_name.values() for whole in wholes]
    for group in groups:
        if wrong := group[0].wrong:
            yield [wrong]
            continue
        names = _referenced(group[0].resource)
        named = every if is_own_package else [other for name in names for other in by_name.get(name, ())]
        others = [other for other in named if other.group is not group]
        yield [_table(path, one, others, is_own_package=is_own_package) for one in group]


class _Ready(NamedTuple):
    """A resource whose parts are loaded, or why it is not read; `group` are those of all files of a pattern."""

    resource: dict[str, Any]
    failure: NoMatchError | None = None
    group: list[_Ready] | None = None
    origin: Origin | None = None
    wrong: InputTable | None = None
    notes: tuple[str, ...] = ()


def _whole(group: list[_Ready]) -> _Ready:
    return group[0]._replace(resource=in_one([one.resource for one in group]), group=group)


def in_one(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the resources of several files as that of one table in parts, for foreign keys that refer to it."""
    first = resources[0]
    return first if len(resources) == 1 else {**first, "path": [one["path"] for one in resources]}


class _Readiness:
    """Makes the resources of a package ready to be read; what several of them name is read once, and shared."""

    def __init__(self, path: Path, package: dict[str, Any], *, is_alone: bool) -> None:
        self._path, self._package, self._is_alone = path, package, is_alone
        self._read_part, self._patterns = cache(read_descriptor), Patterns(path)

    def wrong(self, resource: Any, at: int) -> InputTable | None:
        """Return a wrong resource, or one with a wrong schema, as a table with mistakes; None if it is not wrong.

        Raises
        ------
        PackageError
            Its schema leads elsewhere, or cannot be read.
        """
        path, whole = self._path, Origin(self._path)
        place = "the descriptor" if self._is_alone else f"resources[{at}]"
        if mistakes := resource_mistakes(resource, place):
            return _wrong(path, resource, path, [mistake.at(self._origin(whole, at)) for mistake in mistakes])
        if isinstance(resource.get("schema"), str):
            own = Origin(path.parent / resource["schema"])
            if mistakes := schema_mistakes(self._read_part(part_path(path, resource, "schema"), path.parent)):
                return _wrong(path, resource, own.file, [mistake.at(own) for mistake in mistakes])
        return None

    def of(self, resource: Any, at: int) -> list[_Ready]:
        """Return the resources of the files of a resource, or of a wrong one that with its mistakes.

        Raises
        ------
        PackageError
            It leads elsewhere, or a part of it cannot be read.
        """
        if wrong := self.wrong(resource, at):
            return [_Ready(wrong.resource, wrong=wrong)]
        if _address(resource):
            return [_Ready(resource)]
        try:
            expanded = self._patterns.expanded(resource)
        except NoMatchError as error:
            return [_Ready(resource, error)]
        is_named = isinstance(resource.get("schema"), str)
        path, whole = self._path, self._origin(Origin(self._path), at)
        own = Origin(path.parent / resource["schema"]) if is_named else whole.below("schema")
        ready = [ready_resource(path, each, self._package, self._read_part) for each in expanded]
        _refuse_formulas(ready[0])
        notes = tuple(misspelt_in_resource(resource, whole))
        return [_Ready(one, origin=own, notes=() if number else notes) for number, one in enumerate(ready)]

    def _origin(self, whole: Origin, at: int) -> Origin:
        return whole if self._is_alone else whole.below("resources", at)


def sound_package(path: Path, package: dict[str, Any]) -> tuple[dict[str, Any], list[InputTable]]:
    """Return a package with the resources that are not wrong, their parts loaded, and the others as tables.

    Raises
    ------
    PackageError
        No resource can be read, as the files that they name are elsewhere, or not there.
    """
    if mistakes := package_mistakes(package):
        return {**package, "resources": []}, [_wrong(path, {}, path, [each.at(Origin(path)) for each in mistakes])]
    readiness = _Readiness(path, package, is_alone=False)
    sound, wrong, failures = [], [], []
    for at, resource in enumerate(package["resources"]):
        try:
            if found := readiness.wrong(resource, at):
                wrong.append(found)
            else:
                (loaded,) = with_parts(path, {"resources": [resource]})["resources"]
                _refuse_formulas(loaded)
                sound.append(loaded)
        except PackageError as error:
            failures.append(error)
            wrong.append(unreadable_table(path, error, _bare(resource)))
    if len(failures) == len(package["resources"]):
        raise failures[0]
    return {**package, "resources": sound}, wrong


def _refuse_formulas(resource: dict[str, Any]) -> None:
    """Raise for a checklist or a formula in it that is refused: that of one table does not end the run of all."""
    if resource.get("checklist"):
        from summitdata.tabular.group_rules import read_group_rules

        read_row_rules(resource)
        read_group_rules(resource)


def _bare(resource: Any) -> dict[str, Any]:
    """Return what is kept of a wrong resource: its name and its path, if they are texts."""
    known = resource if isinstance(resource, dict) else {}
    return {name: known[name] for name in ("name", "path") if isinstance(known.get(name), str)}


def _wrong(path: Path, resource: Any, place: Path, mistakes: list[PlacedMistake]) -> InputTable:
    """Return a wrong resource as a table with mistakes: `place` is the file that they are in."""
    return wrong_table(_bare(resource), path.parent, place, mistakes)


def _table(path: Path, ready: _Ready, others: list[_Ready], *, is_own_package: bool) -> InputTable:
    """Return a table, with those that its foreign keys refer to."""
    resource = ready.resource
    place = str(path.parent / resource["path"]) if isinstance(resource.get("path"), str) else str(path)
    for one in (ready, *others):
        why, error_type, also = "", "scheme-error", "" if one is ready else " (a foreign key refers to it)"
        if one.wrong is not None:
            name = shown(one.resource.get("name"))
            why, error_type = f"the descriptor of {name} is wrong{also}: correct it first", "descriptor-error"
        elif one.failure is not None:
            why, error_type = f"{one.failure}{also}", one.failure.error_type
        elif address := _address(one.resource):
            why = f"{address}{also} is an address: only local files are read: download it"
            place = place if also else address
        if why:
            bare: dict[str, Any] = {
                name: resource[name] for name in ("name", "title", "description") if name in resource
            }
            bare |= {"path": "table.csv", "format": "csv"}
            return InputTable(bare, path.parent, place, unread=why, unread_type=error_type)
    named = tuple((other.resource, path.parent) for other in others)
    replaced = resource.get("name") if is_own_package else None
    origin = ready.origin
    return InputTable(resource, path.parent, place, named, replaced, schema_origin=origin, notes=ready.notes)


def _address(resource: dict[str, Any]) -> str:
    """Return the address of a resource that is on another computer, as far as its path says so."""
    paths = resource.get("path")
    texts = [each for each in (paths if isinstance(paths, list) else [paths]) if isinstance(each, str)]
    return next((text for text in texts if _ADDRESS.match(text)), "")


def _referenced(resource: dict[str, Any]) -> list[str]:
    """Return the names of the tables that the foreign keys of a resource refer to, each once."""
    return list(dict.fromkeys(name for name, _ in foreign_keys(resource.get("schema"))))


def ready_resource(
    path: Path,
    resource: dict[str, Any],
    package: dict[str, Any],
    read_part: Callable[[Path, Path], dict[str, Any]] = read_descriptor,
) -> dict[str, Any]:
    """Return a resource with schema and dialect loaded; all its files are in the descriptor's folder."""
    resource = copy.deepcopy(with_package_version(resource, package))
    name = resource.get("name")
    paths = resource.get("path")
    for file_path in paths if isinstance(paths, list) else [paths] if paths is not None else []:
        file = table_path(path, {"name": name, "path": file_path})
        if exists(file):
            refuse_irregular(file)
    for part in ("schema", "dialect"):
        if isinstance(resource.get(part), str):
            resource[part] = read_part(part_path(path, resource, part), path.parent)
    if isinstance(resource.get("checklist"), str) and resource["checklist"]:
        resource["checklist"] = read_part(part_path(path, resource, "checklist"), path.parent)
    refuse_forbidden(path, resource)
    return (
        make_explicit(resource)
        if isinstance(paths, str) and other_format(resource) is None
        else with_plain_match(resource)
    )
