"""Records in a compressed file: what sealed segments and bundles are made of.

One JSON text a line, zstd over all: a header, then a record a line as an array of its columns. The payload is its text;
an object names the record that took it out; null stands for a payload that was withheld.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import zstandard

from c360_governance.lineage.log import payload as stored_payload
from c360_governance.lineage.log.chain import Row
from c360_governance.model.errors import LogError

FORMAT = "c360-records-1"
_LEVEL = 9
_MOST_LINE = 1024 * 1024 * 1024


def write(folder: Path, name: Callable[[str], str], header: Mapping[str, Any], rows: Iterable[Row]) -> Path:
    """A durable file in the folder; ``name`` makes its name of its SHA-256.

    Raises `OSError`, and `ValueError` for a record that is damaged.
    """
    beside = folder / f".writing-{os.getpid()}"
    try:
        with beside.open("wb") as file:
            with zstandard.ZstdCompressor(level=_LEVEL).stream_writer(file, closefd=False) as stream:
                stream.write(_line({"format": FORMAT, **header}))
                for row in rows:
                    stream.write(_line([*row[:3], _plain(row.payload), *row[4:]]))
            file.flush()
            os.fsync(file.fileno())
        with beside.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        path = folder / name(digest)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # not every file system can
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    return path


def read(path: Path, digest: str | None = None) -> tuple[dict[str, Any], Iterator[Row]]:
    """A file's header and its records. Raises `LogError` for one that is missing, or is not what ``digest`` says."""
    lines = _lines(path, digest)
    header = next(lines, None)
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise LogError(f"{path.name} holds no records of a log", help="name a file that `c360 lineage export` wrote")
    return header, _rows(lines, path)


def _rows(lines: Iterator[Any], path: Path) -> Iterator[Row]:
    for line in lines:
        if not isinstance(line, list) or len(line) != len(Row._fields) or not isinstance(line[0], int):
            raise _damaged(path)
        yield Row(line[0], line[1], line[2], _stored(line[3], path), line[4], line[5], line[6], line[7])


def _lines(path: Path, digest: str | None) -> Iterator[Any]:
    try:
        with path.open("rb") as file:
            if digest is not None and hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise _damaged(path)
            file.seek(0)
            with zstandard.ZstdDecompressor().stream_reader(file) as stream:
                for line in io.BufferedReader(stream):
                    yield json.loads(line)
    except FileNotFoundError:
        raise LogError(f"the file {path.name} of the log is missing", help="put it back from a copy") from None
    except OSError as error:
        raise LogError(f"{path.name} cannot be read: {error.strerror}", help="mend the file's permissions") from None
    except (ValueError, RecursionError, zstandard.ZstdError):
        raise _damaged(path) from None


def _plain(stored: Any) -> Any:
    if stored == stored_payload.WITHHELD:
        return None
    if stored_payload.is_tombstone(stored):
        return {"redacted_by": stored_payload.redacted_by(stored)}
    return stored_payload.read(stored).decode()


def _stored(plain: Any, path: Path) -> bytes:
    match plain:
        case None:
            return stored_payload.WITHHELD
        case str():
            return stored_payload.store(plain.encode("utf-8", "surrogatepass"))
        case {"redacted_by": int(sequence)}:
            return stored_payload.tombstone(sequence)
    raise _damaged(path)


def _line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _damaged(path: Path) -> LogError:
    return LogError(f"{path.name} is not what was written: it was changed or cut off", help="put it back from a copy")
