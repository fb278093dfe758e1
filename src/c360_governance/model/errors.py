"""The errors that a user can do something about; everything else is a bug."""

from __future__ import annotations

from c360_governance.model.location import Location


class C360Error(Exception):
    """Could not judge (exit 2): says what is wrong, where, and what to do.

    ``location`` is None where no file is concerned; ``help`` is one sentence in the imperative, or "".
    The message and the help never hold a secret or a value of somebody's data.
    """

    def __init__(self, message: str, *, location: Location | None = None, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.help = help

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        return f"{place}{self.message}"


class SourceError(C360Error):
    """A file that cannot be read or parsed; ``others`` are those of the same run, so that none hides the rest."""

    others: tuple[SourceError, ...] = ()


class UsageError(C360Error):
    """The command was asked for something that does not exist."""


class WarehouseError(C360Error):
    """The warehouse could not be reached, or refused a statement for ``cause``: the engine's words without values."""

    def __init__(self, message: str, *, help: str = "", cause: str = "") -> None:
        super().__init__(message, help=help)
        self.cause = cause or message


class StatementTimeout(WarehouseError):
    """A statement took longer than it may, and was broken off."""


class WarehouseLost(WarehouseError):
    """The connection is gone: no further statement will be answered."""


class LogError(C360Error):
    """The log could not be opened or written; what was acknowledged before is safe."""
