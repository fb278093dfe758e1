"""Where lines go that are no events: kept as they came, readable by their owner only, never shown."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from c360_governance.lineage.log.storage import make_folder
from c360_governance.model.errors import LogError

FOLDER = Path(".c360") / "quarantine"


class Quarantine:
    """One file a run, made when the first line comes. ``path`` is relative to the repository, None without lines."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path: Path | None = None
        self._file: IO[bytes] | None = None

    def keep(self, parts: Iterable[bytes]) -> None:
        """Keep one line, given in parts. Raises `LogError` where the file cannot be written."""
        try:
            file = self._file or self._open()
            last = b""
            for part in parts:
                file.write(part)
                last = part
            if not last.endswith(b"\n"):
                file.write(b"\n")
        except OSError as error:
            raise self._failed(error) from None

    def sync(self) -> None:
        """Make what was kept durable. Raises `LogError`."""
        if self._file is not None:
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
            except OSError as error:
                raise self._failed(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def _open(self) -> IO[bytes]:
        make_folder(self.root / FOLDER)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        self.path = FOLDER / f"lineage-{stamp}-{os.getpid()}.ndjson"
        descriptor = os.open(self.root / self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        return self._file

    def _failed(self, error: OSError) -> LogError:
        return LogError(
            f"the quarantine {self.path or FOLDER} cannot be written: {error.strerror}",
            help="what was ingested so far is in the log; mend the folder and ingest the file again",
        )
