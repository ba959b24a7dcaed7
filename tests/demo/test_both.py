"""One company in two sources: what the demo says across both is what the company knows itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

import productops as po
from productops.demo.answers import answers
from productops.render import Section
from productops.sandbox import Company, serve
from productops.sandbox.cases import state_of
from productops_jira.sandbox import JiraSandbox, links, plan
from productops_zendesk.sandbox import ZendeskSandbox

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SOFTWARE = {plan.FERN, plan.MOB, plan.AND}


class _Told:
    """What the demo says, and what the company and its two vendors know."""

    def __init__(self, folder: Path) -> None:
        self.company = Company(seed=6, size=200, now=NOW - timedelta(days=7))
        self.desk = ZendeskSandbox(self.company, community=False)
        self.site = JiraSandbox(self.company)
        with serve(self.desk) as desk, serve(self.site) as site, po.open(folder / "d.duckdb") as ws:
            ws.connect("zendesk", "zendesk", **self.desk.credentials(), base_url=desk)
            ws.connect("jira", "jira", **self.site.credentials(), base_url=site)
            assert ws.sync(progress=False).ok
            self.company.clock.advance(timedelta(days=7))
            assert ws.sync(progress=False).ok
            self.sections = answers(
                lambda query: [tuple(row.values()) for row in ws.sql(query).rows()], NOW
            )
            self.addresses = _addresses(ws)
            self.links = _links(ws)
            self.named = _named(ws)
        self.wishes = self._wishes()

    def section(self, title: str) -> Section:
        return next(section for section in self.sections if section.title.startswith(title))

    def tickets(self) -> Iterator[tuple[int, Any]]:
        """Tickets that are not deleted, with their case."""
        now = self.company.clock.epoch
        for index in range(self.company.cases()):
            case = self.company.case(index)
            if not state_of(case.opened, case.until(now)).deleted:
                yield index, case

    def _wishes(self) -> dict[int, list[Any]]:
        """Issue → the cases of the tickets that are linked to it, and None for each idea that it delivers."""
        account, now = self.site.account, self.company.clock.epoch
        found = defaultdict(list)
        for _, case in self.tickets():
            if any(moment.what == "escalated" for moment in case.until(now)):
                found[account.fern(case.issue)].append(case)
        for index in account.indices():
            for beat in account.view(index)[1].links:
                if beat.arg >> 1 & 3 == links.IMPLEMENTS and account.project_of(index) == plan.IDEA:
                    found[beat.arg >> 3].append(None)
        return {index: asked for index, asked in found.items() if account.visible(index)}

    def category(self, index: int) -> str:
        state = self.site.account.view(index)[1]
        return plan.WORKFLOWS[state.project][state.status].category


def _addresses(ws: po.Workspace) -> dict[str, set[str]]:
    found = defaultdict(set)
    for person in ws.table("person").records():
        if person.email:
            found[person.source].add(person.email.lower())
    return found


def _links(ws: po.Workspace) -> set[tuple[str, str]]:
    """(ticket, issue key) of every link."""
    keys = {item.id: item.source_key for item in ws.table("work_item").records()}
    tickets = {item.id: item.source_id for item in ws.table("feedback").records()}
    return {
        (tickets[link.from_id], keys[link.to_id])
        for link in ws.table("link").records()
        if link.source_type == "relates to" and link.from_id in tickets and link.to_id in keys
    }


def _named(ws: po.Workspace) -> set[tuple[str, str]]:
    """(ticket, issue key) as the tickets' own field tells them."""
    return {
        (item.source_id, value.value)
        for item in ws.table("feedback").records()
        for value in item.custom_fields.values()
        if item.source == "zendesk" and value.name == "Linked issue" and value.value
    }


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> _Told:
    """Two syncs of both and the answers, once."""
    return _Told(tmp_path_factory.mktemp("both"))


def test_tickets_link_to_issues_as_both_vendors_tell_it(told: _Told) -> None:
    """Jira's remote links join the same pairs that the tickets' own field names."""
    assert told.links == told.named
    assert len(told.links) > 10


def test_requests_with_and_without_work_are_counted_right(told: _Told) -> None:
    """Each ticket once, by what became of the work it asks for."""
    tickets = [index for index, _ in told.tickets()]
    linked = {case.index: index for index, asked in told.wishes.items() for case in asked if case}
    expected = Counter(told.category(index) for index in linked.values())

    row = next(row for row in told.section("From request").rows if row[0] == "zendesk")

    assert row[1:3] == (len(tickets), len(tickets) - len(linked))
    assert row[3:5] == (expected["new"], expected["indeterminate"])
    assert sum(row[5:]) == expected["done"]


def test_what_most_accounts_want_comes_first(told: _Told) -> None:
    """Work that is not done, with the accounts and the requests behind it."""
    expected = {
        told.site.account.issue_key(index): (
            len({c.organisation for c in asked if c and c.organisation is not None}), len(asked)
        )
        for index, asked in told.wishes.items()
        if told.category(index) != "done"
    }  # fmt: skip

    rows = told.section("Most wanted").rows

    assert [row[1:3] for row in rows] == sorted(expected.values(), reverse=True)[: len(rows)]
    assert all(expected[row[0]] == tuple(row[1:3]) for row in rows)


def test_what_shipped_lately_for_customers(told: _Told) -> None:
    """Work that was finished, not declined, in the last 90 days, and that somebody asked for."""
    since = (NOW - timedelta(days=90)).timestamp() * 1_000
    expected = {
        told.site.account.issue_key(index): len(asked)
        for index, asked in told.wishes.items()
        if (state := told.site.account.view(index)[1]).resolution == 0 and state.resolved >= since
    }

    section = told.section("Shipped in the last 90 days")

    assert expected
    assert f"{len(expected)} item" in section.notes[0]
    assert all(expected[row[0]] == row[2] for row in section.rows)


def test_where_work_is_stuck(told: _Told) -> None:
    """Everything in progress by its status, and how many have been there for more than 30 days."""
    now, account = told.company.clock.epoch * 1_000, told.site.account
    expected: dict[str, list[float]] = defaultdict(list)
    for index in account.indices():
        state = account.view(index)[1]
        status = plan.WORKFLOWS[state.project][state.status]
        if state.project in SOFTWARE and status.category == "indeterminate":
            expected[status.name].append((now - state.status_at) / 86_400_000)

    rows = told.section("Where work is stuck").rows

    assert {row[0]: row[1] for row in rows} == {name: len(ages) for name, ages in expected.items()}
    for row in rows:
        ages = expected[row[0]]
        assert row[2:4] == (f"{median(ages):,.0f} days", f"{max(ages):,.0f} days")
        assert row[4] == sum(age > 30 for age in ages)


def test_the_same_people_write_in_both(told: _Told) -> None:
    """By their addresses; those whose address one source hides are not claimed."""
    both = told.addresses["jira"] & told.addresses["zendesk"]
    customers = {told.company.person(n).email for n in range(told.company.people())}

    rows = {row[0]: row for row in told.section("The same people").rows}

    assert rows["jira"][3] == rows["zendesk"][3] == len(both)
    assert rows["jira"][4] == len(both & customers) > 30
    assert both - customers, "colleagues are in both, too"


def test_an_issue_is_older_than_the_tickets_that_name_it(told: _Told) -> None:
    """And what customers ask for is worked on after they asked, not before."""
    account = told.site.account
    begun = []
    for index, asked in told.wishes.items():
        cases = [case for case in asked if case]
        assert all(account.lives.created(index) < case.opened for case in cases)
        moved = [beat.at // 1_000 for beat in account.life(index) if beat.what == "status"]
        if moved and cases:
            begun.append(moved[0] > min(case.opened for case in cases))
    assert sum(begun) * 2 > len(begun) > 3
