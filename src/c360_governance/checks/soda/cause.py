"""Why Soda did not judge a check, in words that hold no row's values."""

from __future__ import annotations

from c360_governance.model.words import short
from c360_governance.warehouse.cause import LONGEST

_NOT_FINITE = "not a finite number"

NO_NUMBER = "the measurement gave no number"


def of_soda(errors: tuple[str, ...], *, asked: bool) -> str:
    """Soda's own errors: as they are while it only read the contract, in our words once it had ``asked`` the engine."""
    if any(_NOT_FINITE in error for error in errors):
        return NO_NUMBER
    if asked or not errors:
        return "Soda did not evaluate it"
    return f"Soda does not accept it: {short(errors[0].splitlines()[0], LONGEST)}"
