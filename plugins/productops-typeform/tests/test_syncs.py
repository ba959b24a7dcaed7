"""The connector under the engine, over the sandbox: nothing lost, nothing twice, the right words each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tf import synced, table

from productops.sandbox.turnout import Turnout
from productops.store import open_store
from productops.store.base import Store
from productops_typeform.sandbox import TypeformSandbox

NAMES = ("relationship", "requests", "kunden")
LIVE = "SELECT source_id FROM response WHERE NOT deleted"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    found = open_store(tmp_path / "t.duckdb")
    yield found
    found.close()


def shown(sandbox: TypeformSandbox, *, partial: bool = False) -> Counter[str]:
    """Ids of every response the API shows."""
    return Counter(
        r["response_id"] for name in NAMES for r in sandbox.responses(name, partial=partial)
    )


def held(store: Store) -> Counter[str]:
    return Counter(row[0] for row in table(store, LIVE))


@pytest.mark.parametrize("totals", ["left", "all"])
def test_every_response_is_there_once(store: Store, totals: str) -> None:
    """Over many pages by token, whatever the vendor's total counts; a second sync changes nothing."""
    sandbox = TypeformSandbox(size=250, totals=totals)
    report = synced(store, sandbox, page_size=7)
    assert held(store) == shown(sandbox)
    assert sum(stream.set_aside for stream in report.streams.values()) == 0

    calls = len(sandbox.calls)
    again = synced(store, sandbox)
    assert sum(s.created + s.updated + s.deleted for s in again.streams.values()) == 0
    # who we are, one list of forms, and one page of each of the four forms
    assert len(sandbox.calls) - calls == 3 + 1 + 4


def test_what_was_not_shown_is_told_apart_from_what_was_skipped(store: Store) -> None:
    """By the form's own jumps; compared with what the sandbox knows of each person's way."""
    sandbox = TypeformSandbox(size=250)
    synced(store, sandbox)
    way = sandbox.shown("requests")
    form = sandbox.form_ids()["requests"]
    versions = {
        v for (v,) in table(store, f"SELECT version FROM survey WHERE source_id = '{form}'")
    }
    rows = table(
        store,
        "SELECT r.source_id, split_part(a.source_id, ':', -1), split_part(a.source_id, ':', 2), a.skipped, a.not_shown"
        " FROM answer a JOIN response r ON a.response_id = r.id JOIN survey s ON r.survey_id = s.id"
        f" WHERE s.source_id = '{form}'",
    )
    assert len(versions) == 1
    seen = Counter[str]()
    for response, last, question, skipped, not_shown in rows:
        on_the_way = {last, question} & way[response]
        assert not_shown is not bool(on_the_way), (response, last, question)
        seen["skipped"] += skipped
        seen["not_shown"] += not_shown
    assert min(seen["skipped"], seen["not_shown"]) > 10


def test_partial_responses_come_on_request_and_become_whole(store: Store) -> None:
    """Visits too; what is sent in later is the same row, complete."""
    sandbox = TypeformSandbox(size=500)
    synced(store, sandbox, partial=True)
    assert held(store) == shown(sandbox, partial=True)
    before = dict(table(store, "SELECT source_id, completed FROM response"))
    assert Counter(before.values())[False] > 10

    sandbox.advance(timedelta(days=30))
    synced(store, sandbox, partial=True)
    after = dict(table(store, "SELECT source_id, completed FROM response"))
    assert held(store) == shown(sandbox, partial=True)
    assert [i for i, done in before.items() if not done and after[i]]
    assert not table(store, "SELECT id FROM response WHERE completed AND submitted_at IS NULL")
    assert not table(
        store, "SELECT id FROM response WHERE NOT completed AND submitted_at IS NOT NULL"
    )


def test_a_response_that_shows_late_is_found(store: Store) -> None:
    """Sent in before the last sync, shown after it."""
    sandbox = TypeformSandbox(size=300, late=25 * 60)
    company = sandbox.company
    turnout = Turnout(company, "kunden", 7)
    coming = (turnout.visit(number) for number in range(100))
    sent = min(
        v.sent for v in coming
        if v.sent > company.clock.epoch and v.index < company.cases(v.sent) // 7
    )  # fmt: skip
    sandbox.advance(timedelta(seconds=sent - company.clock.epoch + 60))
    synced(store, sandbox)
    known = held(store)
    sandbox.advance(timedelta(minutes=30))
    synced(store, sandbox)

    found = held(store) - known
    assert held(store) == shown(sandbox)
    assert [r for r in sandbox.responses("kunden") if r["response_id"] in found]


def test_a_renamed_and_a_deleted_question_keep_their_words(store: Store) -> None:
    """Answers bear the wording of their time; a question that is gone stays, with the last version it was in."""
    sandbox = TypeformSandbox(size=200)
    # before version 3, which drops a question
    sandbox.company.clock._now -= timedelta(days=80)
    synced(store, sandbox)
    old = {
        row[0]: row[1]
        for row in table(store, "SELECT ref, survey_version FROM question WHERE NOT deleted")
    }
    sandbox.advance(timedelta(days=90))
    report = synced(store, sandbox)

    questions = {
        r: (t, v)
        for r, t, v in table(
            store, "SELECT ref, text, survey_version FROM question WHERE NOT deleted"
        )
    }
    assert questions["plan"] == ("Which plan are you on?", old["plan"])
    assert questions["heard"][1] > old["plan"]
    assert report.streams["forms"].updated > 0
    titles = {t for (t,) in table(store, "SELECT DISTINCT f.title FROM feedback f JOIN answer a ON f.derived_from = a.id"
                                          " WHERE a.question_ref = 'why'")}  # fmt: skip
    assert titles == {
        "You gave [How likely are you to recommend Fernhill Boards?]: what is the main reason for your score?"
    }
    assert not table(
        store,
        "SELECT id FROM feedback WHERE title IS NULL AND NOT deleted AND derived_from IS NULL",
    )


def test_scores_have_the_scale_of_their_question(store: Store) -> None:
    """Eleven steps from 0, five and ten from 1, seven from 1."""
    sandbox = TypeformSandbox(size=250)
    synced(store, sandbox)
    found = table(
        store,
        "SELECT DISTINCT q.ref, r.rating_type, r.worst_rating, r.best_rating, r.scale_known FROM rating r"
        " JOIN answer a ON r.source_id = a.source_id JOIN question q ON a.question_id = q.id ORDER BY 1",
    )
    assert found == [
        ("ease", "custom", 1, 7, True),
        ("note", "custom", 1, 10, True),
        ("nps", "nps", 0, 10, True),
        ("stars", "stars", 1, 5, True),
    ]


def test_the_people_who_answer_are_the_desks_own(store: Store) -> None:
    """The same addresses, by what they wrote or what the link carried."""
    sandbox = TypeformSandbox(size=200)
    synced(store, sandbox)
    company = sandbox.company
    known = {company.person(index).email for index in range(company.people())}
    found = {email for (email,) in table(store, "SELECT email FROM person WHERE email IS NOT NULL")}
    assert len(found) > 20
    assert found <= known


def test_what_is_gone_at_the_source_becomes_a_tombstone(store: Store) -> None:
    """A response somebody deleted, and a form with its questions; the rest stays."""
    sandbox = TypeformSandbox(size=200)
    synced(store, sandbox)
    lost = sandbox.responses("requests")[0]["response_id"]
    form = sandbox.form_ids()["kunden"]
    sandbox.delete([lost, form])
    sandbox.advance(timedelta(days=8))
    synced(store, sandbox)
    gone = {i for (i,) in table(store, "SELECT source_id FROM response WHERE deleted")}
    assert lost in gone
    assert table(store, f"SELECT deleted FROM survey WHERE source_id = '{form}'") == [(True,)]
    assert held(store).keys() >= {r["response_id"] for r in sandbox.responses("requests")}
    assert not table(
        store, f"SELECT id FROM answer WHERE source_id LIKE '{lost}:%' AND NOT deleted"
    )


def test_chosen_forms_alone_are_read(store: Store) -> None:
    """Given as ids or as addresses."""
    sandbox = TypeformSandbox(size=200)
    form = sandbox.form_ids()["kunden"]
    synced(store, sandbox, forms=[f"https://fernhill.typeform.com/to/{form}"])
    assert table(store, "SELECT source_id FROM survey") == [(form,)]
    assert held(store) == Counter(r["response_id"] for r in sandbox.responses("kunden"))


def test_a_form_nobody_knows_is_an_error_and_the_others_are_read(store: Store) -> None:
    """Exit 1, and the message names the form and where to look."""
    sandbox = TypeformSandbox(size=200)
    form = sandbox.form_ids()["kunden"]
    report = synced(store, sandbox, code=1, forms=[form, "nosuch12"])
    problem = report.streams["responses"].problem
    assert problem
    assert "nosuch12" in problem.message
    assert "region" in problem.hint
    assert held(store) == Counter(r["response_id"] for r in sandbox.responses("kunden"))


@pytest.mark.parametrize("scope", ["forms:read", "responses:read"])
def test_a_missing_scope_is_named(store: Store, scope: str) -> None:
    """With the place to tick it; credentials, so exit 3."""
    sandbox = TypeformSandbox(
        size=60, scopes={"forms:read", "responses:read", "accounts:read"} - {scope}
    )
    report = synced(store, sandbox, code=3)
    assert report.problem
    assert scope in report.problem.message
    assert "Personal tokens" in report.problem.hint


def test_a_token_that_may_not_say_whose_it_is_reads_all_the_same(store: Store) -> None:
    """`accounts:read` is not needed."""
    sandbox = TypeformSandbox(size=60, scopes={"forms:read", "responses:read"})
    synced(store, sandbox)
    assert table(store, "SELECT DISTINCT source_instance FROM survey") == [("feedback",)]


def test_limits_are_waited_for(store: Store) -> None:
    """So many calls a minute, told in every answer; the wait is reported."""
    clock = [0.0]

    def pause(seconds: float) -> bool:
        clock[0] += seconds
        return False

    sandbox = TypeformSandbox(size=200, a_minute=10, enforce_limits=True, timer=lambda: clock[0])
    report = synced(store, sandbox, page_size=5, pause=pause)
    assert held(store) == shown(sandbox)
    assert sum(s.waited_s for s in report.streams.values()) == pytest.approx(clock[0], abs=0.1)
    assert clock[0] > 60
