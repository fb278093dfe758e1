"""From the bytes of a request to events in the log and an answer. Knows nothing of sockets."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from c360_governance.lineage.ingest.guard import Policy
from c360_governance.lineage.ingest.ingest import judge
from c360_governance.lineage.ingest.quarantine import Quarantine
from c360_governance.lineage.ingest.reader import Entry
from c360_governance.lineage.log.chain import payload_hash
from c360_governance.lineage.serve.body import RefusedError
from c360_governance.lineage.serve.committer import Committer
from c360_governance.lineage.serve.limits import RateLimit
from c360_governance.model.errors import LogError

MOST_BATCH = 10_000
_MOST_REPORTED = 100


@dataclass
class Totals:
    """What was received since the start; ``rules`` counts deviations."""

    ingested: int = 0
    duplicates: int = 0
    unreadable: int = 0
    rules: Counter[str] = field(default_factory=Counter)


class Receiver:
    """Takes single events and batches from senders, and answers when what it took is durable."""

    def __init__(self, committer: Committer, limit: RateLimit, quarantine: Quarantine, patience: float = 30.0,
                 policy: Policy | None = None) -> None:  # fmt: skip
        self._committer, self._limit, self._quarantine = committer, limit, quarantine
        self._patience, self._policy = patience, policy
        self._lock = threading.Lock()
        self.totals = Totals()

    def single(self, body: bytes, sender: str, origin: str) -> dict[str, Any]:
        """Take one event. Raises `RefusedError`."""
        parsed = _parsed(body)
        if not isinstance(parsed.value, dict):
            return self._refuse(body, sender, parsed.reason or "the body is no JSON object")
        answer, failed = self._take([Entry(0, parsed.value, "", (body,), parsed.strict)], sender, origin)
        if failed:
            raise RefusedError(400, failed[0]["reason"])
        return answer

    def batch(self, body: bytes, sender: str, origin: str) -> dict[str, Any]:
        """Take an array of events, each by itself. Raises `RefusedError` for what is no array."""
        parsed = _parsed(body)
        events = parsed.value
        if not isinstance(events, list):
            return self._refuse(body, sender, parsed.reason or "the body is no JSON array of events")
        if len(events) > MOST_BATCH:
            raise RefusedError(413, f"a batch has at most {MOST_BATCH:,} events")
        loose = not parsed.strict or b"e+" in orjson.dumps(events)
        if loose:
            events = json.loads(body)
        entries = [Entry(at, one if isinstance(one, dict) else None, "no object", strict=not loose)
                   for at, one in enumerate(events)]  # fmt: skip
        answer, failed = self._take(entries, sender, origin)
        answer["status"] = "success" if not failed else "partial_success" if len(failed) < len(entries) else "failure"
        answer["summary"] = {"received": len(entries), "successful": len(entries) - len(failed), "failed": len(failed),
                             "retriable": 0, "non_retriable": len(failed)}  # fmt: skip
        answer["failed_events"] = failed
        return answer

    def _take(self, entries: Sequence[Entry], sender: str, origin: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        seconds = self._limit.wait(sender, len(entries))
        if seconds:
            raise RefusedError(429, "too many events; send them more slowly", retry_after=seconds)
        texts: dict[str, bytes] = {}
        failed: list[dict[str, Any]] = []
        found: list[dict[str, Any]] = []
        rules: Counter[str] = Counter()
        with self._lock:  # one quarantine, many threads
            for entry in entries:
                judged = judge(entry, self._policy)
                if judged.text is None:
                    failed.append({"index": entry.number, "reason": judged.reason, "retriable": False})
                else:
                    texts[payload_hash(judged.text)] = judged.text
                for kind, count in (judged.guarded or {}).items():
                    rules[f"lineage-guard-{kind.replace('_', '-')}"] += count
                if (judged.text is None and not judged.rejected) or judged.altered:
                    self._quarantine.keep((json.dumps(entry.event).encode(),))
                for one in judged.deviations:
                    rules[one.rule] += 1
                    if len(found) < _MOST_REPORTED:
                        found.append({"index": entry.number, "rule": one.rule, "subject": one.pointer,
                                      "message": one.message})  # fmt: skip
            self._quarantine.sync()
        fresh = self._commit(texts, origin) if texts else frozenset[str]()
        taken = len(entries) - len(failed)
        with self._lock:
            self.totals.ingested += len(fresh)
            self.totals.duplicates += taken - len(fresh)
            self.totals.unreadable += len(failed)
            self.totals.rules.update(rules)
        answer = {"ingested": len(fresh), "duplicates": taken - len(fresh), "unreadable": len(failed),
                  "deviations": found}  # fmt: skip
        return answer, failed

    def _commit(self, texts: dict[str, bytes], origin: str) -> frozenset[str]:
        waiting = self._committer.submit(texts, origin)
        if waiting is None:
            raise RefusedError(503, "the log cannot keep up; send the events again", retry_after=1)
        try:
            return waiting.result(self._patience)
        except TimeoutError:
            raise RefusedError(503, "the log is slow; send the events again", retry_after=5) from None
        except LogError as error:
            raise RefusedError(503, f"nothing was recorded: {error.message}", retry_after=5) from None

    def _refuse(self, body: bytes, sender: str, reason: str) -> dict[str, Any]:
        """Keep a body that is no event, as far as the sender may send at all."""
        seconds = self._limit.wait(sender, 1)
        if seconds:
            raise RefusedError(429, "too many events; send them more slowly", retry_after=seconds)
        with self._lock:
            self._quarantine.keep((body.replace(b"\n", b" "),))
            self._quarantine.sync()
            self.totals.unreadable += 1
        raise RefusedError(400, reason)


class _Parsed(NamedTuple):
    """``strict`` as in `Entry`; ``reason`` is why there is no value."""

    value: Any
    strict: bool = False
    reason: str = ""


def _parsed(body: bytes) -> _Parsed:
    """The body's JSON, whatever it is."""
    try:
        return _Parsed(orjson.loads(body), strict=True)
    except orjson.JSONDecodeError:
        pass
    try:
        return _Parsed(json.loads(body))
    except RecursionError:
        return _Parsed(None, reason="the body is nested too deeply")
    except ValueError:
        return _Parsed(None, reason="the body is no JSON")
