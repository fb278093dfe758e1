"""Where events go: one OpenLineage transport of the official client, by its configuration in c360.yaml."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from c360_governance.model.errors import UsageError
from c360_governance.model.suggest import suggest

if TYPE_CHECKING:
    from openlineage.client.transport import Transport

TYPES = ("http", "file", "kafka", "msk-iam", "datadog", "gcplineage", "amazon_datazone_api", "console")
"""Transports of the client that say when an event was taken. (`async_http` does not; `http` does the same.)"""

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_GONE_WRONG = (401, 403, 404, 405, 407, 408, 421, 425, 429)
"""Answers of a server that would take the same event another time, or from somebody else."""


class TargetError(Exception):
    """The target did not take an event. ``rejected``: it never will, so that the next one may be sent."""

    def __init__(self, reason: str, rejected: bool = False, retry_after: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.rejected = rejected
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Target:
    """``events`` says whether others' events go out too; ``transport`` is the client's configuration."""

    name: str
    transport: Mapping[str, Any]
    events: Literal["own", "all"] = "own"


def targets(document: Mapping[str, Any]) -> list[Target]:
    """The targets under ``forward:`` of c360.yaml. Each part of a composite is one of its own: one that is down does
    not hold the others up, and none gets an event twice because another refused it.
    """
    found: list[Target] = []
    for name, entry in document.get("forward", {}).items():
        found += _parts(name, entry["transport"], entry.get("events", "own"))
    return found


def _parts(name: str, transport: Mapping[str, Any], events: Literal["own", "all"]) -> list[Target]:
    if transport["type"] != "composite":
        return [Target(name, transport, events)]
    parts = transport.get("transports", {})
    named = parts.items() if isinstance(parts, Mapping) else enumerate(parts, start=1)
    return [part for key, one in named for part in _parts(f"{name}/{key}", one, events)]


class Sender:
    """An open transport. `send` returns when the target has taken the event."""

    def __init__(self, target: Target) -> None:
        self._kind = str(target.transport["type"])
        if self._kind not in TYPES:
            raise UsageError(
                f"{target.name}: {self._kind!r} is no transport that events can be forwarded with",
                help=suggest(self._kind, TYPES) or f"one of: {', '.join(TYPES)}",
            )
        config = _filled(dict(target.transport), target.name)
        if self._kind == "http":
            config["retry"] = {"total": 0, "status_forcelist": []}  # what is not taken waits in the log, not here
        if self._kind == "file":
            config.setdefault("append", True)
        self._path = config.get("log_file_path")
        self._transport = _opened(target.name, config)

    def send(self, event: Mapping[str, Any]) -> None:
        """Raises `TargetError`."""
        import requests

        try:
            if self._kind in ("kafka", "msk-iam"):
                self._produce(event)
            else:
                self._transport.emit(dict(event))  # type: ignore[arg-type]
            if self._kind == "file":
                self._flush()
        except requests.HTTPError as error:
            raise _refused(error) from None
        except requests.RequestException as error:
            raise TargetError(f"it cannot be reached ({type(error).__name__})") from None
        except OSError as error:
            raise TargetError(f"it cannot be written: {error.strerror}") from None

    def close(self) -> None:
        self._transport.close()

    def _flush(self) -> None:
        """The client's file transport leaves the writing to the operating system."""
        path = str(self._path).removeprefix("file://")
        if os.path.isfile(path):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _produce(self, event: Mapping[str, Any]) -> None:
        """The client's Kafka transport only logs what was not delivered, so the producer is asked itself."""
        from openlineage.client.serde import Serde

        failed: list[Any] = []
        transport: Any = self._transport
        transport.producer.produce(
            topic=transport.topic, key=transport.message_key, value=Serde.to_json(dict(event)).encode(),
            on_delivery=lambda error, _: failed.append(error) if error else None,
        )  # fmt: skip
        if transport.producer.flush(timeout=10) or failed:
            raise TargetError("the broker did not confirm the event")


def _opened(name: str, config: dict[str, Any]) -> Transport:
    from openlineage.client.transport import get_default_factory

    kind = config["type"]
    try:
        return get_default_factory().create(config)
    except ModuleNotFoundError as error:
        raise UsageError(f"{name}: the transport {kind} needs the package {error.name}", help="install it") from None
    except Exception as error:  # noqa: BLE001 - the client raises whatever it likes; its text may quote a secret
        raise UsageError(
            f"{name}: the configuration of its {kind} transport is not what the OpenLineage client takes "
            f"({type(error).__name__})",
            help="see https://openlineage.io/docs/client/python for what each transport needs",
        ) from None


def _refused(error: Any) -> TargetError:
    status = error.response.status_code
    wait = error.response.headers.get("Retry-After")
    return TargetError(f"it answers {status}", rejected=400 <= status < 500 and status not in _GONE_WRONG,
                       retry_after=wait)  # fmt: skip


def _filled(value: Any, name: str) -> Any:
    """The configuration with its environment variables: secrets stand nowhere else."""
    if isinstance(value, dict):
        return {key: _filled(item, name) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, name) for item in value]
    if not isinstance(value, str):
        return value

    def variable(found: re.Match[str]) -> str:
        there = os.environ.get(found[1])
        if there is None:
            raise UsageError(f"{name}: the environment variable {found[1]} is not set", help="set it")
        return there

    return _VARIABLE.sub(variable, value)
