"""`c360 lineage ingest`: nothing lost, nothing twice, every deviation reported, no content in the output."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c360_governance.cli.main import main
from c360_governance.lineage.ingest import ingest as ingest_module
from c360_governance.lineage.ingest import reader
from c360_governance.lineage.ingest.ingest import Ingested, ingest
from c360_governance.lineage.ingest.quarantine import Quarantine
from c360_governance.lineage.ingest.reader import entries
from c360_governance.lineage.log.log import Log

Make = Callable[..., dict[str, Any]]
PERSONAL = "ada@example.com"


def counts(answer: dict[str, Any]) -> tuple[int, int, int]:
    return answer["ingested"], answer["duplicates"], answer["unreadable"]


@pytest.fixture
def take(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Ingests a text as a file and gives the command's JSON."""

    def run(text: str | bytes, status: int = 0, *options: str) -> dict[str, Any]:
        file = tmp_path / "events.json"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(SystemExit) as left:
            main(["-C", str(tmp_path), "lineage", "ingest", str(file), "--format", "json", *options])
        done = capsys.readouterr()
        assert left.value.code == status, done.err
        assert PERSONAL not in done.out + done.err
        answer: dict[str, Any] = json.loads(done.out)
        return answer

    return run


def test_lines_are_counted_once_each(take: Callable[..., dict[str, Any]], event: Make, tmp_path: Path) -> None:
    valid = [json.dumps(event(number)) for number in range(5)]
    reordered = json.dumps(dict(reversed(event(0).items())), indent=None, separators=(" ,", " : "))
    junk = ["no json", "[]", "[1, 2]", "42", "null", '"text"', "", '{"a": 1}', '{"eventType": "START"}', valid[0][:-9],
            '{"run": {' + '"a": {' * 3000 + "}" * 3002]  # fmt: skip
    lines = [*valid, reordered, *junk, valid[3]]
    answer = take("\n".join(lines) + "\n")
    assert counts(answer) == (5, 2, len(junk))
    assert {finding["rule"] for finding in answer["findings"]} == {"openlineage-unreadable"}
    assert [finding["line"] for finding in answer["findings"]] == list(range(7, 7 + len(junk)))
    [kept] = (tmp_path / ".c360" / "quarantine").iterdir()
    assert kept.read_text() == "".join(line + "\n" for line in junk)
    assert kept.stat().st_mode & 0o777 == 0o600
    with Log.open("sqlite:///.c360/log.db", tmp_path, must_exist=True) as log:
        assert log.verify().verified
        assert [record.payload for record in log.records()] == [event(number) for number in range(5)]
    assert counts(take("\n".join(lines) + "\n")) == (0, 7, len(junk))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (lambda event: json.dumps(event(1)), (1, 0, 0)),
        (lambda event: json.dumps(event(1), indent=2), (1, 0, 0)),
        (lambda event: json.dumps([event(1), event(2), event(1)]), (2, 1, 0)),
        (lambda event: "\n" + json.dumps([event(1), event(2)], indent=2) + "\n", (2, 0, 0)),
        (lambda event: json.dumps([event(1), {"a": PERSONAL}]), (1, 0, 1)),
        (lambda event: "\ufeff" + json.dumps(event(1)) + "\r\n" + json.dumps(event(2)) + "\r\n", (2, 0, 0)),
        (lambda event: json.dumps(event(1))[:-1] + "\n" + json.dumps(event(2)), (1, 0, 1)),
        (lambda event: "", (0, 0, 0)),
        (lambda event: "\n", (0, 0, 1)),
        (lambda event: b"\xff\xfe\xfa\n" + json.dumps(event(1)).encode(), (1, 0, 1)),
        (lambda event: '{"run": {"runId": 1' + "0" * 5000 + "}}", (0, 0, 1)),
    ],
)
def test_a_file_holds_lines_or_one_document(
    take: Callable[..., dict[str, Any]], event: Make, text: Callable[[Make], str], expected: tuple[int, int, int]
) -> None:
    assert counts(take(text(event))) == expected


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({}, []),
        ({"eventType": ...}, []),
        ({"producer": ...}, ["openlineage-missing-field"]),
        ({"schemaURL": "not a uri"}, ["openlineage-invalid-format"]),
        ({"eventTime": "2026-01-31T06:00:00"}, ["openlineage-invalid-format"]),
        ({"eventTime": ...}, ["openlineage-missing-field"]),
        ({"eventType": PERSONAL}, ["openlineage-unknown-value"]),
        ({"run": {"runId": PERSONAL}}, ["openlineage-invalid-format"]),
        ({"inputs": [{"name": PERSONAL}]}, ["openlineage-missing-field"]),
        ({"inputs": PERSONAL}, ["openlineage-wrong-type"]),
        ({"run": {"runId": "01a20085-5b53-78ef-b206-57c22717dab5", "facets": {"sql": {"query": PERSONAL}}}},
         ["openlineage-missing-field", "openlineage-missing-field"]),
        ({"numbers": [1.5, float("nan"), float("inf")]}, ["openlineage-not-a-number", "openlineage-not-a-number"]),
        ({"job": ...}, ["openlineage-missing-field"]),
        ({"text": "\ud800 \u0000"}, []),
        ({"big": 10**400}, []),
    ],
)  # fmt: skip
def test_deviations_are_warnings_and_the_event_is_kept(
    take: Callable[..., dict[str, Any]], event: Make, tmp_path: Path, changes: dict[str, Any], rules: list[str]
) -> None:
    answer = take(json.dumps(event(**changes)))
    assert counts(answer) == (1, 0, 0)
    assert [finding["rule"] for finding in answer["findings"]] == rules
    assert {finding["severity"] for finding in answer["findings"]} <= {"warning"}
    assert counts(take(json.dumps(event(**changes)), 1 if rules else 0, "--fail-on", "warning")) == (0, 1, 0)
    with Log.open("sqlite:///.c360/log.db", tmp_path, must_exist=True) as log:
        [record] = log.records()
    kept = json.loads(json.dumps(event(**changes)).replace("NaN", "null").replace("Infinity", "null"))
    assert record.payload == kept


def test_standard_input_and_several_files_are_one_run(c360: Callable[..., Any], event: Make, tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.json").write_text(json.dumps(event(number)))
    arguments = ("-C", tmp_path, "lineage", "ingest", tmp_path / "1.json", "-", tmp_path / "2.json")
    done = c360(*arguments, stdin=json.dumps(event(3)) + "\n" + json.dumps(event(1)))
    assert (done.status, done.stdout) == (0, "3 ingested, 1 duplicates, 0 unreadable\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no-such-file.json",), "there is no file no-such-file.json"),
        ((".",), "there is no file ."),
        ((), "Missing argument"),
    ],
)
def test_a_missing_file_is_an_error_before_anything_is_written(
    c360: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = c360("-C", tmp_path, "lineage", "ingest", *arguments)
    assert (done.status, done.stdout) == (2, "")
    assert words in done.stderr
    assert not (tmp_path / ".c360").exists()


def test_batches_are_durable_one_by_one(log: Log, event: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the log fails in the middle, what was counted is in it, and the same file again appends the rest."""
    monkeypatch.setattr(ingest_module, "BATCH_EVENTS", 10)
    data = "".join(json.dumps(event(number)) + "\n" for number in range(35)).encode()

    class Broken(io.BytesIO):
        def readline(self, size: int | None = -1) -> bytes:
            if self.tell() > len(data) * 0.7:
                raise KeyboardInterrupt
            return super().readline(size)

    done = Ingested()
    with Quarantine(tmp_path) as quarantine:
        with pytest.raises(KeyboardInterrupt):
            ingest(log, Broken(data), "events", quarantine, done)
        assert done.ingested == log.verify().events == 20
        again = Ingested()
        ingest(log, io.BytesIO(data), "events", quarantine, again)
    assert (again.ingested, again.duplicates) == (15, 20)
    assert log.verify().verified


def test_a_line_longer_than_the_limit_is_quarantined_whole(
    log: Log, event: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MAX_LINE", 2000)
    monkeypatch.setattr(reader, "MAX_DOCUMENT", 3000)
    long = b'{"run": "' + b"x" * 9000 + b'"}\n'
    line = json.dumps(event(1)).encode() + b"\n"
    for data in (long + line, line + long, line + long[:-1]):
        done = Ingested()
        with Quarantine(tmp_path) as quarantine:
            ingest(log, io.BytesIO(data), "events", quarantine, done)
        assert (done.ingested + done.duplicates, done.unreadable) == (1, 1)
        assert quarantine.path is not None
        assert (tmp_path / quarantine.path).read_bytes() == long


def test_an_entry_that_nobody_read_does_not_shift_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_LINE", 50)
    data = b"{}\n" + b"y" * 500 + b"\n{}\n"
    assert [(entry.number, entry.event) for entry in entries(io.BytesIO(data))] == [(1, {}), (2, None), (3, {})]


def test_endless_deviations_are_counted_not_listed(
    log: Log, event: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "MAX_FINDINGS", 5)
    lines = [json.dumps(event(number, producer=...)) for number in range(9)] + ["junk"] * 2
    done = Ingested()
    with Quarantine(tmp_path) as quarantine:
        ingest(log, io.BytesIO("\n".join(lines).encode()), "events", quarantine, done)
    assert [(finding.rule, finding.message) for finding in done.all_findings("events")[5:]] == [
        ("openlineage-missing-field", "and 4 more of these"),
        ("openlineage-unreadable", "and 2 more of these"),
    ]


def test_two_at_once_append_each_event_once(event: Make, tmp_path: Path) -> None:
    file = tmp_path / "events.ndjson"
    file.write_text("".join(json.dumps(event(number)) + "\n" for number in range(3000)))
    command = [sys.executable, "-m", "c360_governance", "-C", str(tmp_path), "lineage", "ingest", str(file)]
    both = [subprocess.Popen([*command, "--format", "json"], stdout=subprocess.PIPE) for _ in range(2)]
    answers = [json.loads(process.communicate()[0]) for process in both]
    assert sum(answer["ingested"] for answer in answers) == 3000
    assert sum(answer["duplicates"] for answer in answers) == 3000
    with Log.open("sqlite:///.c360/log.db", tmp_path, must_exist=True) as log:
        assert log.verify().verified
        assert log.verify().events == 3000
