"""Who may send: bearer tokens, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path

from c360_governance.lineage.log.storage import make_folder
from c360_governance.model.errors import LogError, UsageError
from c360_governance.model.suggest import unknown

FILE = Path(".c360") / "tokens.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


class Tokens:
    """The tokens of a repository by the name of who sends with them.

    A token is 256 random bits, so its plain SHA-256 cannot be guessed back; the file is readable by its owner only.
    """

    def __init__(self, root: Path) -> None:
        self._path = root / FILE
        self._stamp = self._stamped()
        self._hashes = self._read()

    def add(self, name: str) -> str:
        """A new token, which is shown this once. Raises `UsageError` for a name that is none or is taken."""
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} is no name of a sender", help="letters a-z, digits, . _ - ; at most 63")
        if name in self._hashes:
            raise UsageError(f"{name} has a token already", help=f"revoke it first: c360 lineage token revoke {name}")
        token = f"c360_{secrets.token_urlsafe(32)}"
        made = datetime.now(UTC).isoformat(timespec="seconds")
        self._write({**self._hashes, name: {"sha256": _hash(token), "made": made}})
        return token

    def revoke(self, name: str) -> None:
        """Take a token away. Raises `UsageError` for a name that has none."""
        if name not in self._hashes:
            raise unknown("sender with a token", name, self._hashes)
        self._write({one: entry for one, entry in self._hashes.items() if one != name})

    def made(self) -> dict[str, str]:
        """When each sender's token was made."""
        return {name: entry["made"] for name, entry in sorted(self._hashes.items())}

    def sender(self, token: str) -> str | None:
        """Whose token it is; None for one that is nobody's. Takes as long for a token that is nearly right."""
        if (stamp := self._stamped()) != self._stamp:  # somebody made a token, or revoked one
            self._hashes, self._stamp = self._read(), stamp
        asked, found = _hash(token), None
        for name, entry in self._hashes.items():
            if hmac.compare_digest(entry["sha256"], asked):
                found = name
        return found

    def _stamped(self) -> tuple[int, int]:
        try:
            there = self._path.stat()
        except OSError:
            return 0, 0
        return there.st_mtime_ns, there.st_ino

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            data = json.loads(self._path.read_bytes())
            return {str(name): {"sha256": str(entry["sha256"]), "made": str(entry["made"])}
                    for name, entry in data["tokens"].items()}  # fmt: skip
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise LogError(f"{FILE} cannot be read", help="mend it, or remove it and make new tokens") from None

    def _write(self, hashes: dict[str, dict[str, str]]) -> None:
        try:
            make_folder(self._path.parent)
            beside = self._path.with_suffix(f".{os.getpid()}")
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump({"tokens": hashes}, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError as error:
            raise LogError(f"{FILE} cannot be written: {error.strerror}", help="mend the folder") from None
        self._hashes = hashes


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
