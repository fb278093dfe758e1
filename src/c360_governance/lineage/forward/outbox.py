"""How far each target has been served. The log itself holds what waits, so nothing is lost and nothing is copied.

A target's place is a small file beside the log, written after each event that it took; one process at a time serves a
target. An event that was taken just before a crash is sent again: receivers that know events by content, as
`c360 lineage serve` does, take it once.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from c360_governance.lineage.events.validate import violations
from c360_governance.lineage.forward.target import Sender, Target, TargetError
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.log.origin import OWN
from c360_governance.lineage.log.storage import make_folder
from c360_governance.model.errors import LogError

FOLDER = Path(".c360") / "outbox"


@dataclass
class Forwarded:
    """What happened to a target's events. ``skipped`` and ``rejected`` are records' sequences."""

    target: str
    sent: int = 0
    waiting: int = 0
    problem: str | None = None
    skipped: list[int] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)


class Place:
    """The last record that a target was served with."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            found = json.loads(path.read_bytes())
            self.sequence, self.hash = int(found["sequence"]), str(found["hash"])
        except FileNotFoundError:
            self.sequence, self.hash = 0, ""
        except (OSError, ValueError, KeyError, TypeError):
            raise LogError(f"{path.name} in the outbox cannot be read",
                           help="remove it, and every event is sent again") from None  # fmt: skip

    def move(self, sequence: int, hash_: str) -> None:
        """Durable when this returns. Raises `LogError`."""
        beside = self._path.with_suffix(".new")
        try:
            with beside.open("w") as file:
                json.dump({"sequence": sequence, "hash": hash_}, file)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError as error:
            raise LogError(f"the outbox cannot be written: {error.strerror}", help="mend the folder") from None
        self.sequence, self.hash = sequence, hash_


def forward(log: Log, root: Path, target: Target, limit: int | None = None) -> Forwarded:
    """Send a target what waits for it, in the log's order, until it is served or does not answer.

    Events that the specification does not allow stay here; what the target rejects for good is passed over. Both are
    told. Raises `LogError` where somebody else serves it, or where the log is not the one that it was served from.
    """
    done = Forwarded(target.name)
    with _alone(root, target.name) as folder:
        place = Place(folder / f"{_file_name(target.name)}.json")
        _same_log(log, place, target.name)
        sender: Sender | None = None
        try:
            for record in log.records_after(place.sequence, "openlineage"):
                if target.events == "own" and record.origin != OWN:
                    continue
                if done.problem is not None or done.sent == limit:
                    done.waiting += 1
                    continue
                if violations(record.payload):
                    done.skipped.append(record.sequence)
                else:
                    sender = sender or Sender(target)
                    try:
                        sender.send(record.payload)
                        done.sent += 1
                    except TargetError as error:
                        if not error.rejected:
                            done.problem, done.waiting = _words(error), done.waiting + 1
                            continue
                        done.rejected.append((record.sequence, error.reason))
                place.move(record.sequence, record.hash)
        finally:
            if sender is not None:
                sender.close()
    return done


def _words(error: TargetError) -> str:
    after = f"; it asks to wait {error.retry_after} s" if error.retry_after and error.retry_after.isdigit() else ""
    return f"{error.reason}{after}"


def _same_log(log: Log, place: Place, name: str) -> None:
    """A log that was made anew counts from 1 again: its first events must not pass for sent."""
    if place.sequence and log.hash_of(place.sequence) != place.hash:
        raise LogError(f"{name} was served from another log than {log.name}",
                       help=f"remove {FOLDER / _file_name(name)}.json to send it every event of this one")  # fmt: skip


@contextmanager
def _alone(root: Path, name: str) -> Iterator[Path]:
    folder = root / FOLDER
    try:
        make_folder(folder)
        lock: IO[str] = (folder / f"{_file_name(name)}.lock").open("w")
    except OSError as error:
        raise LogError(f"the outbox cannot be written: {error.strerror}", help="mend the folder") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise LogError(f"another process is forwarding to {name}", help="let it finish") from None
        yield folder


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)
