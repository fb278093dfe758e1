"""A runbook's Markdown: its title, its sections, and the SQL blocks with the sentence that introduces each.

Only what runbooks use: ATX headings, paragraphs, fenced blocks. A fence inside a fence, or one that never ends, is
text of the block, as CommonMark says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\S", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^`\s]*)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced ```sql block. ``sentence`` is the paragraph before it, ``line`` the fence's line (from 1)."""

    section: str
    sentence: str
    sql: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of level 2 and the text below it, up to the next. ``line`` is the heading's."""

    title: str
    text: str
    line: int

    @property
    def steps(self) -> int:
        """How many things the section says to do: list items, or paragraphs where it has no list."""
        paragraphs = [token for token in _tokens(self.text) if token.kind == "paragraph"]
        return sum(len(_ITEM.findall(paragraph.source)) for paragraph in paragraphs) or len(paragraphs)


@dataclass(frozen=True, slots=True)
class Page:
    """``title`` is the first heading of level 1, or ""."""

    title: str
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]

    def section(self, title: str) -> Section | None:
        """The first section with that title, whatever its case."""
        return next((found for found in self.sections if found.title.casefold() == title.casefold()), None)


def parse(text: str) -> Page:
    """The page in a Markdown text. Pure; any text is a page."""
    tokens = list(_tokens(text))
    titles = [token.text for token in tokens if token.kind == "heading" and token.level == 1]
    sections: list[Section] = []
    blocks: list[Block] = []
    sentence = ""
    for token in tokens:
        if token.kind == "heading":
            sentence = ""
            if token.level == 2:
                sections.append(Section(token.text, "", token.line))
            elif token.level == 1:
                sections.append(Section("", "", token.line))
        elif token.kind == "paragraph":
            sentence = token.text
        elif token.language == "sql":
            blocks.append(Block(sections[-1].title if sections else "", sentence, token.text.strip(), token.line))
            sentence = ""
        if sections and not (token.kind == "heading" and token.level <= 2):
            sections[-1] = replace(sections[-1], text=f"{sections[-1].text}\n\n{token.source}".strip("\n"))
    return Page(titles[0] if titles else "", tuple(found for found in sections if found.title), tuple(blocks))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["heading", "paragraph", "fence"]
    text: str
    source: str
    line: int
    level: int = 0
    language: str = ""


def _tokens(text: str) -> Iterator[_Token]:
    """Headings, paragraphs (lists are paragraphs too) and fenced blocks, in order."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        start = at
        heading, fence = _HEADING.match(lines[at]), _FENCE.match(lines[at])
        at += 1
        if heading:
            yield _Token("heading", heading[2], lines[start], start + 1, level=len(heading[1]))
        elif fence:
            while at < len(lines) and not _closes(lines[at], fence[1]):
                at += 1
            at += 1
            body = "\n".join(lines[start + 1 : at - 1])
            yield _Token("fence", body, "\n".join(lines[start:at]), start + 1, language=fence[2].lower())
        elif lines[start].strip():
            while at < len(lines) and lines[at].strip() and not (_HEADING.match(lines[at]) or _FENCE.match(lines[at])):
                at += 1
            source = "\n".join(lines[start:at])
            yield _Token("paragraph", " ".join(source.split()), source, start + 1)


def _closes(line: str, opening: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= len(opening) and set(stripped) == {opening[0]}
