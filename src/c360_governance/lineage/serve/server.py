"""The HTTP server around the receiver: paths, authorisation, limits of connections, an orderly end.

The standard library's server with a thread a connection: it takes what one SQLite log can make durable, and brings
nothing that has to be kept up to date.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from c360_governance.lineage.log.origin import HTTP
from c360_governance.lineage.serve.body import RefusedError, largest, read_body
from c360_governance.lineage.serve.limits import Budget
from c360_governance.lineage.serve.receiver import Receiver
from c360_governance.lineage.serve.tokens import Tokens

SINGLE, BATCH, HEALTH = "/api/v1/lineage", "/api/v1/lineage/batch", "/health"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Settings:
    """``tokens_required`` is False only where nobody else can reach the server. ``most_bytes`` is a body's, of which
    ``bodies_at_once`` of the largest size may be in memory; small ones count for what they are.
    """

    host: str
    port: int
    tokens_required: bool
    most_bytes: int
    most_connections: int = 200
    bodies_at_once: int = 16
    idle_seconds: float = 30.0
    tls: ssl.SSLContext | None = None


class Server(ThreadingHTTPServer):
    """Serves until `shutdown` is called from another thread; `close` then waits for the requests under way."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, settings: Settings, receiver: Receiver, tokens: Tokens) -> None:
        self.settings, self.receiver, self.tokens = settings, receiver, tokens
        self.address_family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        self.budget = Budget(settings.most_bytes * settings.bodies_at_once)
        self._slots = threading.BoundedSemaphore(settings.most_connections)
        self._idle: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.ending = False
        super().__init__((settings.host, settings.port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._slots.acquire(blocking=False):
            with contextlib.suppress(OSError):
                request.sendall(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
                                b"Connection: close\r\n\r\n")  # fmt: skip
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            if self.settings.tls is not None:
                request.settimeout(self.settings.idle_seconds)
                request = self.settings.tls.wrap_socket(request, server_side=True)
            super().process_request_thread(request, client_address)
        except OSError:
            self.shutdown_request(request)
        finally:
            self._slots.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is the client's affair; it will send again what was not acknowledged."""

    def waits(self, connection: socket.socket, idle: bool) -> None:
        """A connection begins or ends to wait for its next request; waiting ones are cut at the end."""
        with self._lock:
            if idle and not self.ending:
                self._idle.add(connection)
            else:
                self._idle.discard(connection)
                if idle:
                    with contextlib.suppress(OSError):
                        connection.shutdown(socket.SHUT_RD)

    def end(self) -> None:
        """Take no more; what was begun is finished."""
        with self._lock:
            self.ending = True
            for connection in self._idle:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)
        self.shutdown()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "c360"
    sys_version = ""
    disable_nagle_algorithm = True  # an answer in two packets would wait for the client's delayed acknowledgement
    wbufsize = -1

    def setup(self) -> None:
        self.request.settimeout(self.server.settings.idle_seconds)
        super().setup()

    def handle_one_request(self) -> None:
        self.server.waits(self.connection, idle=True)
        super().handle_one_request()

    def parse_request(self) -> bool:
        self.server.waits(self.connection, idle=False)
        if self.server.ending:
            self.close_connection = True
        return super().parse_request()

    def handle_expect_100(self) -> bool:
        """Ask for no body before it is known that it would be taken; `_take` does."""
        return True

    def do_GET(self) -> None:
        if self.path == HEALTH:
            self._answer(200, {"status": "ok"})
        else:
            self._answer(404, {"error": f"there is nothing here; post events to {SINGLE}"})

    def do_POST(self) -> None:
        try:
            self._answer(*self._take())
        except RefusedError as refused:
            self.close_connection = True  # its body may not have been read
            self._answer(refused.status, {"error": refused.reason}, refused.retry_after)

    def _take(self) -> tuple[int, dict[str, Any]]:
        self._same_site()
        sender, origin = self._sender()
        path = self.path.partition("?")[0].rstrip("/")
        if path not in (SINGLE, BATCH):
            raise RefusedError(404, f"there is nothing here; post events to {SINGLE} or {BATCH}")
        if self.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            raise RefusedError(415, "the content type is not application/json")
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        most = self.server.settings.most_bytes
        with self.server.budget.reserved(largest(self.headers, most), patience=5.0) as there:  # type: ignore[arg-type]
            if not there:
                raise RefusedError(503, "too many large bodies at once; send it again", retry_after=1)
            body = read_body(self.headers, self.rfile, most)  # type: ignore[arg-type]
            if path == SINGLE:
                return 201, self.server.receiver.single(body, sender, origin)
            return 200, self.server.receiver.batch(body, sender, origin)

    def _sender(self) -> tuple[str, str]:
        """Who sends, for the limits, and the records' origin."""
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            name = self.server.tokens.sender(token.strip())
            if name is None:
                raise RefusedError(401, "the token is not known")
            return name, f"{HTTP}/{name}"
        if self.server.settings.tokens_required:
            raise RefusedError(401, "a bearer token is required")
        return str(self.client_address[0]), HTTP

    def _same_site(self) -> None:
        """Without tokens, a page in the user's browser must not reach the log: browsers name origin and host."""
        if self.server.settings.tokens_required:
            return
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if self.headers.get("Origin") is not None or host.strip("[]") not in LOOPBACK:
            raise RefusedError(403, "requests of web pages are not taken")

    def _answer(self, status: int, body: dict[str, Any], retry_after: int | None = None) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if retry_after is not None:
            self.send_header("Retry-After", str(retry_after))
        if status == 401:
            self.send_header("WWW-Authenticate", "Bearer")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library refuses (a method, a header that is too long), without quoting it."""
        self.close_connection = True
        self._answer(code, {"error": "the request cannot be read"})

    def log_message(self, format: str, *arguments: Any) -> None:
        """Requests are not logged: a path may hold anything."""
