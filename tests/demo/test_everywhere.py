"""The demo with every stand-in: it ends well, and what it leaves shows names where there are names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import productops as po
from productops.demo import demo
from productops.demo.surveys import surveys
from productops.sandbox import Company
from productops_files.sandbox import FilesSandbox

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SIZE = 72
EVERY = (
    "files", "google_forms", "hubspot", "jira", "surveymonkey", "tally", "typeform", "zendesk",
)  # fmt: skip
FORMS = set(EVERY) - {"hubspot", "jira", "zendesk"}
Ask = Callable[[str], list[tuple[Any, ...]]]


class _Ended:
    """A demo that has been run, and what it left."""

    def __init__(self, folder: Path, ws: po.Workspace, code: int, text: str) -> None:
        self.folder, self.ws, self.code, self.text = folder, ws, code, text

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self.ws.sql(query).rows()]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The whole story once, with everything that is installed."""
    folder = tmp_path_factory.mktemp("everywhere") / "trial"
    said: list[str] = []
    code = demo(folder, now=NOW, size=SIZE, say=said.append)
    with po.open(folder) as ws:
        yield _Ended(folder, ws, code, "\n".join(said))


def test_it_ends_well_and_fits_a_terminal(ended: _Ended) -> None:
    """Nothing is missing after a week, and nothing was set aside."""
    assert ended.code == 0, ended.text
    assert "none is missing" in ended.text
    assert "No record was set aside." in ended.text
    assert [name for name in EVERY if f"\n  {name} " not in ended.text] == []
    lines = [line for line in ended.text.splitlines() if str(ended.folder) not in line]
    assert max(map(len, lines)) <= 80


def test_it_leaves_the_files_it_read(ended: _Ended) -> None:
    """Also those that were saved in the week that passed; settings that read them again, and no secret."""
    company = Company(size=SIZE, now=NOW - timedelta(days=7))
    company.clock.advance(timedelta(days=7))
    kept = {path.name: path.read_bytes().decode() for path in (ended.folder / "files").iterdir()}
    assert kept == FilesSandbox(company).texts()
    again = ended.ws.sync("files", progress=False, as_of=NOW + timedelta(days=1))
    assert (again.exit_code, again.total("created"), again.total("updated")) == (0, 0, 0)
    settings = (ended.folder / "productops.toml").read_text()
    secrets = [path.read_text().strip() for path in ended.folder.glob("*.txt")]
    assert len(secrets) == len(EVERY)  # Jira has two, the files none
    assert not [secret for secret in secrets if secret in settings]


def test_everybody_contributes(ended: _Ended) -> None:
    """Feedback from every source, answers and scores from every form tool."""
    assert {name for (name,) in ended.ask("SELECT DISTINCT source FROM feedback")} == set(EVERY)
    for table in ("answer", "rating"):
        found = {name for (name,) in ended.ask(f"SELECT DISTINCT source FROM {table}")}
        assert found >= FORMS


def test_an_answer_leads_to_what_was_asked(ended: _Ended) -> None:
    """Wherever any version of the form that is held tells; to what was deleted before, no wording is left."""
    lost = ended.ask("""
        WITH asked AS (
            SELECT a.source, a.source_id, list_extract(string_split(a.source_id, ':'), 2) AS key
            FROM answer a LEFT JOIN question q ON q.id = a.question_id
            WHERE q.text IS NULL OR q.text = ''
        )
        SELECT source, key, count(*) AS n, count(DISTINCT f.source_id) AS told FROM asked a
        LEFT JOIN _raw f USING (source)
        WHERE (f.stream IN ('forms', 'surveys') AND contains(f.payload::VARCHAR, a.key))
        GROUP BY ALL""")
    assert lost == []
    (unknown, total) = ended.ask("""
        SELECT count(*) FILTER (q.id IS NULL) AS lost, count(*) AS n
        FROM answer a LEFT JOIN question q ON q.id = a.question_id""")[0]
    assert unknown < total / 20


def test_chosen_options_have_labels(ended: _Ended) -> None:
    """As many as ids, and none is an id, but for marks from 1 to 5."""
    bare = ended.ask("""
        SELECT source, source_id, value_option_ids, option_labels FROM answer
        WHERE len(option_labels) < len(value_option_ids)
            OR len(list_filter(list_intersect(option_labels, value_option_ids), lambda x: length(x) > 2)) > 0
        """)
    assert bare == []
    assert ended.ask("SELECT count(*) AS n FROM answer WHERE len(option_labels) > 0")[0][0] > 100


def test_what_somebody_wrote_is_titled_by_the_question(ended: _Ended) -> None:
    """Unless no wording of it is left."""
    untitled = ended.ask("""
        SELECT f.source, f.source_id FROM feedback f
        LEFT JOIN answer a ON a.id = f.derived_from LEFT JOIN question q ON q.id = a.question_id
        WHERE f.kind = 'survey_answer' AND coalesce(f.title, '') = ''
            AND (a.id IS NULL OR q.text IS NOT NULL)""")
    assert untitled == []


def test_feedback_knows_its_people_and_accounts(ended: _Ended) -> None:
    """Every reference leads to a row with a name, an address or a telephone number; nothing is titled by an id."""
    for column, table, name in (
        ("author_id", "person", "coalesce(t.display_name, t.email, t.phone)"),
        ("submitted_by_id", "person", "coalesce(t.display_name, t.email)"),
        ("assignee_id", "person", "coalesce(t.display_name, t.email)"),
        ("account_id", "account", "t.name"),
        ("team_id", "team", "t.name"),
    ):
        lost = ended.ask(f"""
            SELECT f.source, f.source_id FROM feedback f LEFT JOIN {table} t ON t.id = f.{column}
            WHERE f.{column} IS NOT NULL AND NOT f.deleted AND NOT coalesce(t.deleted, false)
                AND {name} IS NULL""")
        assert (column, lost) == (column, [])
    assert ended.ask(
        "SELECT source_id FROM feedback WHERE title = source_id OR regexp_matches(title, '^[0-9a-f-]{8,}$')"
    ) == []  # fmt: skip


def test_a_score_knows_what_it_answers(ended: _Ended) -> None:
    """A question, a titled request, the survey's name, or (the points of a quiz) the form of its response."""
    lost = ended.ask("""
        SELECT r.source, r.source_id FROM rating r
        LEFT JOIN answer a ON a.source = r.source AND a.source_instance = r.source_instance
            AND a.source_id = r.source_id
        LEFT JOIN question q ON q.id = a.question_id
        LEFT JOIN feedback f ON f.id = coalesce(r.feedback_id, r.item_id)
        LEFT JOIN response s ON s.source = r.source AND s.source_instance = r.source_instance
            AND s.source_id = list_extract(string_split(r.source_id, ':'), 1)
        LEFT JOIN survey v ON v.id = s.survey_id
        WHERE coalesce(q.text, f.title, v.title,
            json_extract_string(r.custom_fields, '$.hs_survey_name.value')) IS NULL
            AND NOT coalesce(f.deleted, false)""")
    assert lost == []
    assert (
        ended.ask("""
        SELECT r.source, r.source_id FROM rating r LEFT JOIN person p ON p.id = r.person_id
        WHERE r.person_id IS NOT NULL AND p.id IS NULL""")
        == []
    )


def test_the_report_tells_of_surveys_what_people_said(ended: _Ended) -> None:
    """How many answered and what they scored, with n and scale; checked on the export of which we know everybody."""
    company = Company(size=SIZE, now=NOW)
    scores = [visit.score for visit in FilesSandbox(company).visits()]
    promoters, detractors = sum(s >= 9 for s in scores), sum(s <= 6 for s in scores)

    answered, scored = surveys(ended.ask)

    (who,) = [row for row in answered.rows if row[0] == "files"]
    ((_, kind, scale, n, figure),) = [row for row in scored.rows if row[0] == "files"]
    assert (who[1], who[2]) == (1, len(scores))
    assert (kind, scale, n) == ("NPS", "0 to 10", len(scores))
    assert figure == f"NPS {100 * (promoters - detractors) / len(scores):+.0f}"
    assert answered.title in ended.text
    assert "NPS" in ended.text


def test_a_score_without_a_scale_is_counted_and_not_averaged() -> None:
    """Nobody knows what a 7 means of which the best is not known."""
    rows = {
        "FROM sent": [],
        "FROM rating": [
            ("tally", "custom", False, None, None, 3, 7.0, 0, 0, 0),
            ("tally", "csat", True, 1, 5, 4, 4.5, 0, 0, 3),
        ],
    }

    (scored,) = surveys(lambda query: next(held for key, held in rows.items() if key in query))

    assert scored.rows == [
        ("tally", "custom", "not known", 3, "not averaged"),
        ("tally", "CSAT", "1 to 5", 4, "75 % satisfied"),
    ]
    assert "3 are counted and not averaged" in scored.notes[0]
