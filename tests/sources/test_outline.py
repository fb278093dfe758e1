"""Places read off the text against those of a YAML parser, pointer by pointer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
import yaml_rs
from hypothesis import given
from hypothesis import strategies as st

from c360_governance.model.location import Pointer
from c360_governance.sources.document import parse_document
from c360_governance.sources.nodes import Nodes
from c360_governance.sources.outline import Outline, UnclearError

ROOT = Path(__file__).parents[2]
PLAIN = """\
# a comment
---  # the start
apiVersion: v3.2.0
name:   padded   # said so
"quoted key": 1
'single: key': 2
http://a.b/c: url
1: number
empty:
none: ~   # nothing
nested:

  # a comment in between
  deep:
      deeper: x
  'it': "said \\"no\\": never"
indentless:
- name: a
  tags: [x, "y: z", {k: v}]   # brackets
- name: b
-   name: wide
    more:
    - 1
    -
      2
    -
- - one
  - - two
    - key: three
- plain text
  that goes on
- "closed"
text: |
  key: not a key
  - not an item

    indented
folded: >-
    a
    b: c
items:
    - description: a long text
        over two lines
      name: c
last: end
"""


def pointers(value: Any, at: Pointer = ()) -> Iterator[Pointer]:
    """Every pointer into a value, and one that leads nowhere from each."""
    yield at
    if isinstance(value, dict):
        for key, item in value.items():
            yield from pointers(item, (*at, key))
        yield (*at, "missing")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from pointers(item, (*at, index))
        yield (*at, len(value))
        yield (*at, "0")


def compared(text: str) -> tuple[int, int]:
    """How many places agree, and how many the outline leaves to the parser; fails where the two differ."""
    value = yaml_rs.loads(text, parse_datetime=False)
    nodes = Nodes.of(text)
    if nodes.root is None:
        return 0, 1
    told = left = 0
    outline = Outline(text)
    for pointer in pointers(value):
        for key in (False, True):
            try:
                place = outline.find(pointer, key=key)
            except UnclearError:
                left += 1
                continue
            assert place == nodes.find(pointer, key=key), pointer
            told += 1
    return told, left


def test_a_plain_text_needs_no_parser() -> None:
    told, left = compared(PLAIN)
    assert (told > 100, left) == (True, 0)


FILES = sorted([*ROOT.glob("contracts/**/*.yaml"), *ROOT.glob("checks/**/*.yaml"), ROOT / "c360.yaml"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_reference_contracts(path: Path) -> None:
    told, left = compared(path.read_text(encoding="utf-8"))
    assert told
    assert left == 0


@pytest.mark.parametrize(
    "text",
    [
        'a: "over\n  two lines"\nb: 1\n', "a: [1,\n  b]\nc: 1\n", "a: &x\n  b: 1\nc: *x\n", "a: !!map\n  b: 1\n",
        "? a\n: b\n", '"a\\"b": 1\nc: 2\n', "a: b\n\t\nc: 1\n", "%YAML 1.2\n---\na: 1\n", "a: 1\n...\n",
        "--- {a: 1}\n", "a: x\u2028y\nb: 1\n", "-x: 1\ny: 2\n", "'it''s': {a: 1}\nb: 1\n",
        "a: {b, c}\n", "a: [b: c]\n", "a: {b: &x 1, c: *x}\n", "{'it''s': 1}\n", "{a: , b: 1}\n",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_parser(text: str) -> None:
    assert compared(text)[1] > 0


WORDS = st.text(st.sampled_from("ab1 :-#'\"[]{},|>&*!?%@\\\n~.\t\u00e9"), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, False, True]), st.integers(2, 6), st.sampled_from([20, 80]))
def test_whatever_a_dumper_writes(value: Any, flow: bool | None, indent: int, width: int) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, indent=indent, width=width, allow_unicode=True)
    try:
        yaml_rs.loads(text, parse_datetime=False)
    except ValueError:
        return
    compared(text)


@pytest.mark.parametrize(
    "text",
    ['{"a": [1, {"b": [[], {}]}], "c": "d, ]\\u00e9"}', '{\n  "a":{"b":"c: d"},\n  "e": [\n    1,\n    2\n  ]\n}\n',
     "[a, {b: c d, 'e': http://f/g, h: -1,}, it's, 'it''s']", "a: {b: x:y, c: 'd # e'}  # {f\ng: [h, i] # [\n"],
)  # fmt: skip
def test_brackets_need_no_parser_either(text: str) -> None:
    told, left = compared(text)
    assert (told > 8, left) == (True, 0)


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_whatever_json_writes(value: Any, indent: int | None, ascii_only: bool) -> None:
    compared(json.dumps(value, indent=indent, ensure_ascii=ascii_only))


KINDS = ["a:", "b: 1", "- c", "- d: 2", "-", "e: |", "f g", "# h", "- - i", ""]
LINES = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(KINDS)),
    max_size=9,
)  # fmt: skip


@given(LINES)
def test_whatever_a_parser_accepts(lines: list[tuple[int, str]]) -> None:
    text = "".join(f"{' ' * indent}{line}\n" for indent, line in lines)
    try:
        yaml_rs.loads(text, parse_datetime=False)
        yaml.compose(text, Loader=yaml.CSafeLoader)
    except (ValueError, yaml.YAMLError):
        return
    compared(text)


def test_a_document_asks_the_parser_where_the_text_is_unclear() -> None:
    document = parse_document(b"a: {b: 1,\n  c: 2}\nd: 3\n", "x.yaml")
    places = [document.locate(pointer) for pointer in (("a",), ("a", "c"), ("d",))]
    assert [(place.line, place.column) for place in places] == [(1, 4), (2, 6), (3, 4)]
