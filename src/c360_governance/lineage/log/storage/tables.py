"""The log's own tables, in SQLAlchemy's words, so that every database makes its own statements of them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, func, text

SCHEMA_VERSION = 4
READABLE_VERSION = 3
"""The oldest version that can be read as it is: what came later are only new ways to store a payload."""

SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite keeps a table in the order of its key only where this is an INTEGER."""

DIGEST_LENGTH = 16
"""Characters of a payload's hash that are indexed: every event pays for the index, and few hashes begin alike."""

metadata = MetaData()

log_version = Table("log_version", metadata, Column("version", Integer, nullable=False))

records = Table(
    "records",
    metadata,
    Column("sequence", SEQUENCE, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("origin", Text),
    Column("payload", LargeBinary, nullable=False),
    Column("payload_hash", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
)
Index("records_digest", func.substr(records.c.payload_hash, 1, DIGEST_LENGTH))
_OURS = text("kind <> 'openlineage'")
Index("records_kind", records.c.kind, records.c.sequence, sqlite_where=_OURS, postgresql_where=_OURS)
"""``origin`` is null only in records of schema version 1, which did not say where an event came from."""

segments = Table(
    "segments",
    metadata,
    Column("first", SEQUENCE, primary_key=True, autoincrement=False),
    Column("last", SEQUENCE, nullable=False),
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("kinds", Text, nullable=False),
)
"""The files that old records were moved into (`lineage.log.sealed`)."""

sealed_payloads = Table(
    "sealed_payloads",
    metadata,
    Column("sequence", SEQUENCE, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("payload_hash", Text, nullable=False),
)
Index("sealed_payloads_digest", func.substr(sealed_payloads.c.payload_hash, 1, DIGEST_LENGTH))
"""What was moved out, so that the same event is known when it comes again."""

projections = Table(
    "projections",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Integer, nullable=False),
)
"""Which version of each projection's code wrote its table."""
