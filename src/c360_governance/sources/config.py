"""Reading c360.yaml. An unknown key is an error with a suggestion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from c360_governance.model.config import Compatibility, Config, Guarded, Limits, Waiver, WarehouseConfig
from c360_governance.model.errors import SourceError, UsageError
from c360_governance.model.finding import Severity
from c360_governance.sources.document import Document, parse_document

_GUARDED: dict[str, Guarded] = {
    "consumer": "consumer",
    "producer": "producer",
    "both": "both",
    "none": "none",
    "forward": "consumer",
    "backward": "producer",
    "full": "both",
}
"""BACKWARD is what registries call a schema that accepts all that the old one accepted, which is what writers need;
FORWARD one whose data the old schema accepts, which is what readers need."""


def parse_config(data: bytes, path: str = "c360.yaml") -> Config:
    """The configuration in a file's bytes. Raises `SourceError` at the first key that is not as it must be."""
    document = parse_document(data, path)
    value = document.value if document.value is not None else {}
    if document.value is not None:
        from c360_governance.sources.validation import violations

        for violation in violations(document, "config-1"):
            raise SourceError(violation.message, location=violation.location, help=violation.help)
    policy, checks = value.get("policy", {}), value.get("checks", {})
    defaults = Config()
    return Config(
        as_of=_as_of(document) if "as_of" in value else None,
        log=value.get("log", defaults.log),
        warehouse=value.get("warehouse"),
        warehouses={name: _warehouse(name, entry) for name, entry in value.get("warehouses", {}).items()},
        severity=policy.get("severity", {}),
        waivers=tuple(_waiver(entry) for entry in policy.get("waivers", [])),
        approvals=policy.get("approvals", defaults.approvals),
        gate_required=frozenset(policy.get("gate_required", defaults.gate_required)),
        variance_pct=float(policy.get("variance_pct", defaults.variance_pct)),
        deprecation_days=policy.get("deprecation", {}).get("days", defaults.deprecation_days),
        gate_pin=policy.get("gate", {}).get("pin", defaults.gate_pin),
        compatibility=_compatibility(policy.get("compatibility", {})),
        impact={**defaults.impact, **_impact(policy.get("impact", {}))},
        limits=_limits(checks, defaults.limits),
        dataset_limits={
            name: _limits(entry, _limits(checks, defaults.limits)) for name, entry in checks.get("datasets", {}).items()
        },
        document=value,
    )


def _warehouse(name: str, entry: Mapping[str, Any]) -> WarehouseConfig:
    settings = {key: str(value) for key, value in entry.items() if key not in ("type", "parallel")}
    return WarehouseConfig(name, entry["type"], settings, entry.get("parallel"))


def parse_time(text: str) -> datetime:
    """A date (its end, UTC) or an ISO time, always aware; without a zone it is UTC.

    Raises `UsageError` for anything else.
    """
    moment = _moment(text)
    if moment is None or not 1900 <= moment.year < 9000:  # no data are older; arithmetic needs room at both ends
        raise UsageError(f"{text!r} is no time", help="write a date (2026-01-31) or an ISO time (2026-01-31T23:59:59Z)")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment(text: str) -> datetime | None:
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), datetime.max.time().replace(microsecond=0), UTC)
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _as_of(document: Document) -> datetime:
    try:
        return parse_time(document.value["as_of"])
    except UsageError as error:
        location = document.locate(("as_of",))
        raise SourceError(f"as_of: {error.message}", location=location, help=error.help) from None


def _impact(entry: Mapping[str, Severity]) -> dict[int, Severity]:
    return {int(tier.removeprefix("tier_")): severity for tier, severity in entry.items()}


def _limits(entry: Mapping[str, Any], above: Limits) -> Limits:
    """The limits that an entry sets, the others from above."""
    return Limits(float(entry.get("timeout", above.timeout)), entry.get("statements", above.statements))


def _compatibility(entry: Mapping[str, Any]) -> Compatibility:
    return Compatibility(
        default=_guarded(entry.get("default", "both")),
        domains={name: _guarded(word) for name, word in entry.get("domains", {}).items()},
        contracts={name: _guarded(word) for name, word in entry.get("contracts", {}).items()},
    )


def _guarded(word: str) -> Guarded:
    """Whom a word guards; what registries call it is understood too."""
    return _GUARDED[word.removesuffix("_TRANSITIVE").lower()]


def _waiver(entry: Mapping[str, Any]) -> Waiver:
    return Waiver(
        reason=entry["reason"],
        approver=entry["approver"],
        expires=date.fromisoformat(entry["expires"]),
        rule=entry.get("rule"),
        subject=entry.get("subject"),
        fingerprint=entry.get("fingerprint"),
    )
