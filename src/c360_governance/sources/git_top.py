"""Where a folder lies in its git repository, told from the files alone: no process is started for it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def top_of(folder: Path) -> Path | None:
    """The root of the work tree that a folder is in, None where it is in none. Links are resolved."""
    here = Path(os.path.realpath(folder))
    return next((one for one in (here, *here.parents) if (one / ".git").exists()), None)


def is_bare(folder: Path) -> bool:
    """Whether a folder is a bare repository that lies in no work tree: one inside may be somebody's trap."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and top_of(folder) is None


def from_top(root: Path) -> Callable[[str], str]:
    """Turns paths that are relative to ``root``, or else to the current folder, into ones relative to the work tree's
    root: that is where a forge looks for them. Paths outside, and all of them where there is no git, stay as they are.
    """
    top = top_of(root)

    def moved(path: str) -> str:
        if top is None or not path:
            return path
        place = os.path.join(root, path)
        if not os.path.lexists(place) and os.path.lexists(path):
            place = path
        inside = os.path.relpath(os.path.join(os.path.realpath(os.path.dirname(place)), os.path.basename(place)), top)
        return path if inside.startswith(os.pardir) else inside.replace(os.sep, "/")

    return moved
