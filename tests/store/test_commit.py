"""What a commit writes, and that it writes all of it or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filled import (
    NASTY,
    NOW,
    OTHER,
    SCOPE,
    aside,
    empty,
    entry,
    feedback,
    filled,
    line,
    page,
    raw,
    ticket_page,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from productops.errors import StoreError
from productops.model import TABLES
from productops.store import DuckStore, open_store
from productops.store.base import Checkpoint, Queued
from productops.store.duck import LARGE


def titles(store: DuckStore) -> dict[str, str]:
    """Source id → title of all feedback; fails where a row is doubled."""
    rows = list(store.table("feedback", deleted=True).rows())
    assert len({row["id"] for row in rows}) == len(rows)
    return {row["source_id"]: row["title"] for row in rows}


@pytest.mark.parametrize("table", TABLES)
def test_every_table_comes_back_as_it_was_written(shared: DuckStore, table: str) -> None:
    """Filled and empty rows, every type, are equal after a round trip."""
    written = [filled(table, "1"), empty(table, "2")]
    shared.commit([page(upserts={table: [entry(record) for record in written]})])
    read = sorted(shared.table(table, deleted=True).records(), key=lambda r: r.source_id)
    assert read == written
    assert read[0].compute_hash() == written[0].compute_hash()


def test_offsets_become_utc(store: DuckStore) -> None:
    """A moment with an offset is the same moment, not the same clock face."""
    told = line(feedback("1")).replace(
        b'"occurred_at":null', b'"occurred_at":"2026-01-01T02:00:00+02:00"'
    )
    store.commit([page(upserts={"feedback": [("feedback_x", "1", told)]})])
    (row,) = store.table("feedback").rows()
    assert row["occurred_at"] == datetime(2026, 1, 1, tzinfo=UTC)


def test_the_zone_of_the_machine_does_not_matter(path: Path) -> None:
    """Written and read in another zone, a moment is the same."""
    code = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
from filled import NOW, entry, feedback, page
from productops.store import open_store
store = open_store(sys.argv[1])
store.commit([page(upserts={{"feedback": [entry(feedback("1", occurred_at=NOW))]}})])
(row,) = store.table("feedback").rows()
assert row["occurred_at"] == NOW, row["occurred_at"]
assert store.table("feedback").to_polars()["occurred_at"].item() == NOW
store.close()
"""
    environment = os.environ | {"TZ": "America/New_York"}
    subprocess.run([sys.executable, "-c", code, str(path)], env=environment, check=True)
    (row,) = open_store(path).table("feedback").rows()
    assert row["occurred_at"] == NOW


def test_copies_of_the_body_come_back(store: DuckStore) -> None:
    """Texts that repeat another column are equal, absent ones absent, and empty ones empty."""
    bodies = [("a", "a", "a"), ("a", "b", "b"), ("a", None, None), (None, None, None), ("", "", None), ("a", "", "a")]  # fmt: skip
    items = [
        feedback(str(n), body=body, body_plain=plain, body_clean=clean)
        for n, (body, plain, clean) in enumerate(bodies)
    ]
    store.commit([page(upserts={"feedback": [entry(item) for item in items]})])
    found = sorted(store.table("feedback").rows(), key=lambda row: row["source_id"])
    assert [(row["body"], row["body_plain"], row["body_clean"]) for row in found] == bodies


def test_what_a_record_no_longer_yields_is_removed(store: DuckStore) -> None:
    """Deletes go, upserts stay."""
    store.commit([ticket_page(range(3))])
    gone, kept = feedback("0"), feedback("1", "new")
    store.commit([page(deletes=[gone.id, kept.id], upserts={"feedback": [entry(kept)]})])
    assert titles(store) == {"1": "new", "2": "a title 2"}


def test_a_row_is_never_doubled(store: DuckStore, path: Path) -> None:
    """A known id replaces its row, in the same transaction, in a later one and after another opening."""
    store.commit([ticket_page([1]), ticket_page([1], "second")])
    assert titles(store) == {"1": "second 1"}
    store.commit([ticket_page([1], "third")])
    assert titles(store) == {"1": "third 1"}
    store.close()
    again = open_store(path)
    again.commit([ticket_page([1], "fourth")])
    assert titles(again) == {"1": "fourth 1"}
    assert len(again.table("_raw")) == 1
    again.close()


def test_a_later_page_of_a_transaction_has_the_say(store: DuckStore) -> None:
    """A row written by one page and deleted by the next is gone; the other way round it is there."""
    first, second = feedback("1"), feedback("2")
    store.commit(
        [
            page(upserts={"feedback": [entry(first)]}, deletes=[second.id]),
            page(upserts={"feedback": [entry(second)]}, deletes=[first.id]),
        ]
    )
    assert titles(store) == {"2": "a title"}


def test_a_page_that_fails_keeps_nothing(store: DuckStore) -> None:
    """A line that does not fit undoes its whole transaction, and the store goes on."""
    store.commit([ticket_page([1])])
    bad = page(
        upserts={"feedback": [entry(feedback("2")), ("feedback_x", "3", b'{"deleted": "maybe"}')]},
        raws=[raw("2")],
        deletes=[feedback("1").id],
        aside=[aside("9")],
        push=[Queued("k", "tickets", b"{}")],
        checkpoint=Checkpoint("tickets", "", {"last": "2"}),
    )  # fmt: skip
    with pytest.raises(StoreError):
        store.commit([ticket_page([5]), bad])
    assert titles(store) == {"1": "a title 1"}
    assert store.live_ids(SCOPE, "tickets") == {"1"}
    assert store.set_aside_ids(SCOPE, "tickets") == set()
    assert store.queued(SCOPE) == []
    assert store.checkpoints(SCOPE) == [Checkpoint("tickets", "", {"last": "1"})]
    store.commit([ticket_page([2])])
    assert titles(store) == {"1": "a title 1", "2": "a title 2"}


def test_an_error_does_not_quote_what_customers_wrote(store: DuckStore) -> None:
    """The message says what is wrong, without the line it is in."""
    bad = b'{"id": "feedback_x", "source_id": "3", "title": "my secret", "deleted": "maybe"}'
    with pytest.raises(StoreError) as caught:
        store.commit([page(upserts={"feedback": [("feedback_x", "3", bad)]})])
    assert "my secret" not in str(caught.value)


def test_sources_do_not_touch_one_another(store: DuckStore) -> None:
    """Equal source ids of two instances are two records."""
    for scope in (SCOPE, OTHER):
        item = feedback("1", scope.instance, scope)
        store.commit(
            [
                page(
                    scope=scope,
                    upserts={"feedback": [entry(item)]},
                    raws=[raw("1", rows=[item.id])],
                )
            ]
        )
    assert len(store.table("feedback")) == 2
    store.commit([page(scope=OTHER, raws=[raw("1", b'{"new": 1}')], replaced=["1"])])
    assert len(store.table("_raw")) == 2
    assert store.lookup(SCOPE, "tickets", ["1"])["1"].digest == raw("1").digest


def test_replaced_raw_records_go_and_versions_of_context_stay(store: DuckStore) -> None:
    """A stream keeps the newest record; a context stream every version, none of them twice."""
    for stream, keep in (("tickets", False), ("fields", True)):
        for payload in (b"1", b"2", b"2", b"3"):
            one = page(stream, raws=[raw("7", payload)], replaced=["7"], keep_versions=keep)
            store.commit([one])
    assert list(store.raw_versions(SCOPE, "tickets")) == [("7", b"3")]
    assert list(store.raw_versions(SCOPE, "fields")) == [("7", b"1"), ("7", b"2"), ("7", b"3")]
    assert store.lookup(SCOPE, "fields", ["7"])["7"].digest == raw("7", b"3").digest


def test_records_replaced_without_a_new_copy_are_gone(store: DuckStore) -> None:
    """`replaced` may name more than the page's own raw records."""
    store.commit([ticket_page(range(3))])
    store.commit([page(replaced=["0", "1"])])
    assert store.live_ids(SCOPE, "tickets") == {"2"}


def test_the_queue_keeps_its_order_and_forgets_what_is_done(store: DuckStore) -> None:
    """First in, first out; a page may answer a key and push it anew."""

    def queued(key: str) -> Queued:
        return Queued(key, "comments", f'{{"path": "/{key}"}}'.encode())

    store.commit([page(push=[queued("b"), queued("a"), queued("c")])])
    store.commit([page(done=["b", "a"], push=[queued("d"), queued("b")]), page(done=["d"])])
    assert store.queued(SCOPE) == [queued("c"), queued("b")]
    assert store.queued(OTHER) == []
    store.forget_queue(SCOPE, "comments")
    assert store.queued(SCOPE) == []


def test_checkpoints_are_one_a_partition(store: DuckStore) -> None:
    """The newest holds, in one transaction and over several; cursors are any JSON."""
    since = datetime(2025, 5, 5, tzinfo=UTC)
    points = [
        Checkpoint("tickets", "", {"cursor": NASTY}, since),
        Checkpoint("tickets", "form 1", "tökén"),
        Checkpoint("users", "", None),
    ]
    store.commit([page(checkpoint=Checkpoint("tickets", "", "old"))])
    store.commit([page(checkpoint=point) for point in points])
    store.commit([page()])
    assert store.checkpoints(SCOPE) == points
    store.forget_queue(SCOPE, "tickets")
    assert store.checkpoints(SCOPE) == points[2:]


def test_set_aside_records_are_kept_whole_until_they_fit(store: DuckStore) -> None:
    """Bytes that are no text are kept readable; a record set aside again replaces its reason."""
    store.commit([page(aside=[aside("1", b"\xff\xfe{"), aside("2", NASTY.encode())])])
    store.commit([page(aside=[aside("1", b'"\\ud83d"', "still not")])])
    assert store.set_aside_ids(SCOPE, "tickets") == {"1", "2"}
    assert dict(store.aside(SCOPE, "tickets")) == {"1": b'"\\ud83d"', "2": NASTY.encode()}
    messages = {row["source_id"]: row["message"] for row in store.table("_set_aside").rows()}
    assert messages == {"1": "still not", "2": "does not fit"}
    store.commit([page(aside_cleared=["1"]), page(aside=[aside("3")], aside_cleared=["2"])])
    assert store.set_aside_ids(SCOPE, "tickets") == {"3"}


def test_bytes_that_are_no_text_become_escapes(store: DuckStore) -> None:
    """A payload is never the reason that a page cannot be written."""
    store.commit([page(aside=[aside("1", b"a\xffb\x1e\x1f\n")])])
    assert dict(store.aside(SCOPE, "tickets")) == {"1": b"a\\xffb\x1e\x1f\n"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, unique=True))  # fmt: skip
def test_any_text_is_kept_to_the_letter(store: DuckStore, texts: list[str]) -> None:
    """Ids, versions and payloads come back as they were, whatever signs they hold."""
    raws = [raw(text, text.encode()) for text in texts]
    for row in raws:
        row.version = row.source_id
    store.commit([page("texts", raws=raws)])
    held = store.lookup(SCOPE, "texts", texts)
    assert {text: found.version for text, found in held.items()} == {text: text for text in texts}
    (batch,) = store.raws(SCOPE, "texts", source_ids=texts, batch=1000)
    assert {row.source_id: row.payload for row in batch} == {t: t.encode() for t in texts}


def test_large_records_fit(store: DuckStore) -> None:
    """16 MB of JSON and as much text in one row."""
    big = "ü" * (8 << 20)
    item = feedback("1", body=big)
    payload = f'{{"x": "{big}"}}'.encode()
    store.commit([page(upserts={"feedback": [entry(item)]}, raws=[raw("1", payload)])])
    assert list(store.raw_versions(SCOPE, "tickets")) == [("1", payload)]
    assert next(store.table("feedback").rows())["body"] == big


def test_raw_rows_tell_where_they_come_from(store: DuckStore) -> None:
    """The columns of the contract, and the size of the payload in bytes."""
    item = feedback("1")
    payload = "ü".encode()
    store.commit([page(raws=[raw("1", payload, [item.id], gone="merged", gone_at=NOW)])])
    (row,) = store.table("_raw").rows()
    assert {
        "source": "zendesk", "source_instance": "acme.zendesk.com", "stream": "tickets", "source_id": "1",
        "version": None, "payload": "ü", "bytes": 2, "fetched_at": NOW, "run_id": "run-1", "rows": [item.id],
        "gone": "merged", "gone_at": NOW,
    }.items() <= row.items()  # fmt: skip


def test_nothing_is_left_beside_the_store(store: DuckStore, path: Path) -> None:
    """Hand-over files are removed, after a failed commit too; what a kill left is swept at the next opening."""
    left = path.parent / f".productops-{path.name}-left"
    left.mkdir()
    (left / "feedback.ndjson").write_text("what a customer wrote")
    store.commit([ticket_page(range(3))])
    with pytest.raises(StoreError):
        store.commit([page(upserts={"feedback": [("feedback_x", "1", b'{"tags": 1}')]})])  # fmt: skip
    store.close()
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_no_pages_are_no_transaction(store: DuckStore) -> None:
    """Neither an empty list nor an empty page is an error."""
    store.commit([])
    store.commit([page()])
    assert store.is_empty(SCOPE, "tickets")


def test_large_batches_are_written_with_less_memory(store: DuckStore) -> None:
    """Those of vendors' pages are not; and it stays so when the file is opened anew."""
    limits = []
    for count in (10, LARGE, 10):
        raws = [raw(f"{count}-{number}", b"{}") for number in range(count)]
        store.commit([page(raws=raws)])
        with store.connection.use() as con:
            limits.append(con.execute("SELECT current_setting('memory_limit')").fetchall()[0][0])
        store.connection.rest()
    assert limits[1] == limits[2] != limits[0]
