"""People as git knows them, and what they approved."""

from __future__ import annotations

import unicodedata
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
        return _mailbox(self.email) == _mailbox(other.email) or _plain(self.name) == _plain(other.name)


def _plain(text: str) -> str:
    """The text without the differences that no reader sees: case, width, spaces, points, invisible characters."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalnum())


def _mailbox(address: str) -> str:
    """The address without a tag (``name+tag@host``), which leads to the same mailbox."""
    name, at, host = unicodedata.normalize("NFKC", address).strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}{at}{host}"


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
