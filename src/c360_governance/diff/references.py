"""References between the properties of one contract, brought to the names of its new version.

A relationship, an object's required members and the columns of a quality rule name properties. Where those were renamed
on the way, the rename is one change and what refers to them is none. References by id (`schema/s/properties/p`) become
the names that they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from c360_governance.diff.element import Element, joined
from c360_governance.diff.reading import Side
from c360_governance.model.lenient import mapping, sequence

Names = Mapping[str, str | None]
"""What became of a name, as in `naming.became`."""

_ENDS = ("from", "to")


def with_names(side: Side, names: Names) -> Side:
    """The side with references by name alone; ``names`` are those that changed from the old version to the new one.

    It is for both sides: a reference that was not brought up to date on the way means what it meant.
    """
    if not names and not any(_has_ids(dataset) for dataset in side.datasets):
        return side
    return side._replace(datasets=tuple(_renamed(dataset, "", side, names) for dataset in side.datasets))


def _has_ids(element: Element) -> bool:
    links = sequence(element.raw.get("relationships"))
    ends = [end for link in links for key in _ENDS for end in _ends(mapping(link).get(key))]
    return any(isinstance(end, str) and "/" in end for end in ends) or any(map(_has_ids, element.children))


def _renamed(element: Element, path: str, side: Side, names: Names) -> Element:
    here = joined(path, element.name)
    raw, anew = element.raw, dict[str, Any]()
    if "relationships" in raw:
        anew["relationships"] = [_link(link, side, names) for link in sequence(raw["relationships"])]
    options = mapping(raw.get("logicalTypeOptions"))
    if sequence(options.get("required")):
        anew["logicalTypeOptions"] = {**options, "required": _members(options["required"], here, names)}
    if not path and "quality" in raw:
        anew["quality"] = [(index, _rule(rule, here, names)) for index, rule in raw["quality"]]
    children = tuple(_renamed(child, here, side, names) for child in element.children)
    if not anew and all(one is other for one, other in zip(children, element.children, strict=True)):
        return element
    return element._replace(raw={**raw, **anew}, children=children)


def _link(link: Any, side: Side, names: Names) -> Any:
    if not isinstance(link, Mapping):
        return link
    return {key: _each(value, lambda end: _target(end, side, names)) if key in _ENDS else value
            for key, value in link.items()}  # fmt: skip


def _target(end: Any, side: Side, names: Names) -> Any:
    if not isinstance(end, str):
        return end
    name = _by_id(end, side) or end
    return names.get(name) or name


def _members(value: Any, holder: str, names: Names) -> Any:
    """The names of an object's members, or of a dataset's columns."""
    return _each(value, lambda name: _member(name, holder, names))


def _member(name: Any, holder: str, names: Names) -> Any:
    became = names.get(joined(holder, name)) if isinstance(name, str) else None
    return became.rpartition(".")[2] if became else name


def _rule(rule: Mapping[Any, Any], holder: str, names: Names) -> Mapping[Any, Any]:
    arguments = mapping(rule.get("arguments"))
    if "properties" not in arguments:
        return rule
    return {**rule, "arguments": {**arguments, "properties": _members(arguments["properties"], holder, names)}}


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    return [change(entry) for entry in value] if isinstance(value, list | tuple) else change(value)


def _ends(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _by_id(reference: str, side: Side) -> str | None:
    """`orders.id` for `/schema/s_orders/properties/p_id`; None for what is not in this contract."""
    steps = reference.strip("/").split("/")
    if len(steps) < 2 or steps[0] != "schema":
        return None
    path, among = "", side.datasets
    for kind, step in zip(steps[::2], steps[1::2], strict=False):
        found = next((one for one in among if kind in ("schema", "properties") and step in (one.id, one.name)), None)
        if found is None:
            return None
        path, among = joined(path, found.name), found.children
    return path
