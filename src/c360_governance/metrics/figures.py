"""A published report as CSV: one figure a line, in the columns metric, slice and published."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from c360_governance.metrics.week import WEEK_START
from c360_governance.model.errors import SourceError
from c360_governance.model.location import Location
from c360_governance.model.words import quoted

COLUMNS = ("metric", "slice", "published")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAX_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that somebody published. ``slice`` is empty, a week's Monday, or ``dimension=value``."""

    metric: str
    slice: str
    published: Decimal
    location: Location

    @property
    def decimals(self) -> int:
        """How many decimals were published: two for 9.10, none for 9 or 9E+2."""
        exponent = self.published.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The slice as (dimension, member) pairs; empty for the period."""
        if not self.slice:
            return ()
        if _DATE.fullmatch(self.slice):
            return ((WEEK_START, self.slice),)
        name, _, member = self.slice.partition("=")
        return ((name.strip(), member.strip()),)

    @property
    def subject(self) -> str:
        return f"{self.metric}[{self.slice}]" if self.slice else self.metric


def read_figures(data: bytes, path: str) -> list[Figure]:
    """The figures of a report, in its order.

    Raises `SourceError` where the file is not UTF-8, has not the columns, holds no figure, or a line is broken;
    the first such line is named, the others are counted.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceError("the report is not UTF-8", location=Location(path, line), help="save it as UTF-8") from None
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    figures: list[Figure] = []
    wrong: list[tuple[int, str]] = []
    try:
        columns = _header(next(reader, []), path)
        for row in reader:
            if any(field.strip() for field in row):
                figure = _figure(row, columns, Location(path, reader.line_num))
                if isinstance(figure, Figure):
                    figures.append(figure)
                else:
                    wrong.append((reader.line_num, figure))
    except csv.Error as error:
        raise SourceError(f"the report is no CSV: {error}", location=Location(path, max(reader.line_num, 1))) from None
    if wrong:
        line, message = wrong[0]
        others = ", ".join(str(number) for number, _ in wrong[1:6]) + (", ..." if len(wrong) > 6 else "")
        raise SourceError(message, location=Location(path, line), help=f"also wrong: line {others}" if others else "")
    if not figures:
        raise SourceError("the report holds no figures", location=Location(path))
    return figures


def _header(row: list[str], path: str) -> dict[str, int]:
    """The position of each column. Others may stand beside them."""
    names = [name.strip().lower() for name in row]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        what = f"the report has no column {', '.join(missing)}" if any(names) else "the report is empty"
        help = "the first line must be: metric,slice,published"
        if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
            help += " (separated by commas)"
        raise SourceError(what, location=Location(path), help=help)
    return {name: names.index(name) for name in COLUMNS}


def _figure(row: list[str], columns: dict[str, int], location: Location) -> Figure | str:
    """The figure in a line, or what is wrong with it."""
    if len(row) <= max(columns.values()):
        return f"the line has {len(row)} fields, too few for metric, slice and published"
    metric, slice_, text = (row[columns[name]].strip() for name in COLUMNS)
    if not metric:
        return "the line names no metric"
    if slice_ and not _DATE.fullmatch(slice_) and "=" not in slice_:
        return f"{quoted(slice_)} is no slice; leave it empty, or write a week's Monday or dimension=value"
    try:
        published = Decimal(text)
    except InvalidOperation:
        published = Decimal("NaN")
    if not published.is_finite() or len(text) > _MAX_DIGITS or abs(published.adjusted()) > _MAX_DIGITS:
        return f"published is {quoted(text)}, which is no number; write it like 1234.5"
    return Figure(metric, slice_, published, location)
