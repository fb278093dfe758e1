"""A governance repository, whether its files are a work tree (here) or a git commit (`sources.git`)."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from c360_governance.model.errors import SourceError
from c360_governance.model.location import Location
from c360_governance.sources.limits import MAX_BYTES, too_large


class Tree(Protocol):
    """Read access to files by path relative to the repository's root."""

    root: Path

    def list(self, folder: str) -> list[str]: ...

    def read(self, path: str) -> bytes | None: ...

    def read_many(self, paths: Sequence[str]) -> dict[str, bytes]: ...


def in_hidden_folder(path: str) -> bool:
    """Whether a folder on the way to a file is hidden: what lies there is not governed, on disk or at a ref."""
    return "/." in f"/{path.rpartition('/')[0]}"


class WorkTree:
    """The files as they are on disk. Folders that are links are not entered."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._start = os.path.join(root, "")
        self._linked: dict[str, bool] = {}

    def list(self, folder: str) -> list[str]:
        """The paths of all files below a folder, sorted; hidden folders are left out."""
        found: list[str] = []
        pending = [os.path.normpath(folder)]
        while pending:
            directory = pending.pop()
            within = "" if directory == os.curdir else f"{directory}{os.sep}"
            try:
                entries = list(os.scandir(os.path.join(self.root, directory)))
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:  # what cannot be looked into is not empty
                raise _unreadable(directory, error) from None
            for entry in entries:
                if not _is_folder(entry):
                    found.append(f"{within}{entry.name}")
                elif not entry.name.startswith(".") and not entry.is_symlink():
                    pending.append(f"{within}{entry.name}")
        return sorted(path.replace(os.sep, "/") for path in found)

    def read(self, path: str) -> bytes | None:
        """A file's content, or None where there is no such file.

        Raises `SourceError` for a link that leads out of the repository: what somebody else's machine holds is no
        part of it, and may be a secret or a device without end.
        """
        place = f"{self._start}{path}"
        try:
            if self._behind_a_link(path.rpartition("/")[0]):
                return None
            found = os.lstat(place)
            if stat.S_ISLNK(found.st_mode):
                if not Path(os.path.realpath(place)).is_relative_to(os.path.realpath(self.root)):
                    raise SourceError(
                        "the link leads out of the repository", location=Location(path), help="put the file itself here"
                    )
                found = os.stat(place)
            if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
                raise SourceError("it is no regular file", location=Location(path))
            if found.st_size > MAX_BYTES:
                raise too_large(path)
            return _content(place, found.st_size)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _unreadable(path, error) from None

    def _behind_a_link(self, folder: str) -> bool:
        """Whether a folder on the way to a file is a link; `list` does not enter it, so `read` must not."""
        if folder not in self._linked:
            above = bool(folder) and self._behind_a_link(folder.rpartition("/")[0])
            self._linked[folder] = above or (bool(folder) and os.path.islink(os.path.join(self.root, folder)))
        return self._linked[folder]

    def read_many(self, paths: Sequence[str]) -> dict[str, bytes]:
        """The contents of those of the paths that exist."""
        contents = ((path, self.read(path)) for path in paths)
        return {path: data for path, data in contents if data is not None}


def _unreadable(path: str, error: OSError) -> SourceError:
    return SourceError(
        f"cannot be read: {error.strerror}", location=Location(path),
        help="make it readable, or take it out of the repository",
    )  # fmt: skip


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder or leads to one; a link that leads in a circle is left to whoever reads it."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def read_file(path: Path) -> bytes:
    """A file that somebody named, which may be a pipe or a device without end: no more than
    a document may have, and one byte."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _content(place: str, size: int) -> bytes:
    """A file's bytes, of which there should be ``size``. A repository is searched file by file, and a file object each
    costs as much as the rest."""
    file = os.open(place, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        data = os.read(file, size + 1)
        if len(data) == size:
            return data
        parts = [data]
        while part := os.read(file, 1 << 20):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(file)
