"""Whole syncs against the sandbox: complete, frugal, and right after whatever happens meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from productops.sandbox import FAULT_KINDS, Faults, transport
from productops.store import open_store
from productops.store.base import Store
from productops.sync.engine import sync
from productops.sync.report import SyncReport
from productops.sync.verify import verify
from productops.testing import ask, contents, source_on
from productops_tally import Tally
from productops_tally.sandbox import TallySandbox
from productops_tally.sandbox.blocks import form_id, question_id
from productops_tally.sandbox.submissions import submission_id

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(tmp_path / "s.duckdb")
    yield opened
    opened.close()


def source(sandbox: TallySandbox, **keys: Any) -> Any:
    """The sandbox as a source; waits take no time."""
    return source_on(
        Tally(), {**sandbox.credentials(), **keys}, transport(sandbox, sleep=lambda _: None),
        name="forms", pause=lambda _: False,
    )  # fmt: skip


def run(sandbox: TallySandbox, store: Store, **keys: Any) -> SyncReport:
    """A sync at the sandbox's time."""
    return sync([source(sandbox, **keys)], store, now=sandbox.company.clock.now)


def there(sandbox: TallySandbox) -> int:
    """How many submissions there are."""
    return sum(len(sandbox.visits(index)) for index in range(3))


def test_everything_comes_once(store: Any) -> None:
    """As many forms and submissions as there are; no score, answer or feedback shows a bare id."""
    sandbox = TallySandbox(size=160, limited=False)

    report = run(sandbox, store, page_size=7)

    assert report.exit_code == 0
    assert ask(store, "SELECT count(*) FROM survey") == [(3,)]
    assert ask(store, "SELECT count(*) FROM response") == [(there(sandbox),)]
    assert report.total("set_aside") == 0
    assert ask(
        store, "SELECT count(*) FROM answer WHERE len(option_labels) < len(value_option_ids)"
    ) == [(0,)]
    assert ask(store, "SELECT count(*) FROM feedback WHERE title IS NULL") == [(0,)]
    assert ask(
        store,
        "SELECT count(*) FROM answer a LEFT JOIN question q ON q.id = a.question_id WHERE q.id IS NULL",
    ) == [(0,)]
    assert ask(store, "SELECT count(*) FROM rating WHERE NOT scale_known") == [(0,)]
    assert ask(store, "SELECT DISTINCT source_instance FROM response") == [("forms",)]
    assert ask(store, "SELECT count(*) > 0 FROM response WHERE NOT completed") == [(True,)]


def test_nothing_new_costs_one_request_a_partition(store: Any) -> None:
    """Besides who we are and how many forms there are; not one row changes."""
    sandbox = TallySandbox(size=160, limited=False)
    run(sandbox, store)
    before = contents(store)
    sandbox.calls.clear()

    report = run(sandbox, store)

    assert sandbox.calls.by_endpoint == {
        "/users/me": 1,
        "/forms": 2,
        **{f"/forms/{form_id(n)}/submissions": 1 for n in range(3)},
    }
    assert report.total("created") + report.total("updated") + report.total("deleted") == 0
    assert contents(store) == before


def test_many_small_syncs_equal_one(store: Any, tmp_path: Path) -> None:
    """Over weeks in which people come late and finish what they began."""
    sandbox = TallySandbox(size=200, limited=False)
    for _ in range(8):
        assert run(sandbox, store).exit_code == 0
        sandbox.advance(3 * DAY)
    run(sandbox, store)
    fresh = open_store(tmp_path / "fresh.duckdb")
    run(sandbox, fresh)

    for table, but in (("response", ", survey_version"), ("person", ""), ("rating", "")):
        query = f"SELECT * EXCLUDE (fetched_at, content_hash{but}) FROM {table} ORDER BY id"
        assert ask(store, query) == ask(fresh, query), table
    said = "SELECT source_id, body FROM feedback ORDER BY 1"
    assert ask(store, said) == ask(fresh, said)
    fresh.close()


def test_a_renamed_and_a_deleted_question(store: Any) -> None:
    """Both wordings stay with their answers; the question shows the newest, and the deleted one stays a question."""
    sandbox = TallySandbox(size=300, limited=False)
    comment, wishes = question_id(0, "text"), question_id(0, "want")
    run(sandbox, store)
    for _ in range(3):
        sandbox.advance(4 * DAY)
        run(sandbox, store)

    titles = ask(
        store, f"SELECT DISTINCT title FROM feedback WHERE source_id LIKE '%:{comment}' ORDER BY 1"
    )
    assert titles == [
        ("What is the one thing we should do better?",),
        ("What should we do better?",),
    ]
    assert ask(store, f"SELECT text FROM question WHERE source_id = '{comment}'") == titles[:1]
    assert ask(
        store, f"SELECT question_type, deleted FROM question WHERE source_id = '{wishes}'"
    ) == [("multi_choice", False)]
    labels = f"SELECT count(*) FROM answer WHERE source_id LIKE '%:{wishes}' AND len(option_labels) < len(value_option_ids)"
    assert ask(store, labels) == [(0,)]


def test_a_partial_submission_that_is_finished_becomes_complete(store: Any) -> None:
    """One row, moved on; nothing of its first state stays."""
    sandbox = TallySandbox(size=300, limited=False)
    pending: set[str] = set()
    while not pending:
        sandbox.advance(DAY / 2)
        now = sandbox.company.clock.epoch
        pending = {submission_id(n, v) for n in range(3) for v in sandbox.visits(n) if v.sent > now}
    run(sandbox, store)
    ids = ", ".join(f"'{key}'" for key in pending)
    states = f"SELECT source_id, completed FROM response WHERE source_id IN ({ids}) ORDER BY 1"
    before = ask(store, states)
    sandbox.advance(10 * DAY)
    run(sandbox, store)

    assert before == [(key, False) for key in sorted(pending)]
    assert ask(store, states) == [(key, True) for key in sorted(pending)]


def test_a_source_that_gives_less_a_page_than_asked_is_read_whole(store: Any) -> None:
    """Its own word on the size of the page counts."""
    sandbox = TallySandbox(size=200, limited=False, most=9)

    assert run(sandbox, store).exit_code == 0
    assert ask(store, "SELECT count(*) FROM response") == [(there(sandbox),)]


def test_big_pages_that_time_out_are_asked_for_in_smaller_pieces(store: Any) -> None:
    """A page counted from one has another number then; nothing is left out."""
    sandbox = TallySandbox(size=200, limited=False, faults=Faults(max_page=60))

    assert run(sandbox, store).exit_code == 0
    assert ask(store, "SELECT count(*) FROM response") == [(there(sandbox),)]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a store holds that nothing happened to."""
    store = open_store(tmp_path_factory.mktemp("calm") / "c.duckdb")
    run(TallySandbox(size=60, limited=False), store, page_size=5)
    held = contents(store)
    store.close()
    return held


@pytest.mark.parametrize("kind", ["429", "504", "truncated", "html", "mixed"])
def test_a_fault_costs_no_row(kind: str, store: Any, calm: dict[str, Any]) -> None:
    """The store equals one filled without faults; whatever ended a run, the next goes on."""
    kinds = tuple(FAULT_KINDS) if kind == "mixed" else (kind,)
    reports = []
    for seed in range(12):
        faults = Faults(kinds=kinds, rate=0.15, seed=seed, retry_after=0, stall=0.0, in_a_row=1)
        sandbox = TallySandbox(size=60, limited=False, faults=faults)
        reports.append(run(sandbox, store, page_size=5))
        if reports[-1].exit_code == 0:
            break

    assert reports[-1].exit_code == 0
    assert contents(store) == calm


def test_the_documented_pace_is_kept(store: Any) -> None:
    """100 requests a minute, of which answers do not tell: none is refused."""
    skipped = [0.0]

    def skip(seconds: float) -> bool:
        skipped[0] += seconds
        return False

    sandbox = TallySandbox(size=400, timer=lambda: time.monotonic() + skipped[0])
    slow = source_on(
        Tally(),
        {**sandbox.credentials(), "page_size": 3},
        transport(sandbox, sleep=lambda _: None),
        name="forms",
        pause=skip,
    )

    report = sync([slow], store, now=sandbox.company.clock.now)

    assert report.exit_code == 0
    assert len(sandbox.calls) > 100
    assert 429 not in sandbox.calls.by_status


def test_verify_names_what_is_gone(store: Any) -> None:
    """A submission and a form that were deleted."""
    sandbox = TallySandbox(size=120, limited=False)
    run(sandbox, store)
    lost = submission_id(1, sandbox.visits(1)[0])
    below = {submission_id(2, visit) for visit in sandbox.visits(2)}
    sandbox.deleted, sandbox.gone = {lost}, {2}

    found = verify([source(sandbox)], store, now=sandbox.company.clock.now)

    missing = {
        name: {one.source_id for one in check.missing}
        for name, check in found.sources["forms"].items()
    }
    assert missing == {"forms": {form_id(2)}, "responses": {lost, *below}}
    assert ask(store, "SELECT count(*) FROM survey WHERE deleted") == [(1,)]


def test_forms_that_may_not_be_read_are_named(store: Any) -> None:
    """The others are read, and the run is a success with a warning."""
    sandbox = TallySandbox(size=60, limited=False)
    sandbox.forbidden = {1}

    report = run(sandbox, store, forms=[form_id(0), form_id(1), "nobody"])

    told = str(report.sources["forms"].streams["forms"].warnings)
    assert report.exit_code == 0
    assert f"form {form_id(1)} (HTTP 403)" in told
    assert "form nobody (HTTP 404)" in told
    assert ask(store, "SELECT source_id FROM survey") == [(form_id(0),)]


def test_a_wrong_key_changes_nothing(store: Any) -> None:
    """Exit 3, and what to do."""
    report = run(TallySandbox(size=20), store, api_key="tly-wrong")

    assert report.exit_code == 3
    assert "API key is refused" in str(report.sources["forms"].problem)
