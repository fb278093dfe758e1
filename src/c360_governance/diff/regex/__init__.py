"""Regular expressions as sets of strings: compared, intersected, complemented, asked for their shortest member.

Patterns are read as ECMA-262 has them, found anywhere in the text unless they are anchored, into terms whose
derivatives by a character are terms again (Brzozowski): the states of an automaton are made only where a search comes
by. Backreferences, lookbehind, word boundaries, inline flags and what dialects read in different ways are not read:
whoever asks is told so.
"""

from __future__ import annotations

from c360_governance.diff.regex.compare import Verdict, accepts_everything, compare

__all__ = ["Verdict", "accepts_everything", "compare"]
