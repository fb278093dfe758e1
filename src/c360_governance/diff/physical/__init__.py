"""Physical types compared by the values that they hold, not by their text.

`INT` is `INTEGER`, `VARCHAR(50)` is `CHARACTER VARYING(50)`; a longer text, a larger integer or more digits is
wider. What a name means differs between engines, so it is read as the contract's servers do. Types of one word are
known by a table; only a type that the table does not know is parsed with sqlglot, which is dear to import.
"""

from __future__ import annotations

from c360_governance.diff.physical.compare import Verdict, compare
from c360_governance.diff.physical.dialects import engine_of
from c360_governance.diff.physical.parsing import Family, family

__all__ = ["Family", "Verdict", "compare", "engine_of", "family"]
