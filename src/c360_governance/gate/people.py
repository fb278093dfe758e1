"""People as git knows them, and what they approved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A name and an e-mail address (mailmap applied to a commit's author)."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    def same(self, other: Person) -> bool:
        """Whether the two may be one person: either part is enough, because another address costs nothing."""
        return self.email.casefold() == other.email.casefold() or self.name.casefold() == other.name.casefold()


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's approval and where it is proven."""

    person: Person
    proof: str


def parse_person(text: str) -> Person:
    """``Name <address>``; a text without an address stands for both."""
    name, _, rest = text.strip().partition("<")
    email = rest.partition(">")[0].strip()
    return Person(name.strip() or email, email or name.strip())
