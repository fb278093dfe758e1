"""A guide that is run as it is printed: files that it shows are written, commands that it shows are run and compared.

A fenced block whose info string names a file (```` ```yaml contracts/a.odcs.yaml ````) is that file. In a ``console``
block, `$ ` begins a command, `# exit N` after it names its status, and below stands what it prints; `...` is anything.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

COMMAND = re.compile(r"^\$ (?P<command>.*?)(?:\s+# exit (?P<status>\d))?$")
BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)


class Step(NamedTuple):
    """A command with its exit status and the lines printed below it, or a file with its content."""

    command: str
    status: int = 0
    lines: tuple[str, ...] = ()
    content: str | None = None


def steps(guide: Path) -> Iterator[Step]:
    """What a guide does, in its order."""
    for block in BLOCK.finditer(guide.read_text(encoding="utf-8")):
        if block["file"]:
            yield Step(block["file"], content=block["body"])
        elif block["kind"] == "console":
            yield from _commands(block["body"])


def _commands(body: str) -> Iterator[Step]:
    found: list[Step] = []
    for line in body.splitlines():
        command = COMMAND.match(line)
        if command:
            found.append(Step(command["command"], int(command["status"] or 0)))
        else:
            found[-1] = found[-1]._replace(lines=(*found[-1].lines, line))
    yield from found


def follow(step: Step, folder: Path, c360: Callable[..., Any]) -> None:
    """Do one step in a folder, which is the current one. Raises `AssertionError` where the guide says something else
    than the command. ``c360`` runs a command of ours without starting a process for it."""
    if step.content is not None:
        path = folder / step.command
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.content, encoding="utf-8")
        return
    program, *arguments = shlex.split(step.command)
    if program == "c360" and not set(step.command) & {"|", "&", ";", ">"}:
        found = c360(*arguments)
        status, printed, said = found.status, found.stdout, found.stderr
    else:
        done = subprocess.run(["sh", "-c", step.command], cwd=folder, capture_output=True, text=True, check=False)
        status, printed, said = done.returncode, done.stdout, done.stderr
    assert status == step.status, f"{step.command}: {printed}{said}"
    assert "Traceback" not in said
    pattern = ".*?".join(re.escape(part.strip("\n")) for part in "\n".join(step.lines).split("..."))
    assert re.fullmatch(pattern, printed.strip("\n"), re.DOTALL), f"{step.command} printed\n{printed}"


def environment(home: Path) -> dict[str, str]:
    """c360 of this environment on the path, an identity for git, and nobody's home."""
    identity = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
                for what, value in (("NAME", "Ann"), ("EMAIL", "ann@example.com"))}  # fmt: skip
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**identity, "PATH": path, "HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull}
