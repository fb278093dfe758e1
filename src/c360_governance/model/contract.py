"""A data contract (ODCS 3.x) as the rest of the code sees it.

Reading is lenient: what is missing or of the wrong type becomes None or empty, because judging a document is
lint's work, not the parser's. Every part keeps its pointer, so whoever finds something can say where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from c360_governance.model.lenient import mapping, mappings, sequence
from c360_governance.model.location import Pointer


class Property(NamedTuple):
    """A column or a nested field. ``name`` is the logical name, ``column`` the name in the warehouse."""

    name: str
    pointer: Pointer
    logical_type: str | None
    physical_type: str | None
    column: str
    required: bool
    unique: bool
    primary_key_position: int | None
    classification: str | None
    description: str | None
    examples: tuple[Any, ...]
    enum: tuple[Any, ...]
    options: Mapping[str, Any]
    relationships: tuple[Mapping[str, Any], ...]
    quality: tuple[Mapping[str, Any], ...]
    custom: Mapping[str, Any]
    raw: Mapping[str, Any]
    children: tuple[Property, ...] = ()

    def walk(self) -> Iterator[Property]:
        """This property and everything nested in it, depth first."""
        yield self
        for child in self.children:
            yield from child.walk()


class Dataset(NamedTuple):
    """One schema object: a table, view, topic or file. ``table`` is its name in the warehouse."""

    name: str
    pointer: Pointer
    table: str
    physical_type: str | None
    granularity: str | None
    description: str | None
    properties: tuple[Property, ...]
    relationships: tuple[Mapping[str, Any], ...]
    quality: tuple[Mapping[str, Any], ...]
    custom: Mapping[str, Any]
    raw: Mapping[str, Any]

    @property
    def primary_key(self) -> tuple[Property, ...]:
        """The key's properties in their declared order."""
        keyed = [prop for prop in self.properties if prop.primary_key_position is not None]
        return tuple(sorted(keyed, key=lambda prop: prop.primary_key_position or 0))

    def find(self, name: str) -> Property | None:
        """The top-level property with this logical or physical name, or None."""
        return next((prop for prop in self.properties if name in (prop.name, prop.column)), None)


class Sla(NamedTuple):
    """A service level: ``property`` (freshness, retention, ...), ``value`` in ``unit``, of ``element``."""

    pointer: Pointer
    property: str
    value: Any
    unit: str | None
    element: str | None
    raw: Mapping[str, Any]


class Contract(NamedTuple):
    """One document. ``custom`` holds the customProperties of vendor c360, by property name."""

    path: str
    id: str | None
    name: str | None
    version: str | None
    status: str | None
    domain: str | None
    api_version: str | None
    owner: str | None
    purpose: str | None
    datasets: tuple[Dataset, ...]
    sla: tuple[Sla, ...]
    custom: Mapping[str, Any]
    document: Mapping[str, Any]

    def sla_of(self, name: str) -> Sla | None:
        """The first service level with that property name, whatever its case."""
        return next((sla for sla in self.sla if sla.property.lower() == name.lower()), None)


def parse_contract(document: Mapping[str, Any], path: str = "") -> Contract:
    """The contract in a document, whatever is wrong with it. Pure; never raises on a mapping."""
    text = _text_of(document)
    description = mapping(document.get("description"))
    return Contract(
        path=path,
        id=text("id"),
        name=text("name") or text("id"),
        version=text("version"),
        status=text("status"),
        domain=text("domain"),
        api_version=text("apiVersion"),
        owner=_owner(document),
        purpose=_text_of(description)("purpose"),
        datasets=tuple(
            _dataset(raw, ("schema", index)) for index, raw in mappings(document.get("schema"))
        ),
        sla=tuple(
            Sla(("slaProperties", index), str(raw.get("property", "")), raw.get("value"),
                _text_of(raw)("unit"), _text_of(raw)("element"), raw)
            for index, raw in mappings(document.get("slaProperties"))
        ),
        custom=custom_properties(document),
        document=document,
    )  # fmt: skip


def custom_properties(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the customProperties that are ours (``vendor: c360``), by name."""
    return {
        str(entry.get("property")): entry.get("value")
        for _, entry in mappings(raw.get("customProperties"))
        if entry.get("vendor") == "c360"
    }


def custom_pointer(raw: Mapping[str, Any], name: str) -> Pointer:
    """The way to the entry of a customProperty of ours; to the list of them where there is none of that name."""
    for index, entry in mappings(raw.get("customProperties")):
        if entry.get("property") == name and entry.get("vendor") == "c360":
            return ("customProperties", index)
    return ("customProperties",)


def _dataset(raw: Mapping[str, Any], pointer: Pointer) -> Dataset:
    text = _text_of(raw)
    name = text("name") or f"schema[{pointer[-1]}]"
    return Dataset(
        name=name,
        pointer=pointer,
        table=text("physicalName") or name,
        physical_type=text("physicalType"),
        granularity=text("dataGranularityDescription"),
        description=text("description"),
        properties=_properties(raw, pointer),
        relationships=tuple(entry for _, entry in mappings(raw.get("relationships"))),
        quality=tuple(entry for _, entry in mappings(raw.get("quality"))),
        custom=custom_properties(raw),
        raw=raw,
    )


def _properties(raw: Mapping[str, Any], pointer: Pointer) -> tuple[Property, ...]:
    return tuple(
        parse_property(child, (*pointer, "properties", index)) for index, child in mappings(raw.get("properties"))
    )


def parse_property(raw: Mapping[str, Any], pointer: Pointer) -> Property:
    """A property from its mapping, whatever is wrong with it."""
    text = _text_of(raw)
    name = text("name") or str(pointer[-1])
    position = raw.get("primaryKeyPosition")
    items = mapping(raw.get("items"))
    children = _properties(raw, pointer)
    if items:
        children += (parse_property({"name": "[]", **items}, (*pointer, "items")),)
    return Property(
        name=name,
        pointer=pointer,
        logical_type=text("logicalType"),
        physical_type=text("physicalType"),
        column=text("physicalName") or name,
        required=raw.get("required") is True,
        unique=raw.get("unique") is True,
        primary_key_position=(position if isinstance(position, int) and position > 0 else 1)
        if raw.get("primaryKey") is True
        else None,
        classification=text("classification"),
        description=text("description"),
        examples=tuple(sequence(raw.get("examples"))),
        enum=_enum(raw),
        options=mapping(raw.get("logicalTypeOptions")),
        relationships=tuple(entry for _, entry in mappings(raw.get("relationships"))),
        quality=tuple(entry for _, entry in mappings(raw.get("quality"))),
        custom=custom_properties(raw),
        raw=raw,
        children=children,
    )


def _enum(raw: Mapping[str, Any]) -> tuple[Any, ...]:
    """ODCS 3.2 entries (``- value: x``), or the plain list that earlier documents put into the options."""
    values = raw.get("enum") or mapping(raw.get("logicalTypeOptions")).get("enum")
    return tuple(v.get("value") if isinstance(v, Mapping) else v for v in sequence(values))


def _owner(document: Mapping[str, Any]) -> str | None:
    """The team's name (3.1+), else the member whose role is owner (3.0 lists members only)."""
    team = document.get("team")
    if isinstance(team, Mapping):
        name = _text_of(team)("name")
        if name:
            return name
    members = team.get("members") if isinstance(team, Mapping) else team
    for _, member in mappings(members):
        if str(member.get("role", "")).lower().replace("_", " ") in ("owner", "data owner", "product owner"):
            return _text_of(member)("username")
    return None


def _text_of(raw: Mapping[str, Any]) -> Callable[[str], str | None]:
    def text(key: str) -> str | None:
        value = raw.get(key)
        return value if isinstance(value, str) and value.strip() else None

    return text
