"""What is wrong with a metric spec, and where in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from c360_governance.model.errors import SourceError
from c360_governance.model.location import Location, Pointer
from c360_governance.model.metric import Metric

if TYPE_CHECKING:
    from c360_governance.sources.repository import Repository


class SpecError(SourceError):
    """A spec that cannot be evaluated. ``pointer`` leads to the part at fault; `located` turns it into a line."""

    def __init__(self, message: str, metric: Metric, pointer: Pointer, *, help: str = "") -> None:
        super().__init__(f"{metric.name}: {message}", location=Location(metric.path), help=help)
        self.path = metric.path
        self.pointer = pointer


@contextmanager
def located(repository: Repository) -> Iterator[None]:
    """Within it, a `SpecError` gets the line and column of the part at fault."""
    try:
        yield
    except SpecError as error:
        error.location = repository.document(error.path).locate(error.pointer)
        raise
