"""Whole syncs of synthetic files: rows in, rows out, changes, what does not fit, and what nobody explained."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from file_exports import GOOGLE, MICROSOFT, MONKEY_2, QUALTRICS_3, TYPEFORM

from productops.errors import SettingsError
from productops.workspace import Workspace

Ask = Callable[[str], list[dict[str, Any]]]
LISTED = {"Title": "feedback.title", "Text": "feedback.body", "When": "feedback.occurred_at",
          "From": "person.email", "Company": "account.name", "Kind": "feedback.kind"}  # fmt: skip
PLAIN = [
    ["Title", "Text", "When", "From", "Company", "Kind", "Region"],
    ["Dark mode", "Please", "2026-03-01", "ida@customer.example", "Customer Ltd", "Feature request", "EMEA"],
    ["Crash", "It crashes", "2026-03-02 10:00", "", "", "Bug", ""],
]  # fmt: skip


def write(path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def counts(report: Any) -> dict[str, tuple[int, ...]]:
    return {
        name: (s.fetched, s.created, s.updated, s.unchanged, s.deleted, s.set_aside)
        for name, s in report.sources["it"].streams.items()
        if name in ("files", "rows") and s.fetched
    }


def synced(ws: Workspace, **options: Any) -> Any:
    report = ws.sync(progress=False, **options)
    assert report.exit_code == 0, report.to_dict()
    return report


def test_a_mapping_makes_records_that_know_one_another(
    ws: Workspace, folder: Path, rows: Ask
) -> None:
    write(folder / "list.csv", PLAIN)
    ws.connect("it", "files", path=str(folder / "list.csv"), mapping=LISTED)
    synced(ws)
    found = rows(
        "SELECT f.source_id, f.title, f.body_plain, f.kind, f.channel, f.occurred_at::VARCHAR moment, p.email, a.name,"
        " f.custom_fields::VARCHAR custom FROM feedback f LEFT JOIN person p ON p.id = f.author_id"
        " LEFT JOIN account a ON a.id = f.account_id ORDER BY f.source_id"
    )
    assert [{**row, "custom": "EMEA" in row["custom"]} for row in found] == [
        {
            "source_id": "list.csv:2", "title": "Dark mode", "body_plain": "Please", "kind": "feature_request",
            "channel": "import", "moment": "2026-03-01 00:00:00", "email": "ida@customer.example",
            "name": "Customer Ltd", "custom": True,
        },
        {
            "source_id": "list.csv:3", "title": "Crash", "body_plain": "It crashes", "kind": "bug_report",
            "channel": "import", "moment": "2026-03-02 10:00:00", "email": None, "name": None, "custom": False,
        },
    ]  # fmt: skip


def test_nothing_new_is_not_read_again(ws: Workspace, folder: Path) -> None:
    """One look at the folder is all it takes."""
    write(folder / "list.csv", PLAIN)
    ws.connect("it", "files", path=str(folder / "*.csv"), mapping=LISTED)
    synced(ws)
    again = synced(ws).sources["it"].streams
    assert {name: s.requests for name, s in again.items() if s.requests} == {
        "_source": 2,
        "folder": 1,
    }
    assert again["folder"].unchanged == 1


def test_rows_and_files_that_go_are_gone(ws: Workspace, folder: Path, rows: Ask) -> None:
    write(folder / "a.csv", PLAIN)
    write(folder / "b.csv", PLAIN)
    ws.connect("it", "files", path=str(folder), mapping=LISTED)
    synced(ws)
    write(folder / "a.csv", PLAIN[:2])
    (folder / "b.csv").unlink()
    synced(ws)
    assert [
        row["source_id"]
        for row in rows("SELECT source_id FROM feedback WHERE NOT deleted ORDER BY 1")
    ] == ["a.csv:2"]
    synced(ws)
    write(folder / "b.csv", PLAIN)
    synced(ws)
    assert len(rows("SELECT 1 FROM feedback WHERE NOT deleted")) == 3


def test_a_row_keeps_its_id_where_a_column_has_one(ws: Workspace, folder: Path, rows: Ask) -> None:
    """A line put in above changes no other row."""
    held = [["Key", "Title"], ["K-1", "One"], ["K-2", "Two"]]
    write(folder / "a.csv", held)
    ws.connect("it", "files", path=str(folder), mapping={"Key": "feedback.source_id", "Title": "feedback.title"})  # fmt: skip
    synced(ws)
    write(folder / "a.csv", [held[0], ["K-0", "New"], *held[1:]])
    report = synced(ws)
    assert counts(report)["rows"] == (3, 1, 2, 0, 0, 0)  # two moved down, which their payload tells
    assert {(r["source_id"], r["title"]) for r in rows("SELECT source_id, title FROM feedback")} == {
        ("K-0", "New"), ("K-1", "One"), ("K-2", "Two"),
    }  # fmt: skip


def test_a_customer_named_in_several_rows_stays_with_the_last_of_them(
    ws: Workspace, folder: Path, rows: Ask
) -> None:
    """A row that goes, or names somebody else now, takes nobody with it whom another row names."""
    mapping = {"Key": "feedback.source_id", "Id": "account.source_id", "Name": "account.name"}
    head, acme, bolt = ["Key", "Id", "Name"], ["C1", "Acme"], ["C2", "Bolt"]
    live = "SELECT source_id FROM account WHERE NOT deleted ORDER BY 1"
    ws.connect("it", "files", path=str(folder / "l.csv"), mapping=mapping)

    def accounts(*lines: list[str]) -> list[str]:
        write(folder / "l.csv", [head, *lines])
        synced(ws)
        return [row["source_id"] for row in rows(live)]

    assert accounts(["1", *acme], ["2", *acme], ["3", *bolt]) == ["C1", "C2"]
    assert accounts(["1", *acme], ["3", *bolt]) == ["C1", "C2"]
    assert accounts(["1", *acme], ["3", *bolt], ["4", *bolt]) == ["C1", "C2"]
    assert accounts(["1", *acme], ["3", *bolt], ["4", *acme]) == ["C1", "C2"]
    assert accounts(["1", *bolt], ["4", *bolt]) == ["C2"]


def test_moved_columns_are_told_and_not_shifted(ws: Workspace, folder: Path, rows: Ask) -> None:
    write(folder / "a.csv", [["Title", "Text"], ["One", "Two"]])
    ws.connect("it", "files", path=str(folder), mapping={"Title": "feedback.title", "Text": "feedback.body"})  # fmt: skip
    synced(ws)
    write(folder / "a.csv", [["Text", "Owner", "Title"], ["Two", "Ida", "One"]])
    report = synced(ws)
    assert report.sources["it"].streams["files"].warnings == [
        'a.csv: its columns changed (new: "Owner")'
    ]
    assert rows("SELECT title, body FROM feedback") == [{"title": "One", "body": "Two"}]


def test_a_cell_that_does_not_fit_is_set_aside_with_its_place(
    ws: Workspace, folder: Path, rows: Ask
) -> None:
    write(folder / "a.csv", [*PLAIN, ["Late", "x", "31/31/26", "", "", "", ""]])
    ws.connect("it", "files", path=str(folder), mapping=LISTED)
    report = synced(ws)
    assert counts(report)["rows"] == (3, 2, 0, 0, 0, 1)
    (aside,) = rows("SELECT source_id, field, message FROM _set_aside")
    assert aside == {
        "source_id": "a.csv:4", "field": "When",
        "message": 'a.csv, row 4, "When": "31/31/26" is no date',
    }  # fmt: skip


def test_a_file_nobody_explained_proposes_a_mapping(ws: Workspace, folder: Path) -> None:
    write(folder / "a.csv", PLAIN)
    ws.connect("it", "files", path=str(folder))
    report = ws.sync(progress=False)
    assert report.exit_code == 2
    problem = report.sources["it"].problem
    assert problem is not None
    assert problem.where.endswith("mapping")
    assert '"Title" = "feedback.title"  # 90%, by its name' in problem.hint
    assert '"From" = "person.email"  # 95%, it holds addresses' in problem.hint
    assert ws.check()["it"].problem is not None


def test_the_proposed_mapping_is_settings(ws: Workspace, folder: Path) -> None:
    """It is put in as it is printed."""
    import tomllib

    write(folder / "a.csv", PLAIN)
    ws.connect("it", "files", path=str(folder))
    problem = ws.check()["it"].problem
    assert problem is not None
    proposed = tomllib.loads(problem.hint[problem.hint.index("[sources") :])
    ws.connect("it", "files", path=str(folder), mapping=proposed["sources"]["NAME"]["mapping"])
    assert counts(synced(ws))["rows"][1] == 2


def test_a_mapping_with_mistakes_names_each(ws: Workspace) -> None:
    with pytest.raises(SettingsError) as raised:
        ws.connect("it", "files", path="x", mapping={"A": "feedbak.title", "B": "feedback.titel"})
    assert 'no table "feedbak"' in str(raised.value)
    assert "feedback.title" in str(raised.value) or '"title"' in str(raised.value)


def test_a_mapped_column_that_is_not_there_is_named(ws: Workspace, folder: Path) -> None:
    write(folder / "a.csv", PLAIN)
    ws.connect("it", "files", path=str(folder), mapping={"Titel": "feedback.title"})
    problem = ws.check()["it"].problem
    assert problem is not None
    assert 'no column "Titel"' in problem.message
    assert '"Title"' in problem.hint


@pytest.mark.parametrize(
    ("name", "export", "height"),
    [("m.csv", MONKEY_2, 2), ("q.csv", QUALTRICS_3, 3), ("t.csv", TYPEFORM, 1), ("g.csv", GOOGLE, 1), ("ms.csv", MICROSOFT, 1)],
)  # fmt: skip
def test_every_cell_of_an_export_is_accounted_for(
    ws: Workspace, folder: Path, rows: Ask, name: str, export: list[list[str]], height: int
) -> None:
    """Each filled cell of an answer stands in an answer; each response has an answer a question."""
    write(folder / name, export)
    ws.connect("it", "files", path=str(folder))
    synced(ws)
    responses, questions = rows("SELECT id FROM response"), rows("SELECT id FROM question")
    assert len(responses) == len(export) - height
    answers = rows("SELECT * FROM answer")
    assert len(answers) == len(responses) * len(questions)
    held = {
        text
        for row in answers
        for text in (
            row["value_text"], row["other_text"], *row["option_labels"],
            *([f'{row["value_number"]:.0f}'] if row["value_type"] == "number" else []),
        )
        if text is not None
    }  # fmt: skip
    from productops_files.dialects import header_of

    header = header_of(export)
    for row in export[height:]:
        for column in header.of("answer"):
            cell = row[column.index] if column.index < len(row) else ""
            for part in cell.split(column.multi) if column.multi else [cell]:
                assert not part.strip() or part.strip() in held or part == "0", (column, part)


def test_exports_of_one_name_in_two_folders_are_two_surveys(
    ws: Workspace, folder: Path, rows: Ask
) -> None:
    """Each with its own questions; what happens to the one changes nothing of the other."""
    for name in ("a", "b"):
        (folder / name).mkdir()
        write(folder / name / "q.csv", MONKEY_2)
    ws.connect("it", "files", path=str(folder / "**/*.csv"))
    synced(ws)
    assert rows("SELECT source_id FROM survey ORDER BY 1") == [
        {"source_id": "a/q.csv"}, {"source_id": "b/q.csv"},
    ]  # fmt: skip
    asked = "SELECT source_id FROM question WHERE NOT deleted AND source_id LIKE 'a/%' ORDER BY 1"
    before = rows(asked)
    (folder / "b" / "q.csv").unlink()
    synced(ws)
    assert rows(asked) == before
    assert rows("SELECT source_id FROM survey WHERE NOT deleted") == [{"source_id": "a/q.csv"}]


def test_a_new_export_over_the_old_one_leaves_nothing_stale(
    ws: Workspace, folder: Path, rows: Ask
) -> None:
    """A text taken back, a column renamed, a late response, one that is gone: as the new file has it."""
    head = [["Respondent ID", "Start Date", "End Date", "Why?", "How many?"],
            ["", "", "", "Open-Ended Response", "Open-Ended Response"]]  # fmt: skip
    days = ["01/02/2026 10:00:00 AM", "01/02/2026 10:01:00 AM"]
    first = [["1", *days, "Because", "3"], ["2", *days, "So", "4"]]
    write(folder / "q.csv", [*head, *first])
    ws.connect("it", "files", path=str(folder))
    synced(ws)
    head[0][4] = "How often?"
    write(folder / "q.csv", [*head, ["3", *days, "Late", "9"], ["1", *days, "", "5"]])
    synced(ws)
    live = "SELECT source_id FROM {} WHERE NOT deleted ORDER BY 1"
    assert [row["source_id"] for row in rows(live.format("feedback"))] == ["q.csv:3:Why?"]
    assert [row["source_id"] for row in rows(live.format("response"))] == ["q.csv:1", "q.csv:3"]
    assert [row["source_id"] for row in rows(live.format("question"))] == [
        "q.csv:How often?", "q.csv:Why?",
    ]  # fmt: skip
    assert rows("SELECT source_id, skipped, value_number::INT n FROM answer WHERE NOT deleted ORDER BY 1") == [
        {"source_id": "q.csv:1:How often?", "skipped": False, "n": 5},
        {"source_id": "q.csv:1:Why?", "skipped": True, "n": None},
        {"source_id": "q.csv:3:How often?", "skipped": False, "n": 9},
        {"source_id": "q.csv:3:Why?", "skipped": False, "n": None},
    ]  # fmt: skip


def test_an_export_as_rows(ws: Workspace, folder: Path, rows: Ask) -> None:
    """A SurveyMonkey export in the tables of the survey model, column by column."""
    write(folder / "monkey.csv", MONKEY_2)
    ws.connect("it", "files", path=str(folder), timezone="Europe/Berlin")
    synced(ws)
    (survey,) = rows("SELECT id, title FROM survey")
    assert survey["title"] == "monkey"
    (first, _) = rows(
        "SELECT r.source_id, r.survey_id, r.collector, r.started_at::VARCHAR s, r.submitted_at::VARCHAR e,"
        " r.duration_seconds, p.email FROM response r LEFT JOIN person p ON p.id = r.respondent_id ORDER BY 1"
    )
    assert first == {
        "source_id": "monkey.csv:9001", "survey_id": survey["id"], "collector": "77",
        "s": "2026-03-14 08:01:02", "e": "2026-03-14 08:05:00", "duration_seconds": 238.0,
        "email": "ida@customer.example",
    }  # fmt: skip
    answers = rows(
        "SELECT q.text, a.value_type, a.option_labels, a.other_text, a.value_text, a.skipped FROM answer a"
        " JOIN question q ON q.id = a.question_id WHERE a.source_id LIKE 'monkey.csv:9001:%' ORDER BY q.position, q.text"
    )
    told = [
        (
            row["text"],
            row["value_type"],
            list(row["option_labels"]),
            row["other_text"] or row["value_text"],
        )
        for row in answers
    ]
    assert told == [
        ("How do you like it?", "text", [], "A lot"),
        ("What do you use?", "options", ["Boards", "Exports"], "the API"),
        ("Rate each [Price]", "options", ["Poor"], None),
        ("Rate each [Speed]", "options", ["Good"], None),
        ("Anything else?", "text", [], "Please add dark mode"),
    ]
    texts = rows("SELECT title, body_plain, kind, derived_from FROM feedback ORDER BY title")
    assert [
        (row["title"], row["body_plain"]) for row in texts if row["title"] == "Anything else?"
    ] == [("Anything else?", "Please add dark mode")]
    assert {row["kind"] for row in texts} == {"survey_answer"}


def test_days_that_could_be_two_stop_a_survey(ws: Workspace, folder: Path) -> None:
    write(folder / "g.csv", [["Timestamp", "Why?"], ["4/1/2026 10:00:00", "So"]])
    ws.connect("it", "files", path=str(folder))
    problem = ws.check()["it"].problem
    assert problem is not None
    assert 'dates = "mdy"' in problem.hint
    ws.connect("it", "files", path=str(folder), dates="dmy")
    assert counts(synced(ws))["rows"][1] == 1


def test_notes_are_interview_notes(ws: Workspace, folder: Path, rows: Ask) -> None:
    (folder / "2026-05-04.md").write_text(
        "---\ntitle: Weekly call\ndate: 2026-05-04\nparticipant: Ida Person\nemail: ida@customer.example\n"
        "company: Customer Ltd\ntags: [billing, sso]\ninterviewer: Robin\n---\nThey want SSO.\n\n- and soon\n"
    )
    (folder / "bare.md").write_text("No front matter at all.")
    ws.connect("it", "files", path=str(folder / "*.md"))
    synced(ws)
    found = rows(
        "SELECT f.title, f.kind, f.channel, f.tags, f.body_plain, f.occurred_at::VARCHAR moment, p.display_name, p.email,"
        " a.name, f.custom_fields::VARCHAR c FROM feedback f LEFT JOIN person p ON p.id = f.author_id"
        " LEFT JOIN account a ON a.id = f.account_id ORDER BY f.source_id"
    )
    first, second = ({**row, "tags": list(row["tags"])} for row in found)
    assert "Robin" in first.pop("c")
    assert first == {
        "title": "Weekly call", "kind": "interview_note", "channel": "interview", "tags": ["billing", "sso"],
        "body_plain": "They want SSO.\n\n- and soon", "moment": "2026-05-04 00:00:00",
        "display_name": "Ida Person", "email": "ida@customer.example", "name": "Customer Ltd",
    }  # fmt: skip
    assert (second["title"], second["body_plain"]) == ("bare", "No front matter at all.")


def test_json_lines_by_mapping(ws: Workspace, folder: Path, rows: Ask) -> None:
    """Nested keys are named with dots."""
    (folder / "a.jsonl").write_text(
        '{"t": "One", "user": {"mail": "ida@customer.example"}}\n{"t": "Two"}\n{oh\n'
    )
    ws.connect("it", "files", path=str(folder), mapping={"t": "feedback.title", "user.mail": "person.email"})  # fmt: skip
    report = synced(ws)
    assert counts(report)["rows"] == (3, 2, 0, 0, 0, 1)
    assert [row["title"] for row in rows("SELECT title FROM feedback ORDER BY 1")] == ["One", "Two"]


@pytest.mark.parametrize(
    ("table", "header", "row", "mapping"),
    [
        ("study", ["T", "M", "From"], ["Billing", "Usability test", "2026-01-02"],
         {"T": "study.title", "M": "study.method", "From": "study.started_at"}),
        ("session", ["Study", "When", "Out"], ["S1", "2026-01-02", "no-show"],
         {"Study": "session.study_id", "When": "session.started_at", "Out": "session.outcome"}),
        ("feature_usage", ["Feature", "From", "To", "Users"], ["boards", "2026-01-01", "2026-01-31", "1,234"],
         {"Feature": "feature_usage.node_id", "From": "feature_usage.period_start",
          "To": "feature_usage.period_end", "Users": "feature_usage.unique_users"}),
        ("account", ["Name", "MRR"], ["Customer Ltd", "1,200.50"], {"Name": "account.name", "MRR": "account.mrr"}),
    ],
)  # fmt: skip
def test_any_table_by_mapping(
    ws: Workspace, folder: Path, rows: Ask, table: str, header: list[str], row: list[str], mapping: dict[str, str]
) -> None:  # fmt: skip
    write(folder / "a.csv", [header, row])
    ws.connect("it", "files", path=str(folder), mapping=mapping)
    report = synced(ws)
    assert report.total("set_aside") == 0, rows("SELECT message FROM _set_aside")
    (found,) = rows(f"SELECT * FROM {table}")
    for target in mapping.values():
        assert found[target.partition(".")[2]] is not None, target
