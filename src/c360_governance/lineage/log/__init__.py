"""The log: records of what happened, append-only, hash-chained, in SQLite or PostgreSQL."""
