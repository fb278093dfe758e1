"""Patterns compared by the texts that they let through, not by their own text.

A pattern is read as ODCS and JSON Schema mean it: ECMA-262, found anywhere in the text unless it is anchored. What a
finite automaton cannot decide (backreferences, look-around, flags), and what would take too long, is "unknown".
"""

from __future__ import annotations

from c360_governance.diff.regex.compare import Verdict, accepts_everything, compare

__all__ = ["Verdict", "accepts_everything", "compare"]
