"""SQL compared by what it means. `equivalent` is a proof: where it says no, nobody knows."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from c360_governance.diff.sql.equivalence import Role, equivalent
    from c360_governance.diff.sql.tokens import same_tokens

__all__ = ["Role", "equivalent", "same_tokens"]


def __getattr__(name: str) -> Any:
    """Imported when it is asked for: impact needs the words of SQL, not the proofs about it."""
    if name not in __all__:
        raise AttributeError(name)
    module = "tokens" if name == "same_tokens" else "equivalence"
    return getattr(import_module(f"{__name__}.{module}"), name)
