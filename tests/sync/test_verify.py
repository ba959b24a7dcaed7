"""`check`, `verify` and `renormalise` on a small fictional vendor."""

from __future__ import annotations

from datetime import datetime

from shelf import Items, Shelf, Vendor, shelf

from productops.errors import CredentialsRejected
from productops.model import FeedbackItem
from productops.store.base import Scope, Store
from productops.sync.engine import sync
from productops.sync.renormalise import renormalise
from productops.sync.verify import check, verify

SCOPE = Scope("shelf", "shelf.example")


def test_verify_names_what_is_gone_and_buries_it(store: Store, now: datetime) -> None:
    """Records deleted behind the API's back are named, exactly; a second look finds nothing more."""
    vendor = Vendor.of(60)
    sync([shelf(vendor)], store, now=now)
    for number in (3, 17, 44):
        vendor.remove(number)

    found = verify([shelf(vendor)], store, now=now)
    again = verify([shelf(vendor)], store, now=now)

    assert (1, ["3", "17", "44"]) == (found.exit_code, [m.source_id for m in found.missing])
    assert [("feedback_", "Item 3"), ("feedback_", "Item 17"), ("feedback_", "Item 44")] == [
        (m.row_id[:9], m.title) for m in found.missing
    ]
    assert (0, []) == (again.exit_code, again.missing)
    assert ["kinds", "notes"] == sorted(found.not_compared["shelf"])
    assert "Not compared, since shelf lists no ids of them: kinds, notes" in str(again)


def test_verify_names_what_we_lack(store: Store, now: datetime) -> None:
    """A record the source shows and the store does not hold is named as such."""
    vendor = Vendor.of(10)
    sync([shelf(vendor)], store, now=now)
    vendor.put(11)

    found = verify([shelf(vendor)], store, now=now)

    assert [("11", "not_held")] == [(m.source_id, m.reason) for m in found.missing]


def test_verify_is_clean_when_nothing_is_missing(store: Store, now: datetime) -> None:
    """Set-aside records are held; they are not missing."""
    vendor = Vendor.of(10)
    vendor.put(4, "refuse")
    sync([shelf(vendor)], store, now=now)

    assert 0 == verify([shelf(vendor)], store, now=now).exit_code


def test_check_opens_and_counts(now: datetime) -> None:
    """Each source is asked who it is and how much it holds; a refusal is told."""
    closed = Vendor()

    def refuse(request: object) -> None:
        raise CredentialsRejected("no")

    closed.before = refuse
    found = check([shelf(Vendor.of(7)), shelf(closed, "closed")], now=now)

    assert (True, 7) == (found["shelf"].ok, found["shelf"].counts["items"])
    assert found["closed"].problem is not None
    assert 3 == found["closed"].problem.exit_code


class Louder(Items):
    """A changed mapping."""

    def normalise(self, record, run):
        for row in super().normalise(record, run):
            yield row.model_copy(update={"title": (row.title or "").upper()})


class Split(Items):
    """A mapping that yields one more row, and none for item 5."""

    def normalise(self, record, run):
        if record.id != 5:
            yield from super().normalise(record, run)
            yield FeedbackItem(**run.key(FeedbackItem, f"{record.id}:copy"), title="copy")


def remapped(vendor: Vendor, stream: Items):
    class Changed(Shelf):
        streams = (Shelf.streams[0], stream, Shelf.streams[2])

    source = shelf(vendor)
    return type(source)(source.name, Changed(), source.settings, source.transport)


def test_an_unchanged_mapping_changes_nothing(store: Store, now: datetime) -> None:
    """Renormalising with the same mapping touches no row."""
    vendor = Vendor.of(30)
    sync([shelf(vendor)], store, now=now)

    report = renormalise([shelf(vendor)], store, now=now)

    assert ({}, {}, {}) == (report.changed, report.added, report.removed)
    assert 37 == report.records


def test_a_dry_run_tells_and_changes_nothing(store: Store, now: datetime) -> None:
    """The difference is counted by table and column, with examples, before anything is written."""
    vendor = Vendor.of(30)
    sync([shelf(vendor)], store, now=now)

    told = renormalise([remapped(vendor, Louder())], store, now=now, dry_run=True)
    done = renormalise([remapped(vendor, Louder())], store, now=now)
    after = renormalise([remapped(vendor, Louder())], store, now=now)

    assert {"feedback": 30} == told.changed == done.changed
    assert {"title": 30} == told.columns["feedback"]
    assert {"before": "Item 1", "after": "ITEM 1"} == told.examples[0]["columns"][
        "title"
    ] or told.examples
    assert {} == after.changed


def test_rows_come_and_go_with_the_mapping(store: Store, now: datetime) -> None:
    """A mapping that yields more rows adds them; one it no longer yields is removed."""
    vendor = Vendor.of(10)
    sync([shelf(vendor)], store, now=now)

    report = renormalise([remapped(vendor, Split())], store, now=now)

    assert ({"feedback": 9}, {"feedback": 1}) == (report.added, report.removed)


def test_set_aside_records_are_tried_again(store: Store, now: datetime) -> None:
    """A better mapping brings back what did not fit, without a request."""

    class Lenient(Items):
        def normalise(self, record, run):
            record.title = "was refused" if record.title == "refuse" else record.title
            return super().normalise(record, run)

    vendor = Vendor.of(10)
    vendor.put(4, "refuse")
    sync([shelf(vendor)], store, now=now)
    vendor.calls.clear()

    report = renormalise([remapped(vendor, Lenient())], store, now=now)

    assert ({"feedback": 1}, []) == (report.added, vendor.calls)
    assert set() == store.set_aside_ids(SCOPE, "items")
