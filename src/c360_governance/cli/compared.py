"""The two sides of a comparison, from what was typed: a ref, a range, two files, two folders, two refs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import click

from c360_governance.cli.common import governed, repository

if TYPE_CHECKING:
    from c360_governance.sources.repository import Repository


class Compared(NamedTuple):
    """``old`` and ``new`` are versions of one repository, narrowed down to ``paths``.

    Where ``old`` is None, ``paths`` are OLD and NEW themselves, and ``new`` is the repository whose policy applies.
    """

    old: Repository | None
    new: Repository
    paths: tuple[str, ...]


def compared(ctx: click.Context, against: str | None, paths: tuple[str, ...]) -> Compared:
    """``against`` is a ref (the work tree is the new side), ``A..B`` (B is) or ``A...B`` (B, since it left A).

    A side that a range leaves out is HEAD; a range may stand alone, as git users write it. Raises `UsageError` for
    anything that cannot be compared.
    """
    if against is None and len(paths) == 1 and _range(paths[0])[1] and _is_ref(paths[0]):
        against, paths = paths[0], ()
    if against is None:
        if len(paths) != 2:
            hint = f"; `c360 diff --against HEAD {paths[0]}` says what you changed in it" if len(paths) == 1 else ""
            raise click.UsageError(f"give two files, folders or refs, OLD and NEW, or --against REF{hint}", ctx)
        if not all(_is_ref(path) for path in paths):
            return Compared(None, repository(ctx), paths)
        old, new = (_at(ctx, path) for path in paths)
        return Compared(old, new, ())
    one, dots, other = _range(against)
    if not dots:
        _demand_work_tree(ctx, against)
        return Compared(repository(ctx, against), repository(ctx) if paths else governed(ctx), paths)
    new = repository(ctx, other or "HEAD")
    if dots == "..":
        return Compared(repository(ctx, one or "HEAD"), new, paths)
    from c360_governance.sources.git_changes import merge_base

    return Compared(repository(ctx, merge_base(new.root, one or "HEAD", other or "HEAD")), new, paths)


def _demand_work_tree(ctx: click.Context, against: str) -> None:
    from c360_governance.sources.git_top import is_bare

    root = repository(ctx).root
    if is_bare(root):
        from c360_governance.model.errors import UsageError

        raise UsageError(
            f"{root.resolve()} is a bare repository: there is no work tree to compare with {against}",
            help=f"compare two commits, as in --against {against}..HEAD",
        )


def _at(ctx: click.Context, ref: str) -> Repository:
    from c360_governance.model.errors import UsageError
    from c360_governance.sources.git import resolve

    here = repository(ctx, ref)
    try:
        resolve(here.root, ref)
    except UsageError as error:
        raise UsageError(f"{ref} does not exist: no file or folder, and {error.message}", help=error.help) from None
    return here


def _range(against: str) -> tuple[str, str, str]:
    """A range's ends and its dots; the dots are empty where it is no range."""
    for dots in ("...", ".."):
        if dots in against:
            return against.partition(dots)[0], dots, against.partition(dots)[2]
    return against, "", ""


def _is_ref(argument: str) -> bool:
    """Whether an argument can only be a whole commit: what exists is a file or folder, what has a colon is in one."""
    return not os.path.lexists(argument) and ":" not in argument and not argument.endswith((".yaml", ".yml", ".json"))
