"""Whole syncs against the sandbox: complete, frugal, and right after whatever happens meanwhile."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from productops.sandbox import FAULT_KINDS, Call, Faults, Reply, transport
from productops.store import open_store
from productops.store.base import Store
from productops.sync.engine import sync
from productops.sync.report import SyncReport
from productops.sync.verify import verify
from productops.testing import ask, contents, source_on
from productops_surveymonkey import SurveyMonkey
from productops_surveymonkey.sandbox import SurveyMonkeySandbox
from productops_surveymonkey.sandbox.surveys import survey_id

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(tmp_path / "s.duckdb")
    yield opened
    opened.close()


class Watch:
    """Seconds for a sandbox's limits: those that pass, and those that a source waits without their passing."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.skipped

    def skip(self, seconds: float) -> bool:
        """What a source waits has passed here too."""
        self.skipped += seconds
        return False


def source(sandbox: SurveyMonkeySandbox, watch: Watch | None = None, **keys: Any) -> Any:
    """The sandbox as a source; waits take no time."""
    return source_on(
        SurveyMonkey(), {**sandbox.credentials(), **keys}, transport(sandbox, sleep=lambda _: None),
        name="surveys", pause=(watch or Watch()).skip,
    )  # fmt: skip


def run(sandbox: SurveyMonkeySandbox, store: Store, **more: Any) -> SyncReport:
    """A sync at the sandbox's time."""
    full = more.pop("full", False)
    return sync([source(sandbox, **more)], store, now=sandbox.company.clock.now, full=full)


def there(sandbox: SurveyMonkeySandbox) -> int:
    """How many responses the account holds."""
    account = sandbox.account
    return sum(len(account.visits(index)) for index in range(account.count))


def test_everything_comes_once(store: Any) -> None:
    """As many surveys and responses as there are; no score, answer or feedback shows a bare id."""
    sandbox = SurveyMonkeySandbox(size=160, limited=False)

    report = run(sandbox, store, page_size=7)

    assert report.exit_code == 0
    assert ask(store, "SELECT count(*) FROM survey") == [(6,)]
    assert ask(store, "SELECT count(*) FROM response") == [(there(sandbox),)]
    assert report.total("set_aside") == 0
    assert ask(
        store, "SELECT count(*) FROM answer WHERE len(option_labels) <> len(value_option_ids)"
    ) == [(0,)]
    assert ask(store, "SELECT count(*) FROM feedback WHERE title IS NULL") == [(0,)]
    assert ask(
        store,
        "SELECT count(*) FROM answer a LEFT JOIN question q ON q.id = a.question_id WHERE q.id IS NULL",
    ) == [(0,)]
    assert ask(store, "SELECT count(*) FROM rating WHERE NOT scale_known") == [(0,)]
    assert ask(store, "SELECT DISTINCT source_instance FROM response") == [("surveys",)]


def test_nothing_new_costs_one_request_and_one_for_a_survey_whose_turn_it_is(store: Any) -> None:
    """Besides who we are and how many there are; not one row changes."""
    sandbox = SurveyMonkeySandbox(size=160, limited=False)
    run(sandbox, store)
    before = contents(store)
    sandbox.calls.clear()

    report = run(sandbox, store)

    assert [(call.path, call.first_of("per_page")) for call in _logged(sandbox)] == [
        ("/v3/users/me", None), ("/v3/surveys", "1"),
        (f"/v3/surveys/{survey_id(0)}/responses/bulk", "100"), ("/v3/surveys", "1000"),
    ]  # fmt: skip
    assert report.total("created") + report.total("updated") + report.total("deleted") == 0
    assert contents(store) == before


class _Asked:
    def __init__(self, path: str, query: dict[str, str]) -> None:
        self.path = path
        self._query = query

    def first_of(self, key: str) -> str | None:
        return self._query.get(key)


def _logged(sandbox: SurveyMonkeySandbox) -> list[_Asked]:
    found = [_Asked(call.path, dict(call.query)) for call in sandbox.calls]
    return sorted(
        found, key=lambda one: (one.path != "/v3/users/me", one.first_of("per_page") or "")
    )


def test_only_what_moved_is_asked_for(store: Any) -> None:
    """Late, edited and completed responses come; of those that rest only who has the turn is asked, and no wording."""
    sandbox = SurveyMonkeySandbox(size=300, surveys=40, limited=False)
    run(sandbox, store)
    sandbox.advance(7 * DAY)  # past the changes of the first survey
    run(sandbox, store)
    versions = ask(store, "SELECT count(*) FROM _raw WHERE stream = 'surveys'")
    before = dict(enumerate(sandbox.account.listed(full=True)))
    sandbox.advance(5 * DAY)
    after = enumerate(sandbox.account.listed(full=True))
    sandbox.calls.clear()

    report = run(sandbox, store)

    moved = {str(survey_id(index)) for index, entry in after if entry != before[index]}
    asked = {call.path.split("/")[3] for call in sandbox.calls if call.path.endswith("/bulk")}
    answered = {str(survey_id(index)) for index in range(40) if sandbox.account.visits(index)}
    assert report.exit_code == 0
    assert moved <= asked <= answered
    assert 0 < len(moved) < 6
    assert report.sources["surveys"].streams["responses"].fetched > 0
    assert ask(store, "SELECT count(*) FROM response") == [(there(sandbox),)]
    assert ask(store, "SELECT count(*) FROM _raw WHERE stream = 'surveys'") == versions


def test_many_small_syncs_equal_one(store: Any, tmp_path: Path) -> None:
    """Over weeks in which people answer late, finish, edit and lose answers, a question is renamed and one deleted.

    Versions differ, for one store saw them come and the other did not: so wording is compared by what is live.
    """
    sandbox = SurveyMonkeySandbox(size=160, limited=False)
    for _ in range(8):
        assert run(sandbox, store).exit_code == 0
        sandbox.advance(DAY)
    run(sandbox, store)
    fresh = open_store(tmp_path / "fresh.duckdb")
    run(sandbox, fresh)

    for table in ("response", "person", "rating"):
        columns = "* EXCLUDE (fetched_at, content_hash" + (
            ", survey_version)" if table == "response" else ")"
        )
        query = f"SELECT {columns} FROM {table} ORDER BY id"
        assert ask(store, query) == ask(fresh, query), table
    said = "SELECT source_id, value_text, value_number, option_labels, other_text FROM answer WHERE NOT skipped AND NOT not_shown ORDER BY 1"
    assert ask(store, said) == ask(fresh, said) or _only_wishes_differ(
        ask(store, said), ask(fresh, said)
    )
    assert ask(store, "SELECT source_id, body FROM feedback ORDER BY 1") == ask(
        fresh, "SELECT source_id, body FROM feedback ORDER BY 1"
    )
    fresh.close()


def _only_wishes_differ(held: list[Any], fresh: list[Any]) -> bool:
    """The question that was deleted: who saw it knows its labels, who comes later keeps the ids."""
    wishes = f":{survey_id(0)}05"
    return [row for row in held if wishes not in row[0]] == [
        row for row in fresh if wishes not in row[0]
    ]


class Still(SurveyMonkeySandbox):
    """An account whose surveys keep their date and count, whatever happens to a response."""

    def handle(self, call: Call) -> Reply:
        """The answer; the list says what it said at first, page by page."""
        reply = super().handle(call)
        if call.path == "/v3/surveys" and "include" in call.first:
            said = self.__dict__.setdefault("said", {})
            page = (call.first.get("page"), call.first.get("per_page"))
            return Reply(reply.status, said.setdefault(page, reply.body), reply.headers)
        return reply


def test_an_edit_that_moves_nothing_of_its_survey_is_found_in_turn(store: Any) -> None:
    """Surveys that rest are asked one after the other: five a day here."""
    sandbox = Still(size=300, surveys=40, limited=False)
    run(sandbox, store)
    account = sandbox.account
    firsts = [(index, account.visits(index)[0][1]) for index in range(4)]
    edited = [account.shown(index, visit, bulk=True)["id"] for index, visit in firsts]
    account.edited = dict.fromkeys(edited, sandbox.company.clock.epoch + 3600)
    sandbox.advance(timedelta(hours=2))
    asked = [run(sandbox, store).sources["surveys"].streams["responses"].requests]
    for _ in range(2):
        sandbox.advance(DAY)
        asked.append(run(sandbox, store).sources["surveys"].streams["responses"].requests)

    ids = ", ".join(f"'{key}'" for key in edited)
    at = ask(
        store,
        f"SELECT DISTINCT epoch(source_updated_at)::BIGINT FROM response WHERE source_id IN ({ids})",
    )
    assert max(asked) <= 5
    assert at == [(account.edited[edited[0]],)]


class Restless(SurveyMonkeySandbox):
    """An account in which somebody edits a response of each page that is read, old ones too."""

    restless = True

    def handle(self, call: Call) -> Reply:
        """The answer; then its first and last response are edited."""
        reply = super().handle(call)
        if self.restless and call.path.endswith("/bulk"):
            self.advance(timedelta(minutes=5))
            read = json.loads(reply.body)["data"]
            for held in (read[0], read[-1]):
                self.account.edited[held["id"]] = self.company.clock.epoch
        return reply


def test_what_is_edited_while_pages_are_read_pushes_nothing_out(store: Any, tmp_path: Path) -> None:
    """An edited response changes its place among the pages: it may come twice, and no other is left out."""
    sandbox = Restless(size=160, limited=False)
    run(sandbox, store, page_size=6)
    sandbox.restless = False
    run(sandbox, store)
    fresh = open_store(tmp_path / "fresh.duckdb")
    run(sandbox, fresh)

    moved = "SELECT source_id, source_updated_at FROM response ORDER BY 1"
    assert ask(store, moved) == ask(fresh, moved)
    fresh.close()


def test_a_renamed_and_a_deleted_question(store: Any) -> None:
    """Both wordings stay with their answers; the question shows the newest, and the deleted one stays a question."""
    sandbox = SurveyMonkeySandbox(size=300, limited=False)
    comment, wishes = f"{survey_id(0)}03", f"{survey_id(0)}05"
    run(sandbox, store)
    for _ in range(3):
        sandbox.advance(4 * DAY)
        run(sandbox, store)

    titles = ask(
        store,
        f"SELECT title, count(*) > 0 FROM feedback WHERE source_id LIKE '%:{comment}' GROUP BY 1 ORDER BY 1",
    )
    assert titles == [
        ("What is the one thing we should do better?", True),
        ("What should we do better?", True),
    ]
    assert ask(store, f"SELECT text FROM question WHERE source_id = '{comment}'") == [
        ("What is the one thing we should do better?",)
    ]
    assert ask(
        store, f"SELECT question_type, deleted FROM question WHERE source_id = '{wishes}'"
    ) == [("multi_choice", False)]
    assert ask(
        store,
        f"SELECT count(*) FROM answer WHERE source_id LIKE '%:{wishes}' AND len(option_labels) < len(value_option_ids)",
    ) == [(0,)]


def test_an_edited_response_leaves_no_stale_rows(store: Any) -> None:
    """Whoever edits takes the comment back: its answer is skipped, and the feedback is gone."""
    sandbox = SurveyMonkeySandbox(size=200, limited=False)
    run(sandbox, store)
    feedback = dict(ask(store, "SELECT source_id, body FROM feedback WHERE NOT deleted"))
    for _ in range(6):
        sandbox.advance(4 * DAY)
        run(sandbox, store)

    comments = {key for key in feedback if key.endswith("03")}
    now = {row[0] for row in ask(store, "SELECT source_id FROM feedback WHERE NOT deleted")}
    taken_back = comments - now
    assert taken_back
    skipped = {row[0] for row in ask(store, "SELECT source_id FROM answer WHERE skipped")}
    assert taken_back <= skipped


def test_the_day_s_quota_ends_a_run_which_goes_on_the_next_day(store: Any) -> None:
    """600 surveys against 500 requests a day: a clean stop well before the cap, and complete on the second day."""
    watch = Watch()
    sandbox = SurveyMonkeySandbox(size=120, surveys=600, timer=watch)

    first = run(sandbox, store, watch=watch)

    assert first.exit_code == 4
    assert len(sandbox.calls) <= 500 * 0.7 + 1
    assert 429 not in sandbox.calls.by_status
    assert "rate limit" in str(first.sources["surveys"].problem)

    sandbox.advance(DAY)
    before = len(sandbox.calls)
    second = run(sandbox, store, watch=watch)

    assert second.exit_code == 0
    assert len(sandbox.calls) - before <= 500 * 0.7 + 1
    assert sandbox.calls.by_endpoint["/v3/surveys/{id}/details"] == 600
    assert ask(store, "SELECT count(*) FROM survey") == [(600,)]
    assert ask(store, "SELECT count(*) FROM response") == [(there(sandbox),)]


def test_a_quota_that_is_used_up_before_is_told(store: Any) -> None:
    """Another user of the app took the day's requests: exit 4 at once, nothing is waited for."""
    sandbox = SurveyMonkeySandbox(size=20, per_day=0)

    report = run(sandbox, store)

    assert report.exit_code == 4
    assert report.total("waited_s") < 900


def test_stopped_by_the_quota_it_ends_as_an_unbroken_run(store: Any, tmp_path: Path) -> None:
    """Some days of a few requests each, against one run without a limit."""
    tight = SurveyMonkeySandbox(size=200, per_day=16)
    reports = [run(tight, store, page_size=8)]
    while reports[-1].exit_code == 4 and len(reports) < 20:
        tight.advance(DAY)
        reports.append(run(tight, store, page_size=8))
    free = SurveyMonkeySandbox(size=200, limited=False)
    free.advance(DAY * (len(reports) - 1))
    unbroken = open_store(tmp_path / "u.duckdb")
    run(free, unbroken)
    run(tight_free(tight), store)

    assert len(reports) > 2
    assert reports[-1].exit_code == 0
    ids = "SELECT source_id, source_updated_at FROM response ORDER BY 1"
    assert ask(store, ids) == ask(unbroken, ids)
    unbroken.close()


def tight_free(sandbox: SurveyMonkeySandbox) -> SurveyMonkeySandbox:
    """The same account, without its limit."""
    sandbox.lift_limits()
    return sandbox


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a store holds that nothing happened to."""
    store = open_store(tmp_path_factory.mktemp("calm") / "c.duckdb")
    run(SurveyMonkeySandbox(size=40, limited=False), store, page_size=5)
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
        sandbox = SurveyMonkeySandbox(size=40, limited=False, faults=faults)
        reports.append(run(sandbox, store, page_size=5))
        if reports[-1].exit_code == 0:
            break

    assert reports[-1].exit_code == 0
    assert contents(store) == calm


def test_big_pages_that_time_out_are_asked_for_in_smaller_pieces(store: Any) -> None:
    """A page counted from one has another number then; nothing is left out."""
    sandbox = SurveyMonkeySandbox(size=160, limited=False, faults=Faults(max_page=6))

    report = run(sandbox, store)

    assert report.exit_code == 0
    assert ask(store, "SELECT count(*) FROM response") == [(there(sandbox),)]


def test_verify_names_what_is_gone(store: Any) -> None:
    """Responses that were deleted on the vendor's page."""
    sandbox = SurveyMonkeySandbox(size=160, limited=False)
    run(sandbox, store)
    held = sorted(row[0] for row in ask(store, "SELECT source_id FROM response"))
    sandbox.account.deleted = set(held[:5])

    found = verify([source(sandbox)], store, now=sandbox.company.clock.now)

    check = found.sources["surveys"]["responses"]
    assert check.held == len(held)
    assert [(one.source_id, one.reason) for one in check.missing] == [
        (key, "deleted") for key in held[:5]
    ]
    assert ask(store, "SELECT count(*) FROM response WHERE deleted") == [(5,)]


def test_a_survey_nobody_may_read_is_named(store: Any) -> None:
    """The others are read, and the run is a success with a warning."""
    sandbox = SurveyMonkeySandbox(size=60, limited=False)
    sandbox.account.forbidden = {1}

    report = run(sandbox, store)

    assert report.exit_code == 0
    told = str(report.sources["surveys"].streams["surveys"].warnings)
    assert f"survey {survey_id(1)}" in told
    assert "1016" in told
    assert ask(store, "SELECT count(*) FROM survey") == [(5,)]


def test_details_that_come_cut_keep_every_answer(store: Any) -> None:
    """Those to questions nobody knows keep their ids and texts, and the report says what is missing."""
    sandbox = SurveyMonkeySandbox(size=160, limited=False)
    sandbox.account.cut = {0}

    report = run(sandbox, store)

    assert "2 of 3 pages" in str(report.sources["surveys"].streams["surveys"].warnings)
    assert report.total("set_aside") == 0
    lost = f"{survey_id(0)}11"
    assert ask(
        store,
        f"SELECT count(*) > 0 FROM answer WHERE source_id LIKE '%:{lost}' AND value_text IS NOT NULL",
    ) == [(True,)]
    assert ask(store, f"SELECT count(*) FROM question WHERE source_id = '{lost}'") == [(0,)]


def test_named_surveys_only(store: Any) -> None:
    """And one that is not there is told."""
    sandbox = SurveyMonkeySandbox(size=60, limited=False)

    report = run(sandbox, store, forms=[str(survey_id(1)), "123"])

    assert ask(store, "SELECT source_id FROM survey") == [(str(survey_id(1)),)]
    assert "survey 123" in str(report.sources["surveys"].streams["surveys"].warnings)


@pytest.mark.parametrize(
    ("made", "code", "words"),
    [
        ({"scopes": ("users_read", "surveys_read")}, 3, "View Response Details"),
        ({"elsewhere": True}, 3, "data centre"),
    ],
)
def test_what_the_account_refuses_is_told(
    store: Any, made: dict[str, Any], code: int, words: str
) -> None:
    """A scope with its name, a region as such; nothing is changed."""
    report = run(SurveyMonkeySandbox(size=20, **made), store)

    assert report.exit_code == code
    assert words in str(report.sources["surveys"].problem)
