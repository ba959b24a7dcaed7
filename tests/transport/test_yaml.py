"""YAML as plain data with lines: what it means, what is refused, and that a small file stays small. All synthetic."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from productops.kit import Request, files
from productops.transport.files import LocalFiles
from productops.transport.files.yamls import MOST_BYTES, documents


class Silent:
    def __getattr__(self, name: str) -> Any:
        return lambda *given: None


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalFiles]:
    found = LocalFiles(tmp_path, Silent(), threading.Event())
    yield found
    found.close()


def read(local: LocalFiles, name: str, size: int = files.ROWS) -> list[files.Row]:
    """Every document, a batch after the other."""
    listing = local.send(files.listing(name)).body
    (info,) = msgspec.json.decode(listing, type=files.Listing).files
    looked = msgspec.json.decode(local.send(files.sample(info)).body, type=files.Sample)
    found: list[files.Row] = []
    place: dict[str, int] | None = {}
    while place is not None:
        request: Request = files.rows(info, looked.layout, place)
        answer = local.send(request.with_(body={**request.body, "rows": size}))
        batch = msgspec.json.decode(answer.body, type=files.Batch)
        found += [msgspec.json.decode(row, type=files.Row) for row in batch.rows]
        place = batch.next
    return found


def value(text: str) -> Any:
    (found,) = documents(text)
    assert found.problems == []
    return found.value


def problems(text: str) -> list[tuple[int, str]]:
    return [problem for found in documents(text) for problem in found.problems]


def test_a_document_is_a_row_that_knows_its_lines(local: LocalFiles, tmp_path: Path) -> None:
    """Keys by JSON pointer, entries of lists too; the second document counts on in the lines of the file."""
    text = "# tools\nname: Figma\na/b:\n  - x: 1\n    y: [2, 3]\n---\nname: Jira\n"
    (tmp_path / "t.yml").write_text(text)
    first, second = read(local, "t.yml", size=1)
    assert (first.row, first.fields) == (1, {"name": "Figma", "a/b": [{"x": 1, "y": [2, 3]}]})
    assert first.lines == {
        "": 2, "/name": 2, "/a~1b": 3, "/a~1b/0": 4, "/a~1b/0/x": 4, "/a~1b/0/y": 5, "/a~1b/0/y/0": 5,
        "/a~1b/0/y/1": 5,
    }  # fmt: skip
    assert (second.row, second.fields, second.lines["/name"]) == (2, {"name": "Jira"}, 7)
    assert (first.problem, second.problem) == ("", "")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"), ("NO", "NO"), ("on", "on"), ("yes", "yes"), ("true", True), ("False", False),
        ("~", None), ("", None), ("null", None), ("12", 12), ("-3", -3), ("007", "007"), ("1_000", "1_000"),
        ("12:30", "12:30"), ("1.50", 1.5), ("1e3", 1000.0), (".5", 0.5), (".inf", ".inf"), (".nan", ".nan"),
        ("1e999", "1e999"), ("0x1F", "0x1F"), ("99999999999999999999", "99999999999999999999"),
        ("2026-01-02", "2026-01-02"), ("2026-02-30", "2026-02-30"), ("2026-1-2", "2026-01-02"),
        ("2026-01-02 10:00:00", "2026-01-02T10:00:00"), ("2026-01-02T10:00:00Z", "2026-01-02T10:00:00+00:00"),
        ('"12"', "12"), ("'true'", "true"), ("!!str 12", "12"), ("=", "="), ("|\n  a\n  b\n", "a\nb\n"),
    ],
)  # fmt: skip
def test_values_are_those_of_json(written: str, meant: Any) -> None:
    """Norway stays a country, a version number keeps its zeros, a date is text and so is one that does not exist."""
    assert value(f"key: {written}") == {"key": meant}
    assert type(value(f"key: {written}")["key"]) is type(meant)


def test_a_key_is_what_is_written() -> None:
    """`on` is a key of ours; other readers make it `true`."""
    assert value("on: 2026-02-01\n1: a\nnull: b") == {"on": "2026-02-01", "1": "a", "null": "b"}


def test_aliases_and_merges_are_read() -> None:
    text = "base: &b {kind: api, to: [x]}\nfirst: *b\nsecond: {<<: *b, kind: csv}\nthird: {<<: [{kind: z}, *b]}"
    base = {"kind": "api", "to": ["x"]}
    assert value(text) == {
        "base": base, "first": base, "second": {**base, "kind": "csv"}, "third": {**base, "kind": "z"},
    }  # fmt: skip


def test_every_key_that_stands_twice_is_told_with_both_lines() -> None:
    assert problems("a: 1\nb: {c: 1,\n c: 2}\na: 3\n") == [
        (3, 'the key "c" stands twice; it stands in line 2 already'),
        (4, 'the key "a" stands twice; it stands in line 1 already'),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: [1\nc: 2\n", 3, "is no YAML"),
        ("a: 1\nb: c: d\n", 2, "is no YAML: mapping values are not allowed"),
        ('a: "x\n', 2, "is no YAML"),
        ("a: 1\n\tb: 2\n", 2, "is no YAML"),
        ("a: 1\nb: \x01\n", 2, "is no YAML: control characters"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, 'the tag "!!python/object/apply:os.system"'),
        ("a: 1\nb: !Ref x\n", 2, 'the tag "!Ref" is not read'),
        ("a: 1\nb: !!binary aGk=\n", 2, 'the tag "!!binary"'),
        ("a: 1\nb: *nowhere\n", 2, 'the alias "*nowhere" repeats nothing'),
        ("a: &a [*a]\n", 1, 'the alias "*a" repeats nothing'),
        ("? [1]\n: 2\n", 1, "a key is no text"),
        ("a: {<<: 1}\n", 1, '"<<" needs a mapping'),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_line(text: str, line: int, words: str) -> None:
    ((found, what),) = problems(text)
    assert (found, what[: len(words)]) == (line, words)


def test_what_stands_before_a_mistake_is_a_row(local: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("a: 1\n---\nb: [\n")
    good, bad = read(local, "t.yaml")
    assert (good.fields, good.problem) == ({"a": 1}, "")
    assert bad.fields == {}
    assert files.places(bad.problem)[0][0] == 4


def test_problems_go_there_and_back() -> None:
    """A reason may hold a colon."""
    told = [(3, 'the key "a: b" stands twice'), (12, "x")]
    assert files.places(files.located(told)) == told
    assert files.places("") == []


def test_what_is_no_mapping_is_told(local: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("- 1\n")
    (row,) = read(local, "t.yaml")
    assert (row.fields, row.problem) == ({"value": [1]}, "line 1: is no mapping of keys")


def test_an_empty_file_has_no_rows(local: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("# nothing yet\n")
    assert read(local, "t.yaml") == []


def test_text_in_another_encoding_has_its_line(local: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")
    assert read(local, "t.yaml")[0].problem == "line 2: is not UTF-8 text"


def test_a_file_that_nobody_writes_by_hand_is_refused(local: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_bytes(b"a: " + b"x" * MOST_BYTES)
    assert read(local, "t.yaml")[0].problem == "line 1: is longer than 4 MB"


def test_aliases_of_aliases_do_not_grow_without_end() -> None:
    """A billion laughs in ten lines."""
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    ((line, what),) = problems("\n".join(lines))
    assert (line, what) == (6, "holds more than 200,000 values")


@pytest.mark.parametrize(
    "text",
    ["[" * 300_000, "[" * 500_000 + "]" * 500_000, "{a: " * 100_000, "- " * 300_000],
    ids=["open", "closed", "mappings", "lists"],
)
def test_brackets_without_end_end_no_process(text: str) -> None:
    """The C library composes by recursion and takes the process with it."""
    assert [what for _, what in problems(text)] == ["is nested deeper than 60 levels"]


def test_aliases_do_not_hide_how_deep_something_is() -> None:
    """Forty levels in an anchor, thirty around it: what is written out would be seventy."""
    text = f"a: &a {'[' * 40}{']' * 40}\nb: {'[' * 30}*a{']' * 30}\n"
    assert problems(text) == [(2, "is nested deeper than 60 levels")]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"], exclude_characters="\u2028\u2029\ufeff")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc~/", max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text("abc~/", min_size=1, max_size=3), PLAIN, max_size=4))
def test_json_is_yaml(held: dict[str, Any]) -> None:
    """What JSON says is read as JSON reads it, whatever it holds."""

    def finite(one: Any) -> Any:
        if isinstance(one, float) and not math.isfinite(one):
            return str(one)
        if isinstance(one, dict):
            return {key: finite(inner) for key, inner in one.items()}
        return [finite(inner) for inner in one] if isinstance(one, list) else one

    meant = finite(held)
    assert value(msgspec.json.encode(meant).decode()) == meant


@given(st.text(max_size=200))
def test_any_text_is_documents_or_problems(text: str) -> None:
    """Never an exception of the library's own."""
    for found in documents(text):
        assert found.problems or msgspec.json.encode(found.value)
