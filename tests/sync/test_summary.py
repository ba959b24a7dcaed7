"""Reports as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from productops.sync.report import (
    Missing,
    Problem,
    RenormaliseReport,
    SourceReport,
    StreamCheck,
    SyncReport,
    VerifyReport,
)
from productops.sync.summary import problems, text

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def _report() -> SyncReport:
    report = SyncReport("run", NOON, NOON + timedelta(seconds=12))
    source = report.sources["support"] = SourceReport("zendesk", "acme.zendesk.com")
    tickets = source.stream("tickets")
    tickets.fetched, tickets.created, tickets.set_aside, tickets.requests = 10, 9, 1, 3
    tickets.unmapped = {"status/Legal <hold>": 3}
    tickets.problem = Problem(
        "SourceUnavailable", "it broke off", "support/tickets", "Run it again."
    )
    return report


def test_a_sync_says_what_came_what_failed_and_what_to_do() -> None:
    """Counts, set-aside records, words nobody mapped, and each failure with its hint."""
    said = str(_report())

    assert "support (zendesk, acme.zendesk.com)" in said
    assert "Not complete: 10 records (9 new) in 12.0 s." in said
    assert "1 record that does not fit was set aside: productops show _set_aside" in said
    assert 'Not mapped: status "Legal <hold>" (3 times).' in said
    assert "Failed: support/tickets: it broke off" in said
    assert "Run it again." in said


def test_failures_can_be_left_to_somebody_else() -> None:
    """The command prints them on standard error instead."""
    report = _report()

    assert "it broke off" not in text(report, failures=False)
    assert [str(problem) for problem in problems(report)] == [
        "support/tickets: it broke off\nRun it again."
    ]


def test_every_failure_names_its_source() -> None:
    """Also where the error itself named only a host."""
    report = VerifyReport(problems={"support": Problem("X", "refused", "acme.zendesk.com")})

    assert [problem.where for problem in problems(report)] == ["support, acme.zendesk.com"]
    assert "Nothing could be compared" in str(report)


def test_what_is_missing_is_named() -> None:
    """Twenty by name, the rest by number."""
    lost = [Missing("support", "tickets", str(n), "not_visible", f"row{n}") for n in range(25)]
    report = VerifyReport({"support": {"tickets": StreamCheck(25, 0, 0, lost)}})

    said = str(report)

    assert "25 missing" in said
    assert "not visible" in said
    assert "and 5 more" in said


def test_a_dry_run_says_would() -> None:
    """Nothing has changed yet."""
    report = RenormaliseReport(
        dry_run=True, records=5, changed={"feedback": 2}, columns={"feedback": {"status": 2}}
    )

    assert "these rows would change" in str(report)


def test_a_notebook_gets_it_escaped() -> None:
    """A status is text from outside."""
    html = _report()._repr_html_()

    assert "&lt;hold&gt;" in html
    assert "<hold>" not in html
