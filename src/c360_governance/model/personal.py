"""Which properties hold values, and which hold data about people, by what the contract itself says."""

from __future__ import annotations

from c360_governance.model.contract import Property

_PERSONAL = {"personal", "pii", "sensitive", "phi", "special"}
_PROTECTED = {*_PERSONAL, "confidential", "restricted", "secret"}


def is_personal(prop: Property) -> bool:
    """Whether the property is classified as personal, or names categories of personal data."""
    return is_classified_personal(prop) or bool(prop.custom.get("dataCategories"))


def is_classified_personal(prop: Property) -> bool:
    """Whether the classification itself says personal; a status that merely belongs to a person need not be."""
    return _words(prop) & _PERSONAL != set()


def needs_purpose(prop: Property) -> bool:
    """Whether the property's use must be limited: personal data, and what is confidential."""
    return _words(prop) & _PROTECTED != set() or is_personal(prop)


def holds_values(prop: Property) -> bool:
    """Whether the property holds values itself, and not through nested ones; a list of scalars does."""
    return prop.name != "[]" and all(child.name == "[]" and not child.children for child in prop.children)


def _words(prop: Property) -> set[str]:
    return set((prop.classification or "").lower().replace("-", " ").replace("_", " ").split())
