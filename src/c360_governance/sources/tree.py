"""A governance repository, whether its files are a work tree (here) or a git commit (`sources.git`)."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from c360_governance.model.errors import SourceError
from c360_governance.model.location import Location


class Tree(Protocol):
    """Read access to files by path relative to the repository's root."""

    root: Path

    def list(self, folder: str) -> list[str]: ...

    def read(self, path: str) -> bytes | None: ...

    def read_many(self, paths: Sequence[str]) -> dict[str, bytes]: ...


class WorkTree:
    """The files as they are on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def list(self, folder: str) -> list[str]:
        """The paths of all files below a folder, sorted; hidden folders are left out."""
        found: list[str] = []
        for directory, folders, files in os.walk(self.root / folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += [os.path.relpath(os.path.join(directory, name), self.root) for name in files]
        return sorted(path.replace(os.sep, "/") for path in found)

    def read(self, path: str) -> bytes | None:
        """A file's content, or None where there is no such file.

        Raises `SourceError` for a link that leads out of the repository: what somebody else's machine holds is no
        part of it, and may be a secret or a device without end.
        """
        place = self.root / path
        try:
            if place.is_symlink() and not place.resolve().is_relative_to(self.root.resolve()):
                raise SourceError(
                    "the link leads out of the repository", location=Location(path), help="put the file itself here"
                )
            if not stat.S_ISREG(place.stat().st_mode) and not place.is_dir():
                raise SourceError("it is no regular file", location=Location(path))
            return place.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise SourceError(f"cannot be read: {error.strerror}", location=Location(path)) from None

    def read_many(self, paths: Sequence[str]) -> dict[str, bytes]:
        """The contents of those of the paths that exist."""
        contents = ((path, self.read(path)) for path in paths)
        return {path: data for path, data in contents if data is not None}
