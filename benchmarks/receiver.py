"""How many events a second `c360 lineage serve` makes durable, beside the log's own commits of one event.

    python benchmarks/receiver.py [--events N]

Clients in this process post single events on kept connections, then batches of 100; before that the log alone commits
one event at a time, which is what a receiver without a common transaction would do.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from c360_governance.lineage.log.log import Log
from lineage import event

HEADERS = {"Content-Type": "application/json"}
LOADS = ((1, 1), (8, 1), (32, 1), (4, 100))
"""(clients, events a request)."""


def post(port: int, bodies: list[str], size: int) -> None:
    """One client: single events, or arrays of ``size``."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for at in range(0, len(bodies), size):
        part = bodies[at : at + size]
        path, body = ("/api/v1/lineage", part[0]) if size == 1 else ("/api/v1/lineage/batch", f"[{','.join(part)}]")
        connection.request("POST", path, body, HEADERS)
        answer = connection.getresponse()
        answer.read()
        assert answer.status in (200, 201), answer.status
    connection.close()


def alone(events: int) -> float:
    """Events a second that the log commits one by one."""
    chance = random.Random(0)
    with tempfile.TemporaryDirectory() as folder, Log.open("sqlite:///log.db", Path(folder)) as log:
        texts = [json.dumps(event(chance, number)).encode() for number in range(events)]
        begun = time.perf_counter()
        for text in texts:
            log.append_new("openlineage", [text])
        return events / (time.perf_counter() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--events", type=int, default=4000)
    events = parser.parse_args().events
    print(f"the log alone, one event a commit: {alone(min(events, 500)):,.0f} events/s")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "c360_governance", "-C", folder, "lineage", "serve", "--port", "0"]
        server = subprocess.Popen([*command, "--rate", "1000000"], stderr=subprocess.PIPE, text=True)
        assert server.stderr is not None
        port = int(server.stderr.readline().partition(",")[0].rpartition(":")[2])
        for load, (clients, size) in enumerate(LOADS, start=1):
            chance = random.Random(load)
            bodies = [json.dumps(event(chance, number)) for number in range(events)]
            threads = [threading.Thread(target=post, args=(port, bodies[at::clients], size)) for at in range(clients)]
            begun = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            rate = events / (time.perf_counter() - begun)
            print(f"{clients:3} clients, {size:3} events a request: {rate:,.0f} events/s")
        server.terminate()
        print(server.communicate()[1].strip())


if __name__ == "__main__":
    main()
