"""The README's tour, run in the order in which it is printed, on the repository that the demo leaves behind."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from c360_governance.demo.story import next_steps

README = Path(__file__).parents[2] / "README.md"
COMMAND = re.compile(r"^\$ (?P<command>.*?)(?:\s+# exit (?P<status>\d))?$")


def tour() -> list[tuple[str, int, list[str]]]:
    """Every command of the console blocks with its exit status and the lines printed below it."""
    commands: list[tuple[str, int, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            found = COMMAND.match(line)
            if found:
                commands.append((found["command"], int(found["status"] or 0), []))
            else:
                commands[-1][2].append(line)
    return commands


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `demo` is what `c360 demo demo` left behind, on a machine without a git identity."""
    folder = tmp_path_factory.mktemp("tour")
    done = subprocess.run(
        [sys.executable, "-m", "c360_governance", "demo", "demo"],
        cwd=folder, capture_output=True, text=True, check=False, env=environment(folder),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The story expected" not in done.stdout
    (folder / "transcript.txt").write_text(done.stdout, encoding="utf-8")
    return folder


def environment(home: Path) -> dict[str, str]:
    """c360 of this environment on the path; nobody's home."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull}


def test_every_command_answers_as_printed(demo: Path) -> None:
    assert len(tour()) >= 10
    for command, status, lines in tour():
        done = subprocess.run(
            ["sh", "-c", command], cwd=demo, capture_output=True, text=True, check=False, env=environment(demo)
        )
        assert done.returncode == status, f"{command}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        pattern = ".*?".join(re.escape(part.strip("\n")) for part in "\n".join(lines).split("..."))
        assert re.search(pattern, done.stdout, re.DOTALL), f"{command} printed\n{done.stdout}"


def test_what_the_demo_suggests_works(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, tmp_path / "copy")
    subprocess.run(["git", "-C", str(tmp_path / "copy/demo"), "reset", "--quiet", "--hard"], check=True)
    transcript = (demo / "transcript.txt").read_text(encoding="utf-8")
    suggested = re.findall(r"^  (.+)", transcript.partition("Try next:\n")[2], re.MULTILINE)
    assert [line.split()[3] for line in suggested] == ["incident", "metric", "metric", "explain", "lineage", "revert"]
    for command in suggested:
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path / "copy", capture_output=True, text=True, check=False,
            env=environment(demo),
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def test_what_the_demo_suggests_can_be_pasted(tmp_path: Path) -> None:
    for line in next_steps(tmp_path / "a folder").splitlines()[1:]:
        assert str(tmp_path / "a folder") in shlex.split(line)
