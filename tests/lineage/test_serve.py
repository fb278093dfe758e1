"""`c360 lineage serve`: what OpenLineage clients meet, and what everybody else meets."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import os
import random
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from c360_governance.lineage.ingest.quarantine import Quarantine
from c360_governance.lineage.log.log import Log
from c360_governance.lineage.serve.committer import Committer
from c360_governance.lineage.serve.limits import RateLimit
from c360_governance.lineage.serve.receiver import Receiver
from c360_governance.lineage.serve.server import BATCH, SINGLE, Server, Settings
from c360_governance.lineage.serve.tokens import Tokens

Make = Callable[..., dict[str, Any]]
JSON = {"Content-Type": "application/json"}


class Running:
    """A server in this process and a client of it."""

    def __init__(self, log: Log, root: Path, **settings: Any) -> None:
        rate = settings.pop("rate", 10_000)
        waiting = settings.pop("waiting", 100)
        values = {"host": "127.0.0.1", "port": 0, "tokens_required": False, "most_bytes": 100_000, **settings}
        self.quarantine = Quarantine(root)
        self.committer = Committer(log, waiting)
        receiver = Receiver(self.committer, RateLimit(rate, rate * 2, clock=lambda: 0.0), self.quarantine)
        self.server = Server(Settings(**values), receiver, Tokens(root))
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any], Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request("POST", path, data, {**JSON, **(headers or {})})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else {}, answer.headers

    def close(self) -> None:
        self.server.end()
        self.thread.join()
        self.server.server_close()
        self.committer.close()
        self.quarantine.__exit__(None, None, None)


@pytest.fixture
def serving(log: Log, tmp_path: Path) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def start(**settings: Any) -> Running:
        running.append(Running(log, tmp_path, **settings))
        return running[-1]

    yield start
    for one in running:
        one.close()


def test_single_events_and_batches_are_in_the_log_when_they_are_acknowledged(
    serving: Callable[..., Running], log: Log, event: Make
) -> None:
    server = serving()
    status, answer, _ = server.post(SINGLE, event(1))
    assert (status, answer["ingested"]) == (201, 1)
    assert server.post(SINGLE, event(1))[1]["duplicates"] == 1
    status, answer, _ = server.post(BATCH, [event(1), event(2), 7, event(3, producer=...), {"a": 1}])
    assert status == 200
    assert answer["summary"] == {"received": 5, "successful": 3, "failed": 2, "retriable": 0, "non_retriable": 2}
    assert (answer["status"], answer["ingested"], answer["duplicates"]) == ("partial_success", 2, 1)
    assert [(one["index"], one["retriable"]) for one in answer["failed_events"]] == [(2, False), (4, False)]
    assert [(one["index"], one["rule"]) for one in answer["deviations"]] == [(3, "openlineage-missing-field")]
    assert [record.payload for record in log.records()] == [event(1), event(2), event(3, producer=...)]
    assert {record.origin for record in log.records()} == {"http"}


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_the_official_client_can_post(serving: Callable[..., Running], log: Log, compression: str | None) -> None:
    from openlineage.client import OpenLineageClient
    from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
    from openlineage.client.uuid import generate_new_uuid

    server = serving()
    config = {"type": "http", "url": f"http://127.0.0.1:{server.port}", "compression": compression}
    client = OpenLineageClient(config={"transport": config})
    for state in (RunState.START, RunState.COMPLETE):
        client.emit(RunEvent(eventType=state, eventTime="2026-01-31T06:00:00Z", run=Run(runId=str(generate_new_uuid())),
                             job=Job(namespace="n", name="j"), producer="https://x.example"))  # fmt: skip
    client.close()
    assert [record.payload["eventType"] for record in log.records()] == ["START", "COMPLETE"]


def test_a_token_names_the_sender_and_a_wrong_one_is_refused(
    serving: Callable[..., Running], log: Log, event: Make, tmp_path: Path
) -> None:
    token = Tokens(tmp_path).add("airflow")
    server = serving(tokens_required=True)
    assert server.post(SINGLE, event(1))[0] == 401
    assert server.post(SINGLE, event(1), {"Authorization": "Bearer c360_wrong"})[0] == 401
    assert server.post(SINGLE, event(1), {"Authorization": f"Bearer {token}"})[0] == 201
    assert [record.origin for record in log.records()] == ["http/airflow"]
    assert token not in (tmp_path / ".c360" / "tokens.json").read_text()
    assert (tmp_path / ".c360" / "tokens.json").stat().st_mode & 0o777 == 0o600
    Tokens(tmp_path).revoke("airflow")
    assert server.post(SINGLE, event(2), {"Authorization": f"Bearer {token}"})[0] == 401


BOMB = gzip.compress(b" " * 10_000_000, mtime=0)


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        (SINGLE, b"no json", {}, 400),
        (SINGLE, b"[]", {}, 400),
        (SINGLE, b"{}", {}, 400),
        (SINGLE, b"[" * 100_000, {}, 400),
        (SINGLE, b'{"run": ' + b"1" * 5000 + b"}", {}, 400),
        (BATCH, b"{}", {}, 400),
        (BATCH, b"[1" + b",1" * 10_000 + b"]", {}, 413),
        (SINGLE, b"x" * 100_001, {}, 413),
        (SINGLE, BOMB, {"Content-Encoding": "gzip"}, 413),
        (SINGLE, b"no gzip", {"Content-Encoding": "gzip"}, 400),
        (SINGLE, gzip.compress(b"{}", mtime=0)[:-4], {"Content-Encoding": "gzip"}, 400),
        (SINGLE, b"{}", {"Content-Encoding": "br"}, 415),
        (SINGLE, b"{}", {"Content-Type": "text/plain"}, 415),
        (SINGLE, b"{}", {"Origin": "https://evil.example"}, 403),
        (SINGLE, b"{}", {"Host": "evil.example:80"}, 403),
        ("/api/v2/lineage", b"{}", {}, 404),
    ],
)
def test_what_is_no_event_is_refused_and_said(
    serving: Callable[..., Running], log: Log, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    server = serving()
    got, answer, _ = server.post(path, body, headers)
    assert got == status
    assert answer["error"]
    assert log.verify().events == 0


def raw(port: int, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(data)
        answer = b""
        while part := connection.recv(4096):
            answer += part
    return answer


HEAD = b"POST /api/v1/lineage HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (HEAD + b"\r\n", b"411"),
        (HEAD + b"Content-Length: -5\r\n\r\n", b"400"),
        (HEAD + b"Content-Length: 9999999999999999\r\n\r\n", b"413"),
        (HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", b"400"),
        (HEAD + b"Content-Length: 2\r\n" + CHUNKED + b"2\r\n{}\r\n0\r\n\r\n", b"400"),
        (HEAD + b"Expect: 100-continue\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n{}", b"100"),
        (HEAD.replace(b"localhost", b"evil") + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", b"403"),
        (HEAD + CHUNKED + b"zz\r\n", b"400"),
        (HEAD + CHUNKED + b"fffffff\r\n", b"413"),
        (HEAD + CHUNKED + b"-1\r\n", b"413"),
        (HEAD + CHUNKED + b"5\r\n{\"run\r\na\r\n\": {\"x\":1}\r\n1;a=b\r\n}\r\n0\r\n\r\n", b"201"),
        (b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"200"),
        (b"NONSENSE / HTTP/1.1\r\nHost: x\r\n\r\n", b"501"),
    ],
)  # fmt: skip
def test_requests_of_no_library(serving: Callable[..., Running], data: bytes, status: bytes) -> None:
    assert raw(serving().port, data).split(None, 2)[1] == status


def test_who_sends_too_much_is_asked_to_wait(serving: Callable[..., Running], event: Make) -> None:
    server = serving(rate=2)
    assert server.post(BATCH, [event(number) for number in range(4)])[0] == 200
    status, answer, headers = server.post(SINGLE, event(9))
    assert (status, headers["Retry-After"]) == (429, "1")
    assert "too many" in answer["error"]


def test_a_batch_above_the_burst_passes_once_and_leaves_a_debt() -> None:
    now = [0.0]
    limit = RateLimit(10, 20, clock=lambda: now[0])
    assert limit.wait("a", 100) == 0
    assert limit.wait("a", 1) == 9
    assert limit.wait("b", 1) == 0
    now[0] = 9.0
    assert limit.wait("a", 1) == 0


def test_a_log_that_cannot_keep_up_turns_requests_away(
    serving: Callable[..., Running], log: Log, event: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, go = threading.Event(), threading.Event()
    append = Log.append_hashed

    def slow(self: Log, kind: str, texts: Any, origin: str) -> list[str]:
        entered.set()
        go.wait(10)
        return append(self, kind, texts, origin)

    monkeypatch.setattr(Log, "append_hashed", slow)
    server = serving(waiting=1)
    answers: list[int] = []
    senders = [threading.Thread(target=lambda n=n: answers.append(server.post(SINGLE, event(n))[0])) for n in (1, 2)]
    senders[0].start()
    entered.wait(10)
    senders[1].start()
    while not server.committer._queue.full():
        pass
    status, _, headers = server.post(SINGLE, event(3))
    assert (status, headers["Retry-After"]) == (503, "1")
    go.set()
    for sender in senders:
        sender.join()
    assert answers == [201, 201]
    assert log.verify().events == 2


def test_a_log_that_fails_acknowledges_nothing(
    serving: Callable[..., Running], log: Log, event: Make, tmp_path: Path, tamper: Callable[[str], None]
) -> None:
    server = serving()
    tamper("ALTER TABLE records RENAME TO gone")
    status, answer, headers = server.post(SINGLE, event(1))
    assert (status, headers["Retry-After"]) == (503, "5")
    assert "nothing was recorded" in answer["error"]


def test_the_command_serves_until_it_is_told_to_end(event: Make, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "c360_governance", "-C", str(tmp_path), "lineage", "serve", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    port = int(process.stderr.readline().split(",")[0].rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for number in (1, 2):  # on one connection, which is then left open
        connection.request("POST", SINGLE, json.dumps(event(number, producer=...)), JSON)
        assert json.loads(connection.getresponse().read())["ingested"] == 1
    os.kill(process.pid, signal.SIGTERM)
    _, err = process.communicate(timeout=10)
    connection.close()
    assert (process.returncode, err) == (
        0, "2 ingested, 0 duplicates, 0 unreadable\n2 warning[openlineage-missing-field]\n"
    )  # fmt: skip
    with Log.open("sqlite:///.c360/log.db", tmp_path, must_exist=True) as log:
        assert log.verify().events == 2


@pytest.mark.parametrize("seed", [3, 4])
def test_a_server_that_is_killed_has_every_event_that_it_acknowledged(event: Make, tmp_path: Path, seed: int) -> None:
    command = [sys.executable, "-m", "c360_governance", "-C", str(tmp_path), "lineage", "serve", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    port = int(process.stderr.readline().split(",")[0].rpartition(":")[2])
    acknowledged: list[str] = []
    enough = threading.Event()
    last = random.Random(seed).randrange(20, 60)

    def send(sender: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        with contextlib.suppress(OSError, http.client.HTTPException):
            for number in range(sender * 1000, sender * 1000 + 500):
                body = event(number)
                connection.request("POST", SINGLE, json.dumps(body), JSON)
                answer = connection.getresponse()
                answer.read()
                if answer.status == 201:
                    acknowledged.append(body["run"]["runId"])
                if len(acknowledged) >= last:
                    enough.set()
        connection.close()

    senders = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for sender in senders:
        sender.start()
    assert enough.wait(30)
    process.kill()
    for sender in senders:
        sender.join()
    process.communicate()
    with Log.open("sqlite:///.c360/log.db", tmp_path, must_exist=True) as log:
        assert log.verify().verified
        assert set(acknowledged) <= {record.payload["run"]["runId"] for record in log.records()}
    assert len(acknowledged) < 2000


def test_tls_is_ended_by_the_server_itself(event: Make, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    command = [sys.executable, "-m", "c360_governance", "-C", str(tmp_path), "lineage", "serve", "--port", "0",
               "--certificate", str(certificate), "--key", str(key)]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = process.stderr.readline()
    assert said.startswith("listening on https://127.0.0.1:")
    port = int(said.split(",")[0].rpartition(":")[2])
    context = ssl.create_default_context(cafile=str(certificate))
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)
    connection.request("POST", SINGLE, json.dumps(event(1)), JSON)
    assert connection.getresponse().status == 201
    connection.close()
    answer = b""
    with contextlib.suppress(OSError):  # whoever speaks no TLS is not answered
        answer = raw(port, HEAD + b"Content-Length: 2\r\n\r\n{}")
    assert b"HTTP" not in answer
    process.terminate()
    assert process.communicate(timeout=20)[1] == "1 ingested, 0 duplicates, 0 unreadable\n"


def test_a_certificate_that_is_none_is_said(c360: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("no certificate")
    for arguments, words in (
        (("--certificate", tmp_path / "x.pem"), "go together"),
        (("--certificate", tmp_path / "x.pem", "--key", tmp_path / "x.pem"), "cannot be read"),
    ):
        done = c360("-C", tmp_path, "lineage", "serve", "--port", "0", *arguments)
        assert done.status == 2
        assert words in done.stderr


def test_large_bodies_wait_for_their_turn(serving: Callable[..., Running], event: Make) -> None:
    server = serving(bodies_at_once=1)
    budget = server.server.budget
    with budget.reserved(100_000, 1.0) as first, budget.reserved(1, 0.0) as second:
        assert (first, second) == (True, False)
    assert server.post(SINGLE, gzip.compress(json.dumps(event(1)).encode()), {"Content-Encoding": "gzip"})[0] == 201


def test_others_can_reach_it_only_with_tokens(c360: Callable[..., Any], tmp_path: Path) -> None:
    refused = c360("-C", tmp_path, "lineage", "serve", "--host", "0.0.0.0", "--port", "0")  # noqa: S104
    assert (refused.status, refused.stdout) == (2, "")
    assert "c360 lineage token add NAME" in refused.stderr
    made = c360("-C", tmp_path, "lineage", "token", "add", "spark")
    assert made.stdout.startswith("c360_")
    assert "has a token already" in c360("-C", tmp_path, "lineage", "token", "add", "spark").stderr
    assert c360("-C", tmp_path, "lineage", "token", "list").stdout.startswith("spark  ")
    assert "did you mean 'spark'" in c360("-C", tmp_path, "lineage", "token", "revoke", "sparc").stderr
    assert c360("-C", tmp_path, "lineage", "token", "revoke", "spark").status == 0
    assert c360("-C", tmp_path, "lineage", "token", "list").stdout == ""
