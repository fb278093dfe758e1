"""Records of ours as pydantic models: one class says what is written, reads it back, and publishes its JSON Schema.

pydantic is slow to import, so only what writes or reads such records imports this module.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from c360_governance.lineage.log.chain import canonical
from c360_governance.lineage.log.log import Record
from c360_governance.model.errors import LogError

SCHEMA_URL = "https://c360-governance.dev/schemas/{}.schema.json"

Model = TypeVar("Model", bound=BaseModel)


class TypedRecord(BaseModel):
    """Frozen; a key that is missing or unknown, or a value of another type, is an error. So it is for its parts."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


def published(name: str, title: str) -> ConfigDict:
    """What a model's published JSON Schema is called."""
    head: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_URL.format(name),
        "title": title,
    }
    return ConfigDict(json_schema_extra=head)


def read(record: Record, model: type[Model]) -> Model:
    """A record through its model. Raises `LogError` with the record's sequence for one that does not fit it."""
    try:
        return model.model_validate_json(canonical(record.payload))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the record"
        raise LogError(
            f"record {record.sequence} of the log is no {record.kind} record that can be read: "
            f"{where}: {first['msg'].lower()}",
            help="run `c360 lineage verify`; if it holds, a newer c360 wrote the record: upgrade",
        ) from None


def _unicode(value: object) -> object:
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_unicode)]
"""Text that may name a file: bytes of the name that are no UTF-8 are written out, as JSON cannot hold them."""

Commit = Annotated[str, Field(pattern=r"^[0-9a-f]{40,64}$")]
