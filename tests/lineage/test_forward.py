"""`c360 lineage forward`: in order, each once, whatever the backend does; runs never wait for it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage.events.job import Job
from c360_governance.lineage.ingest.quarantine import Quarantine
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.record import record_run
from c360_governance.lineage.serve.committer import Committer
from c360_governance.lineage.serve.limits import RateLimit
from c360_governance.lineage.serve.receiver import Receiver
from c360_governance.lineage.serve.server import Server, Settings
from c360_governance.lineage.serve.tokens import Tokens

Answers = Callable[[int], int]


class Backend:
    """A receiver that answers the n-th request with the status that ``answers`` gives."""

    def __init__(self, answers: Answers) -> None:
        backend = self
        self.answers, self.got = answers, list[dict[str, Any]]()
        self.asked = 0

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                backend.asked += 1
                status = backend.answers(backend.asked)
                if status < 300:
                    backend.got.append(body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                if status == 429:
                    self.send_header("Retry-After", "7")
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def backend() -> Iterator[Callable[[Answers], Backend]]:
    open_: list[Backend] = []

    def start(answers: Answers) -> Backend:
        open_.append(Backend(answers))
        return open_[-1]

    yield start
    for one in open_:
        one.close()


@pytest.fixture
def run(c360: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Forwards with a ``forward:`` of c360.yaml; status and answer."""

    def forward(targets: dict[str, Any], *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        (tmp_path / "c360.yaml").write_text(json.dumps({"version": 1, "forward": targets}))
        done = c360("-C", tmp_path, "lineage", "forward", *arguments, "--format", "json")
        return done.status, json.loads(done.stdout)["targets"] if done.stdout else [], done.stderr

    return forward


def runs(log: Log, count: int) -> None:
    for _ in range(count):
        with record_run(log, Job("check", datetime.now(UTC))):
            pass


def http(backend: Backend, **more: Any) -> dict[str, Any]:
    return {"transport": {"type": "http", "url": backend.url, **more}}


def test_what_waits_goes_out_in_order_and_once(
    log: Log, backend: Callable[[Answers], Backend], run: Callable[..., Any]
) -> None:
    there = backend(lambda _: 201)
    runs(log, 2)
    log.append_new("openlineage", [b'{"run": {}, "of": "others"}'])
    runs(log, 1)
    own = [record.payload for record in log.records() if record.origin == "own"]
    status, [answer], _ = run({"marquez": http(there)})
    assert (status, answer["sent"], answer["waiting"], there.got) == (0, 6, 0, own)
    assert run({"marquez": http(there)})[1][0]["sent"] == 0
    runs(log, 1)
    assert run({"marquez": http(there)})[1][0]["sent"] == 2
    assert len(there.got) == 8


@pytest.mark.parametrize(("status", "words"), [(503, "it answers 503"), (429, "it asks to wait 7 s"), (401, "401")])
def test_a_backend_that_does_not_take_an_event_is_sent_it_again(
    log: Log, backend: Callable[[Answers], Backend], run: Callable[..., Any], status: int, words: str
) -> None:
    there = backend(lambda asked: 201 if asked != 3 else status)
    runs(log, 2)
    exit_status, [answer], _ = run({"marquez": http(there)})
    assert (exit_status, answer["sent"], answer["waiting"]) == (2, 2, 2)
    assert words in answer["problem"]
    assert there.asked == 3  # it was not asked again at once
    assert run({"marquez": http(there)})[1][0]["sent"] == 2
    assert there.got == [record.payload for record in log.records()]


def test_an_event_that_is_rejected_for_good_holds_up_nothing(
    log: Log, backend: Callable[[Answers], Backend], run: Callable[..., Any]
) -> None:
    there = backend(lambda asked: 201 if asked != 2 else 422)
    runs(log, 2)
    status, [answer], _ = run({"marquez": http(there)})
    assert (status, answer["sent"], answer["rejected"]) == (1, 3, [2])
    assert run({"marquez": http(there)})[1][0] == {
        "target": "marquez", "sent": 0, "waiting": 0, "problem": None, "skipped": [], "rejected": []
    }  # fmt: skip


def test_a_dead_target_holds_up_no_other_and_no_part_of_a_composite(
    log: Log, backend: Callable[[Answers], Backend], run: Callable[..., Any], tmp_path: Path
) -> None:
    there = backend(lambda _: 201)
    runs(log, 1)
    dead = {"type": "http", "url": "http://127.0.0.1:9"}
    file = {"type": "file", "log_file_path": str(tmp_path / "out.ndjson")}
    parts = {"dead": dead, "alive": http(there)["transport"], "file": file}
    status, answers, _ = run({"all": {"transport": {"type": "composite", "transports": parts}}})
    assert status == 2
    assert [(one["target"], one["sent"], one["waiting"]) for one in answers] == [
        ("all/dead", 0, 2), ("all/alive", 2, 0), ("all/file", 2, 0)
    ]  # fmt: skip
    assert "cannot be reached" in answers[0]["problem"]
    lines = (tmp_path / "out.ndjson").read_text().splitlines()
    assert [json.loads(line) for line in lines] == there.got == [record.payload for record in log.records()]


def test_events_of_others_go_out_when_they_are_valid(
    log: Log, backend: Callable[[Answers], Backend], run: Callable[..., Any], event: Callable[..., dict[str, Any]]
) -> None:
    there = backend(lambda _: 200)
    log.append_new("openlineage", [json.dumps(one).encode() for one in (event(1), event(2, producer=...), event(3))])
    status, [answer], _ = run({"marquez": {**http(there), "events": "all"}}, "marquez", "--limit", "5")
    assert (status, answer["sent"], answer["skipped"]) == (1, 2, [2])
    assert there.got == [event(1), event(3)]


def test_our_own_receiver_takes_an_event_once_even_if_it_is_sent_twice(
    log: Log, run: Callable[..., Any], tmp_path: Path
) -> None:
    token = Tokens(tmp_path).add("ci")
    with Log.open("sqlite:///other.db", tmp_path) as other, Quarantine(tmp_path) as quarantine:
        committer = Committer(other, 10)
        server = Server(Settings("127.0.0.1", 0, True, 10**6), Receiver(committer, RateLimit(100, 100), quarantine),
                        Tokens(tmp_path))  # fmt: skip
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FORWARD_TOKEN", token)
            auth = {"type": "api_key", "apiKey": "${FORWARD_TOKEN}"}
            url = f"http://127.0.0.1:{server.server_address[1]}"
            target = {"prod": {"transport": {"type": "http", "url": url, "auth": auth}}}
            runs(log, 2)
            assert run(target)[1][0]["sent"] == 4
            (tmp_path / ".c360" / "outbox" / "prod.json").unlink()  # as if it had died before it noted its place
            assert run(target)[1][0]["sent"] == 4
        server.end()
        thread.join()
        server.server_close()
        committer.close()
        assert [record.payload for record in other.records()] == [record.payload for record in log.records()]
        assert {record.origin for record in other.records()} == {"http/ci"}


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ({}, "c360.yaml names no target"),
        ({"a": {"transport": {"type": "htpp"}}}, "did you mean 'http'"),
        ({"a": {"transport": {"type": "http"}}}, "configuration of its http transport"),
        ({"a": {"transport": {"type": "kafka", "topic": "t", "config": {}}}}, "the transport kafka"),
        ({"a": {"transport": {"type": "http", "url": "${NOT_SET_ANYWHERE}"}}}, "NOT_SET_ANYWHERE is not set"),
        ({"a": {"transport": {"type": "os.system"}}}, "no transport that events"),
        ({"a": {}}, "transport"),
    ],
)
def test_what_is_no_target_is_said(log: Log, run: Callable[..., Any], targets: dict[str, Any], words: str) -> None:
    runs(log, 1)
    status, answers, said = run(targets)
    assert (status, answers) == (2, [])
    assert words in said


def test_a_log_that_was_made_anew_is_noticed(
    log: Log, backend: Callable[[Answers], Backend], run: Callable[..., Any], tmp_path: Path
) -> None:
    there = backend(lambda _: 201)
    runs(log, 1)
    assert run({"marquez": http(there)})[0] == 0
    log.close()
    for path in (tmp_path / ".c360").glob("log.db*"):
        path.unlink()
    with Log.open("sqlite:///.c360/log.db", tmp_path) as anew:
        runs(anew, 2)
    status, _, said = run({"marquez": http(there)})
    assert status == 2
    assert "served from another log" in said
