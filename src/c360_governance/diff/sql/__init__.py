"""SQL compared by what it means. `equivalent` is a proof: where it says no, nobody knows."""

from __future__ import annotations

from c360_governance.diff.sql.equivalence import Role, equivalent
from c360_governance.diff.sql.tokens import same_tokens

__all__ = ["Role", "equivalent", "same_tokens"]
