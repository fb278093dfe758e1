"""One version of a schema: as the validator takes it, and why it does not."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from c360_governance.diff.json_schema.cleaning import cleaned
from c360_governance.diff.json_schema.dialect import Draft, draft_of

if TYPE_CHECKING:
    from c360_governance.diff.json_schema.oracle import Check

_TOO_HEAVY = "its references multiply, so that checking one would take too long"


class Side:
    """``own_flaw`` says what makes it no schema, whatever a validator says; "" where nothing does.
    The ``other`` version tells the draft where this one does not."""

    def __init__(self, schema: Any, other: Any) -> None:
        draft = draft_of(schema, other)
        self.draft: Draft = draft or 2020
        self.schema, flaws = cleaned(schema, self.draft)
        self.own_flaw = flaws[0] if flaws else ""
        if draft is None:
            self.own_flaw = "its $schema names a draft that is not supported"
        if not isinstance(self.schema, dict | bool):
            self.own_flaw = "a JSON Schema is a mapping, or true or false"

    @cached_property
    def _checked(self) -> tuple[Check | None, str]:
        from c360_governance.diff.json_schema.oracle import Refused, validator

        if self.own_flaw:
            return None, self.own_flaw
        try:
            check = validator(self.schema, self.draft)
        except Refused as refusal:
            return None, str(refusal)
        from c360_governance.diff.json_schema.weight import HEAVIEST, weight

        return (check, "") if weight(self.schema, self.draft) <= HEAVIEST else (None, _TOO_HEAVY)

    @property
    def check(self) -> Check | None:
        """Tells whether a value fits; None where the validator does not take the schema."""
        return self._checked[0]

    @property
    def flaw(self) -> str:
        """Why the validator does not take the schema, "" where it does."""
        return self._checked[1]

    @property
    def is_read(self) -> bool:
        """Whether the schema's meaning is clear enough for a proof: what a pattern or another document says is not,
        but it is the same in both versions. What is too heavy for the validator may still be searched."""
        return not self.flaw or self.flaw.endswith('is not a "regex"') or self.is_remote or self.flaw == _TOO_HEAVY

    @property
    def is_remote(self) -> bool:
        """Whether part of the schema is another document, which is not fetched."""
        return self.flaw.startswith("Resource '")
