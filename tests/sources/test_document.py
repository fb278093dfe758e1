"""Documents: what is read, what is refused, and at which line and column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360_governance.model.errors import SourceError
from c360_governance.sources.document import parse_document

DEEP = "[" * 10_000 + "]" * 10_000
BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)
TOWER = f"a0: &a0 {'[' * 200}{']' * 200}\n" + "".join(
    f"a{n}: &a{n} {'[' * 200}*a{n - 1}{']' * 200}\n" for n in range(1, 200)
)

REFUSED = [
    ("tab", "a:\n\t- 1\n", 2, 2, "not valid YAML"),
    ("colon", "a: b: c\n", 1, 5, "not valid YAML"),
    ("duplicate key", "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", 5, 3, "duplicate key 'c'"),
    ("two documents", "a: 1\n---\nb: 2\n", 2, 1, "several documents"),
    ("cyclic alias", "a: &x\n  b: [1, *x]\n", 2, 10, "*x contains itself"),
    ("alias bomb", BOMB, 1, 1, "too many values"),
    ("deep nesting", DEEP, 1, 256, "nested too deeply"),
    ("deep blocks", "- " * 100_000 + "x", 1, 511, "nested too deeply"),
    ("deep keys", "".join(f"{' ' * n}a:\n" for n in range(300)), 256, 256, "nested too deeply"),
    ("deep aliases", TOWER, 2, 209, "nested too deeply"),
    ("a mistake beside an alias", "a: &x [1]\nb: *x\nc: [", 4, 1, "not valid YAML"),
    ("brackets in blocks", "- " * 150 + "[" * 150 + "]" * 150, 1, 406, "nested too deeply"),
    ("a number without end", "a: 1\nb: " + "9" * 5000, 2, 4, "more than 1,000 digits"),
    ("a null character", "a: 1\nb: x\0\nc: 1", 2, 5, "a null character"),
    ("UTF-16 without a mark", "a: 1\n".encode("utf-16-le").decode(), 1, 2, "a null character"),
    ("keys that are one to Python", "x:\n  1: a\n  true: b\n", 3, 3, "duplicate key 'true'"),
    ("a tag that nobody knows", "a: 1\nb: !!timestamp 2024-01-01\n", 2, 4, "Invalid tag"),
    ("a key without end", "a: 1\n? " + "9" * 5000 + "\n: 1", 2, 3, "more than 1,000 digits"),
]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_refused_with_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_document(text.encode(), "x.yaml")
    assert message in caught.value.message
    assert caught.value.help
    assert caught.value.location is not None
    assert (caught.value.location.line, caught.value.location.column) == (line, column)


def test_other_encodings_are_refused_where_they_begin() -> None:
    with pytest.raises(SourceError, match=r"x\.yaml:2:4: the file is not UTF-8"):
        parse_document("a: 1\nb: é".encode("latin-1"), "x.yaml")


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(SourceError, match="is the limit"):
        parse_document(b"a" * (16 * 1024 * 1024 + 1), "x.yaml")


READ = [
    ("bom", "\ufeffa: 1\n", {"a": 1}),
    ("windows lines", "a: 1\r\nb: x\r\n", {"a": 1, "b": "x"}),
    ("dates stay strings", "a: 2026-01-31\n", {"a": "2026-01-31"}),
    ("yes is a word", "a: yes\n", {"a": "yes"}),
    ("tags are data", 'a: !!python/object/apply:os.system ["ls"]\n', {"a": ["ls"]}),
    ("shared alias", "a: &x {b: 1}\nc: *x\n", {"a": {"b": 1}, "c": {"b": 1}}),
    ("merge key", "a: &x {b: 1, c: 1}\nd: {<<: *x, c: 2}\n", {"a": {"b": 1, "c": 1}, "d": {"b": 1, "c": 2}}),
    ("one document with markers", "---\na: 1\n...\n", {"a": 1}),
    ("empty", "", None),
    ("a star in SQL", "a: SELECT COUNT(*) FROM t\n", {"a": "SELECT COUNT(*) FROM t"}),
]


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_read(text: str, value: object) -> None:
    assert parse_document(text.encode(), "x.yaml").value == value


PLACES = [
    ((), (1, 1)),
    (("a",), (1, 4)),
    (("list", 1, "name"), (5, 11)),
    (("list", 1), (5, 5)),
    (("list",), (3, 1)),
    (("block",), (6, 8)),
    (("list", 1, "missing"), (5, 5)),
    (("nowhere", 3), (1, 1)),
]


@pytest.mark.parametrize(("pointer", "place"), PLACES)
def test_locate(pointer: tuple[str | int, ...], place: tuple[int, int]) -> None:
    document = parse_document(b"a: 1\n\nlist:\n  - name: x\n  - name: y\nblock: |\n  text\n", "x.yaml")
    location = document.locate(pointer)
    assert (location.line, location.column) == place


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        document = parse_document(data, "x.yaml")
    except SourceError:
        return
    assert document.locate(("a", 0)).line >= 1


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029"])
def test_what_breaks_a_line_in_older_yaml_moves_no_place(mark: str) -> None:
    document = parse_document(f"a: x{mark}y\nb: 1\nc:\n  d: 1\n".encode(), "x.yaml")
    assert document.value == {"a": f"x{mark}y", "b": 1, "c": {"d": 1}}
    location = document.locate(("c", "d"))
    assert (location.line, location.column) == (4, 6)
