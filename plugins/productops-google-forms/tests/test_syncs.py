"""The connector under the engine, over the sandbox: nothing lost, nothing twice, edits and versions right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from gf import synced, table

from productops.store import open_store
from productops.store.base import Store
from productops_google_forms.sandbox import GoogleFormsSandbox
from productops_google_forms.sandbox.site import BODY, RESPONSES

LIVE = "SELECT source_id FROM response WHERE NOT deleted"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    found = open_store(tmp_path / "g.duckdb")
    yield found
    found.close()


def shown(sandbox: GoogleFormsSandbox) -> Counter[str]:
    """Ids of every response the API shows."""
    return Counter(
        r["responseId"] for plan in sandbox.plans() for r in sandbox.responses(plan.name)
    )


def held(store: Store) -> Counter[str]:
    return Counter(row[0] for row in table(store, LIVE))


def test_every_response_is_there_once(store: Store) -> None:
    """Over many pages in no order; a second sync asks once a partition and changes nothing."""
    sandbox = GoogleFormsSandbox(size=160)
    report = synced(store, sandbox, page_size=7)
    assert held(store) == shown(sandbox)
    assert sum(stream.set_aside for stream in report.streams.values()) == 0

    calls = len(sandbox.calls)
    again = synced(store, sandbox)
    assert sum(s.created + s.updated + s.deleted for s in again.streams.values()) == 0
    # two to open, and one of each of the two partitions of both streams
    assert len(sandbox.calls) - calls == 2 + 4
    assert table(store, "SELECT DISTINCT source_instance FROM response") == [("surveys",)]


def test_an_edited_response_leaves_nothing_stale(store: Store) -> None:
    """A wish that was taken back, a score that was changed: one row each, as they stand."""
    sandbox = GoogleFormsSandbox(size=500)
    synced(store, sandbox)
    before = dict(table(store, "SELECT source_id, source_updated_at FROM response"))
    sandbox.advance(timedelta(days=25))
    synced(store, sandbox)

    assert held(store) == shown(sandbox)
    now = dict(table(store, "SELECT source_id, source_updated_at FROM response"))
    edited = [i for i, at in before.items() if now[i] != at]
    assert edited
    listed = "', '".join(edited)
    wishes = f"SELECT id FROM feedback WHERE title LIKE '%build next%' AND split_part(source_id, ':', 1) IN ('{listed}')"
    assert not table(store, wishes)
    scores = table(
        store, f"SELECT source_id FROM rating WHERE split_part(source_id, ':', 1) IN ('{listed}')"
    )
    assert len(scores) == len(set(scores))


def test_a_new_version_keeps_the_words_of_the_old_one(store: Store) -> None:
    """Renamed from the day we saw it; answers before it bear the wording they were given to."""
    sandbox = GoogleFormsSandbox(size=240)
    synced(store, sandbox)
    sandbox.advance(timedelta(days=3))
    synced(store, sandbox)
    sandbox.advance(timedelta(days=2))
    report = synced(store, sandbox)
    assert report.streams["forms"].updated == 1
    sandbox.advance(timedelta(days=25))
    synced(store, sandbox)

    titles = Counter(t for (t,) in table(store, "SELECT title FROM feedback WHERE NOT deleted"))
    assert titles["What do you miss?"] > 0
    assert titles["What should we build next?"] > 0
    assert table(
        store,
        "SELECT text FROM question WHERE ref = (SELECT ref FROM question WHERE text LIKE '%build next%')",
    ) == [("What should we build next?",)]


def test_answers_to_a_question_that_nobody_saw_are_kept(store: Store) -> None:
    """It was deleted before the first sync; only its id is left, and what people wrote."""
    sandbox = GoogleFormsSandbox(size=160)
    synced(store, sandbox)
    gone = table(
        store,
        "SELECT a.value_text FROM answer a LEFT JOIN question q ON a.question_id = q.id"
        " WHERE q.id IS NULL AND NOT a.skipped",
    )
    assert gone
    assert all(text for (text,) in gone)


def test_scores_have_the_scale_of_their_question(store: Store) -> None:
    """One to seven, five stars, and the points of the quiz."""
    sandbox = GoogleFormsSandbox(size=160)
    synced(store, sandbox)
    found = table(
        store,
        "SELECT DISTINCT rating_type, worst_rating, best_rating, scale_known FROM rating ORDER BY 1, 2",
    )
    assert found == [("custom", 0, 5, True), ("custom", 1, 7, True), ("stars", 1, 5, True)]


def test_no_row_shows_an_id_where_there_is_a_title(store: Store) -> None:
    """Grids by their row, files by their name."""
    sandbox = GoogleFormsSandbox(size=160)
    synced(store, sandbox)
    texts = {t for (t,) in table(store, "SELECT text FROM question")}
    assert {"Does this hold? [It is fast]", "Does this hold? [It is clear]"} <= texts
    assert None not in texts
    names = table(
        store,
        "SELECT DISTINCT file_name IS NOT NULL, parent_id IN (SELECT id FROM answer) FROM attachment",
    )
    assert names == [(True, True)]


def test_a_service_account_reads_the_same(store: Store) -> None:
    """Its token is got with a signed assertion."""
    pytest.importorskip("jwt")
    sandbox = GoogleFormsSandbox(size=90)
    synced(store, sandbox, kind="service_account")
    assert held(store) == shown(sandbox)


def test_what_is_gone_at_the_source_becomes_a_tombstone(store: Store) -> None:
    """A response the owner deleted, by the census; a form, as soon as it is asked for."""
    sandbox = GoogleFormsSandbox(size=160)
    synced(store, sandbox)
    lost = sandbox.responses("feedback")[0]["responseId"]
    form = sandbox.form_ids()["quiz"]
    chosen = list(sandbox.form_ids().values())
    sandbox.delete([lost, form])
    sandbox.advance(timedelta(days=8))
    synced(store, sandbox, forms=chosen)
    assert lost in {i for (i,) in table(store, "SELECT source_id FROM response WHERE deleted")}
    assert table(store, f"SELECT deleted FROM survey WHERE source_id = '{form}'") == [(True,)]
    assert not table(
        store, f"SELECT id FROM answer WHERE source_id LIKE '{lost}:%' AND NOT deleted"
    )


def test_a_form_that_may_not_be_read_keeps_no_other_from_being_read(store: Store) -> None:
    """It is named, with what to do; exit 1 or 3, the rest is there."""
    sandbox = GoogleFormsSandbox(size=90)
    forms = sandbox.form_ids()
    sandbox.hide([forms["quiz"]])
    report = synced(store, sandbox, code=3)
    problem = report.streams["responses"].problem
    assert problem
    assert forms["quiz"] in problem.message
    assert "Share the form" in problem.hint
    assert held(store) == Counter(r["responseId"] for r in sandbox.responses("feedback"))


def test_a_form_nobody_knows_is_named(store: Store) -> None:
    """And the others are read."""
    sandbox = GoogleFormsSandbox(size=90)
    known = sandbox.form_ids()["quiz"]
    report = synced(store, sandbox, code=1, forms=[known, "1nosuchform000"])
    problem = report.streams["responses"].problem
    assert problem
    assert "1nosuchform000" in problem.message
    assert held(store) == Counter(r["responseId"] for r in sandbox.responses("quiz"))


@pytest.mark.parametrize("scope", [BODY, RESPONSES])
def test_a_missing_scope_is_named(store: Store, scope: str) -> None:
    """Before anything is read; exit 3."""
    sandbox = GoogleFormsSandbox(size=60, scopes={BODY, RESPONSES} - {scope})
    report = synced(store, sandbox, code=3)
    assert report.problem
    assert scope in report.problem.message


def test_an_api_that_is_not_enabled_is_told(store: Store) -> None:
    """With the place to enable it."""
    report = synced(store, GoogleFormsSandbox(size=60, enabled=False), code=3)
    assert report.problem
    assert "APIs & Services" in report.problem.hint
