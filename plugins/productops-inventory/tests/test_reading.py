"""What is found by looking, what is asked of the user, and what becomes of files that change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import exports
import pytest
from held import Ask, synced, told, write

from productops.errors import SettingsError
from productops.workspace import Workspace


def test_check_says_what_each_file_was_taken_for(ws: Workspace, folder: Path) -> None:
    """With how it is written, and what the user should know of it."""
    write(folder, "apps.json", exports.OKTA_APPS)
    write(folder, "bill.csv", exports.FOCUS)
    write(folder, "none.json", [])
    write(folder, "principals.json", {"value": [{"id": "1", "appId": "a", "displayName": "A"}]})
    ws.connect("it", "inventory", path=str(folder), dates="mdy")

    told_of = ws.check()["it"]
    entra = (
        "it lacks appOwnerOrganizationId, so that Microsoft's own applications are among the tools; export that field"
        " too"
    )

    assert list(told_of.warnings) == [
        "apps.json: read as Okta applications, json, dates mdy",
        "bill.csv: read as FOCUS charges, utf-8, dates mdy, amounts like 1,234.56",
        "none.json: it holds no records",
        "principals.json: read as Entra service principals, json, dates mdy",
        f"principals.json: {entra}",
    ]


@pytest.mark.parametrize(
    ("name", "content", "settings", "expected"),
    [
        ("a.csv", exports.FOCUS, {}, '"4/1/25" in a.csv could be two days'),
        ("a.csv", [["expense.merchant", "expense.amount"], ["X", "1,234"]], {}, '"1,234" in a.csv could be two amounts'),
        ("a.json", [{"x": 1}], {}, "a.json is of no kind that we know; its first record has x"),
        ("a.csv", exports.EXPENSES, {}, '"Merchant Name" = "expense.merchant"  # 90%, by its name'),
        ("a.csv", exports.EXPENSES, {"mapping": {"Merchant": "expense.merchant", "Billed": "expense.amount"}}, "names no column for|Merchant"),
        ("a.csv", exports.EXPENSES, {"mapping": exports.EXPENSE_MAPPING | {"Postd": "ignore"}}, 'a.csv has no column "Postd"'),
        ("a.json", exports.OKTA_APPS, {"kind": "scim"}, 'It looks like Okta applications: kind = "okta_apps"'),
        ("a.yaml", "a: [", {}, "line 2: is no YAML"),
    ],
)  # fmt: skip
def test_what_cannot_be_known_is_asked(
    ws: Workspace, folder: Path, name: str, content: Any, settings: dict[str, Any], expected: str
) -> None:
    """Never guessed: the answer to give stands in the message."""
    report = synced(ws, write(folder, name, content), **settings)

    assert report.exit_code == 2
    problem = report.sources["it"].problem
    said = f"{problem.message} {problem.hint}"
    assert any(part in said for part in expected.split("|")), said


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"mapping": {"A": "expense.marchant"}}, 'Did you mean "merchant"'),
        ({"currency": "EURO"}, "is no currency"),
        ({"timezone": "Mars"}, "is no time zone"),
        ({"kind": "okta"}, "kind"),
    ],
)
def test_settings_that_mean_nothing_are_refused(
    ws: Workspace, settings: dict[str, Any], expected: str
) -> None:
    with pytest.raises(SettingsError, match=expected):
        ws.connect("it", "inventory", path="x.csv", **settings)


def test_a_value_that_does_not_fit_sets_its_record_aside(
    ws: Workspace, folder: Path, rows: Ask
) -> None:
    """With file, row and column; the others go on."""
    header = ["expense.merchant", "expense.amount", "expense.date"]
    table = [header, ["A", "12.50", "2026-01-31"], ["B", "many", "2026-01-31"], ["C", "1.5", "2026-02-30"], ["", "1", ""]]  # fmt: skip
    report = synced(ws, write(folder, "a.csv", table))

    assert (report.exit_code, report.total("set_aside")) == (0, 3)
    assert sorted(row["message"] for row in rows("SELECT message FROM _set_aside")) == [
        'a.csv, row 3, "expense.amount": "many" is no amount',
        'a.csv, row 4, "expense.date": "2026-02-30" is no date',
        'a.csv, row 5, "expense.merchant": there is no expense.merchant',
    ]
    assert [row["name"] for row in told(ws, "tool")] == ["A"]


def test_a_charge_keeps_its_money_where_a_period_is_no_date(ws: Workspace, folder: Path) -> None:
    """The period is empty, its text kept beside, and the user told."""
    header = ["BilledCost", "EffectiveCost", "ChargePeriodStart", "ChargePeriodEnd"]
    report = synced(ws, write(folder, "a.csv", [header, ["10", "10", "2026-01-01", "2026-02-30"]]))
    (cost,) = told(ws, "cost")

    assert report.total("set_aside") == 0
    assert (cost["billed_cost"], cost["custom_fields"]) == ("10", {"ChargePeriodEnd": "2026-02-30"})
    assert "charge_period_end" not in cost
    assert any('row 2, "ChargePeriodEnd"' in warning for warning in report.sources["it"].warnings)


def test_columns_are_known_however_they_are_written(ws: Workspace, folder: Path) -> None:
    """`billed_cost` and `Billed Cost` are BilledCost; a mapping corrects the rest, and leaves columns out."""
    header = ["billed_cost", "Effective Cost", "CHARGEPERIODSTART", "Service", "Tags"]
    table = [header, ["1", "2", "2026-01-01", "Desk", "no json"]]
    mapping = {"Service": "ServiceName", "Tags": "ignore"}
    synced(ws, write(folder, "a.csv", table), mapping=mapping)
    (cost,) = told(ws, "cost")

    assert (cost["billed_cost"], cost["effective_cost"], cost["tool_id"]) == ("1", "2", "desk")


def test_amounts_follow_the_way_the_file_writes_them(ws: Workspace, folder: Path) -> None:
    """`1.234` is a thousand and more where another amount of the file shows it."""
    table = [["expense.merchant", "expense.amount"], ["A", "1.234"], ["B", "12,50 €"]]
    synced(ws, write(folder, "a.csv", table))

    assert [(c["billed_cost"], c.get("billing_currency")) for c in told(ws, "cost")] == [
        ("1234", None), ("12.5", "EUR"),
    ]  # fmt: skip


def test_events_in_several_files_are_one_grant(ws: Workspace, folder: Path) -> None:
    """A day's export has the authorisation, a later one the use; the same event twice counts once."""
    first, *rest = exports.TOKENS["items"][:4]
    write(folder, "1.json", {"items": [first, rest[0]]})
    write(folder, "2.json", {"items": rest})
    synced(ws, folder)

    (seat,), (usage,) = told(ws, "seat"), told(ws, "usage")

    assert (seat["assigned_at"], seat["last_active_at"]) == ("2025-11-01T08:00:00Z", "2026-01-03T09:30:00Z")  # fmt: skip
    assert (usage["events"], usage["active_days"]) == (3, 2)


def test_a_grant_taken_back_and_given_again_is_held_since_then(ws: Workspace, folder: Path) -> None:
    times = [("authorize", 1), ("revoke", 2), ("authorize", 3)]
    events = [exports.token_event("ida@north.example", what, f"2026-01-0{day}T08:00:00Z") for what, day in times]  # fmt: skip
    synced(ws, write(folder, "a.json", {"items": events}))

    (seat,) = told(ws, "seat")

    assert seat["assigned_at"] == "2026-01-03T08:00:00Z"
    assert "revoked_at" not in seat


def test_a_file_that_changes_is_read_again_and_one_that_went_is_gone(
    ws: Workspace, folder: Path
) -> None:
    """A row no longer there is deleted, and what another file still names stays."""
    path = write(folder, "apps.json", exports.OKTA_APPS)
    write(folder, "events.json", exports.TOKENS)
    synced(ws, folder)
    assert {row["source_id"] for row in told(ws, "tool")} == {"0oa1", "0oa2", "0oa3", "c1"}

    path.write_text(json.dumps(exports.OKTA_APPS[1:]))
    (folder / "events.json").unlink()
    report = ws.sync(progress=False)

    assert report.exit_code == 0
    assert [r.source_id for r in ws.table("tool").records()] == ["0oa2", "0oa3"]
    assert len(ws.table("seat")) == len(ws.table("person")) == 0


def test_a_file_that_becomes_another_kind_leaves_nothing_behind(
    ws: Workspace, folder: Path
) -> None:
    path = write(folder, "a.json", exports.TOKENS)
    synced(ws, folder)
    path.write_text(json.dumps(exports.OKTA_APPS))
    ws.sync(progress=False)

    assert [r.source_id for r in ws.table("tool").records()] == ["0oa1", "0oa2", "0oa3"]
    assert len(ws.table("seat")) == len(ws.table("person")) == 0


def test_a_record_that_went_with_what_its_file_meant_leaves_no_rows(
    ws: Workspace, folder: Path, rows: Ask
) -> None:
    """The same file, now of another kind of the same stream: what was held of it cannot be read any more."""
    path = write(folder, "a.json", exports.OKTA_USERS)
    synced(ws, folder)
    path.write_text(json.dumps(exports.LICENCES))
    report = ws.sync(progress=False)

    assert [r.source_id for r in ws.table("person").records()] == ["ida@north.example"]
    assert (report.exit_code, report.total("set_aside")) == (0, 0)
    assert rows("SELECT count(*) n FROM _set_aside") == [{"n": 0}]


def test_a_second_sync_of_the_same_files_changes_nothing(ws: Workspace, folder: Path) -> None:
    write(folder, "a.json", exports.TOKENS)
    write(folder, "b.csv", exports.FOCUS)
    synced(ws, folder, dates="mdy")
    report = ws.sync(progress=False)

    assert [report.total(each) for each in ("created", "updated", "deleted", "set_aside")] == [0, 0, 0, 0]  # fmt: skip
