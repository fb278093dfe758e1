"""The facts of a log, kept beside it so that a question reads new records only.

A file in `.c360` that follows from the log and can be deleted at any time. It belongs to one chain: the hash of the
last record that it holds must be the one before the first new record; a redaction ends it. A log that is short, or a
folder that cannot be written, is read without it. `differing` compares it with the records for `c360 lineage verify`.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from c360_governance.lineage.facts.facts import Content, Fact, fact
from c360_governance.lineage.facts.stored_content import dump, load
from c360_governance.lineage.log import payload as stored_payload
from c360_governance.lineage.log.chain import GENESIS, Row
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.log.verification import Verification
from c360_governance.model.finding import Finding
from c360_governance.model.location import Location

NAME = ".c360/flow-facts.db"
VERSION = "1"
"""Of what facts hold and how they are stored; another version's file is made anew."""

WORTH_IT = 200
"""Records from which on reading the log anew is felt: an event with SQL may take 20 milliseconds."""

_TABLES = """
CREATE TABLE about (version TEXT NOT NULL, sequence INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE TABLE contents (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, body BLOB NOT NULL);
CREATE TABLE facts (sequence INTEGER PRIMARY KEY, time TEXT, type TEXT, job TEXT, run TEXT, content INTEGER NOT NULL);
"""


def facts(log: Log, root: Path) -> list[Fact]:
    """The facts of all events, in the order of recording; what is new is added to the file first."""
    if _last(log) < WORTH_IT:
        return list(read_anew(log))
    try:
        for _ in range(2):
            with closing(_opened(root / NAME)) as store:
                if _catch_up(store, log):
                    return list(_all(store))
            forget(root)  # what a redaction took out of the log must not stay here
        return list(read_anew(log))
    except (sqlite3.Error, OSError, ValueError, TypeError):
        forget(root)
        return list(read_anew(log))


def read_anew(log: Log) -> Iterator[Fact]:
    """The facts out of the log's records. Jobs say the same thing run after run: it is kept once."""
    known: dict[Content, Content] = {}
    for record in log.records("openlineage"):
        found = fact(record.payload, record.sequence)
        same = known.setdefault(found.content, found.content)
        yield Fact(found.sequence, found.time, found.type, found.job, found.run, same)


def verified(log: Log, root: Path, judged: Verification) -> Verification:
    """The judgement of a log that holds, with that of the file of its facts."""
    wrong = differing(log, root) if judged.verified else None
    if wrong is None:
        return judged
    found = Finding(
        "log-projection-differs",
        "error",
        f"{NAME} does not follow from record {wrong}",
        Location(log.name, max(wrong, 1)),
        subject=f"flow facts of record {wrong}",
        help="keep a copy as evidence, then build it again: `c360 lineage rebuild`",
    )
    return replace(judged, verified=False, findings=(*judged.findings, found))


def forget(root: Path) -> None:
    """Throw the file away; the next question makes it anew."""
    (root / NAME).unlink(missing_ok=True)


def differing(log: Log, root: Path) -> int | None:
    """The sequence of the first record that the file does not follow from; None where it does, or there is no file.

    What the log has beyond the file is not yet in it, and no difference.
    """
    if not (root / NAME).is_file():
        return None
    try:
        with closing(_opened(root / NAME)) as store:
            until, anchor = _about(store)
            held = iter(_all(store))
            for row in log.rows():
                if row.sequence == until:
                    break
            else:
                return until or None
            if row.hash != anchor:
                return until
            for expected in read_anew(log):
                if expected.sequence > until:
                    break
                if next(held, None) != expected:
                    return expected.sequence
            return None if next(held, None) is None else until
    except (sqlite3.Error, ValueError, TypeError):
        return 1


def _last(log: Log) -> int:
    return next((row.sequence for row in log.rows(newest_first=True)), 0)


def _opened(path: Path) -> sqlite3.Connection:
    """The file, made anew where it is missing or another version's."""
    if not path.parent.is_dir():
        raise OSError("there is no folder for it")
    store = sqlite3.connect(path, timeout=30, isolation_level=None)
    store.execute("PRAGMA synchronous = OFF")  # a file that a crash left damaged is made anew
    store.execute("BEGIN IMMEDIATE")
    known = store.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone()
    if known is None or store.execute("SELECT version FROM about").fetchone() != (VERSION,):
        _make(store)
    store.execute("COMMIT")
    return store


def _make(store: sqlite3.Connection) -> None:
    for table in ("about", "contents", "facts"):
        store.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in _TABLES.split(";"):
        if statement.strip():
            store.execute(statement)
    store.execute("INSERT INTO about VALUES (?, 0, ?)", (VERSION, GENESIS))


def _about(store: sqlite3.Connection) -> tuple[int, str]:
    sequence, hash_ = store.execute("SELECT sequence, hash FROM about").fetchone()
    return sequence, hash_


def _catch_up(store: sqlite3.Connection, log: Log) -> bool:
    """Add the facts of new records, in one transaction; False where the file does not belong to the log as it is."""
    store.execute("BEGIN IMMEDIATE")
    try:
        sequence, anchor = _about(store)
        if log.head != anchor and not _append(store, log, sequence, anchor):
            store.execute("ROLLBACK")
            return False
    except BaseException:
        store.execute("ROLLBACK")
        raise
    store.execute("COMMIT")
    return True


def _append(store: sqlite3.Connection, log: Log, sequence: int, anchor: str) -> bool:
    fresh = sequence == 0
    last = sequence, anchor
    for row in log.rows(after=sequence if not fresh else None):
        if row.previous != last[1] or (row.kind == "redaction" and not fresh):
            return False
        last = row.sequence, row.hash
        if row.kind == "openlineage" and not _is_gone(row):
            _add(store, fact(json.loads(stored_payload.read(row.payload)), row.sequence))
    store.execute("UPDATE about SET sequence = ?, hash = ?", last)
    return last != (sequence, anchor)  # else the log has another head, and nothing that would lead to it


def _is_gone(row: Row) -> bool:
    return stored_payload.is_tombstone(row.payload) or row.payload == stored_payload.WITHHELD


def _add(store: sqlite3.Connection, one: Fact) -> None:
    body = dump(one.content)
    digest = hashlib.blake2b(body, digest_size=16).digest()
    stored = stored_payload.store(body)
    store.execute("INSERT OR IGNORE INTO contents (digest, body) VALUES (?, ?)", (digest, stored))
    store.execute(
        "INSERT INTO facts SELECT ?, ?, ?, ?, ?, id FROM contents WHERE digest = ?",
        (one.sequence, one.time.isoformat() if one.time else None, one.type, one.job, one.run, digest),
    )


def _all(store: sqlite3.Connection) -> Iterable[Fact]:
    contents = {
        number: load(stored_payload.read(body)) for number, body in store.execute("SELECT id, body FROM contents")
    }
    rows = store.execute("SELECT sequence, time, type, job, run, content FROM facts ORDER BY sequence")
    for sequence, time, type_, job, run, content in rows:
        moment = datetime.fromisoformat(time) if time is not None else None
        yield Fact(sequence, moment, type_, job, run, contents[content])
