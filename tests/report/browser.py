"""Headless Chromium, driven over WebDriver's own HTTP interface: the standard library speaks it."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any, Self

MISSING = next((name for name in ("chromium", "chromedriver") if shutil.which(name) is None), None)
"""What of Debian's packages chromium and chromium-driver is not here."""

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
)  # fmt: skip
_ENTER, _ESCAPE = "\ue007", "\ue00c"
KEYS = {"Enter": _ENTER, "Escape": _ESCAPE}


class Browser:
    """One page at a time. A failed command raises `urllib.error.HTTPError` with WebDriver's words in its body."""

    def __init__(self, profile: Path, size: tuple[int, int] = (1500, 1100)) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._driver = subprocess.Popen(
            ["chromedriver", f"--port={self._port}", "--log-level=OFF"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        flags = [*_FLAGS, f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}"]
        options = {"args": flags, "binary": shutil.which("chromium")}
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        self._session = ""
        self._session = self._until_it_listens({"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def open(self, page: Path) -> None:
        self._send("POST", "url", {"url": page.as_uri()})

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of a script's ``return``; a promise is waited for."""
        return self._send("POST", "execute/sync", {"script": script, "args": list(arguments)})

    def type(self, selector: str, text: str) -> None:
        self._send("POST", f"element/{self._find(selector)}/value", {"text": text})

    def click(self, selector: str) -> None:
        self._send("POST", f"element/{self._find(selector)}/click", {})

    def dark(self, wanted: bool) -> None:
        """What the user prefers: a dark or a light page."""
        feature = {"name": "prefers-color-scheme", "value": "dark" if wanted else "light"}
        body = {"cmd": "Emulation.setEmulatedMedia", "params": {"features": [feature]}}
        self._send("POST", "goog/cdp/execute", body)

    def screenshot(self) -> bytes:
        return base64.b64decode(self._send("GET", "screenshot"))

    def requests(self, page: Path) -> list[str]:
        """The addresses that a page asked for since the last question, its own first; not what the browser does."""
        messages = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        sent = [one["params"] for one in messages if one["method"] == "Network.requestWillBeSent"]
        return [one["request"]["url"] for one in sent if one["documentURL"] == page.as_uri()]

    def complaints(self) -> list[str]:
        """What the browser's console holds: errors of scripts, what the page's policy forbade."""
        return [entry["message"] for entry in self._log("browser")]

    def close(self) -> None:
        try:
            self._send("DELETE", "")
        finally:
            self._driver.terminate()
            self._driver.wait(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _log(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._send("POST", "se/log", {"type": kind})
        return found

    def _find(self, selector: str) -> str:
        found = self._send("POST", "element", {"using": "css selector", "value": selector})
        return str(next(iter(found.values())))

    def _until_it_listens(self, body: dict[str, Any]) -> Any:
        deadline = time.monotonic() + 30
        while True:
            try:
                return self._send("POST", "", body)
            except (ConnectionError, urllib.error.URLError) as error:
                if isinstance(error, urllib.error.HTTPError) or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        session = f"/{self._session}" if self._session else ""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}/session{session}{'/' + path if path else ''}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
            return json.load(answer)["value"]
