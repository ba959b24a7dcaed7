"""Zendesk and Jira in one store: both whole, joined by their links, and failing in different ways at once."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jira_data
import pytest
import zendesk_data
from box import ENVIRONMENT, Box, balanced, row_id, same, source, streams, total
from faults import Fault
from jira_model import HOST
from jira_server import JiraServer
from zendesk_server import ZendeskServer

SUBDOMAIN = "northwind.zendesk.com"


@dataclass
class Company:
    """The two accounts of one company, and a folder that reads both."""

    desk: ZendeskServer
    site: JiraServer

    def fill(self, box: Box) -> None:
        """Settings with both sources."""
        box.settings(support=source(self.desk), eng=source(self.site))


@pytest.fixture
def company() -> Iterator[Company]:
    """Thirty tickets and thirty issues."""
    with ZendeskServer(zendesk_data.build(30)) as desk, JiraServer(jira_data.build(30)) as site:
        yield Company(desk, site)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The dump of a store filled from both without any fault."""
    with (
        pytest.MonkeyPatch.context() as patch,
        ZendeskServer(zendesk_data.build(30)) as desk,
        JiraServer(jira_data.build(30)) as site,
    ):
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        box = Box(tmp_path_factory.mktemp("both"))
        Company(desk, site).fill(box)
        box.pull()
        return box.dump()


def by_instance(box: Box, table: str) -> dict[str, int]:
    """Rows of a table by instance."""
    rows = box.rows(table)
    return {one: sum(r["source_instance"] == one for r in rows) for one in (SUBDOMAIN, HOST)}


def test_both_come_whole_and_a_second_sync_moves_nothing(box: Box, company: Company) -> None:
    """N in, N out of each; the report balances and counts what each server saw."""
    company.fill(box)
    first = box.pull()
    balanced(first)
    assert by_instance(box, "feedback") == {SUBDOMAIN: 35, HOST: 12}
    assert by_instance(box, "work_item") == {SUBDOMAIN: 0, HOST: 18}
    for name, server in (("support", company.desk), ("eng", company.site)):
        assert total({name: first[name]}, "requests") == len(server.log)
    second = box.pull()
    for number in ("created", "updated", "deleted", "set_aside"):
        assert total(second, number) == 0
    assert box.run("verify").code == 0


def test_links_join_issues_to_the_tickets_they_name(box: Box, company: Company) -> None:
    """The other end of a remote link is a row of the other source, found by its computed id."""
    company.fill(box)
    box.pull()
    tickets = {r["id"] for r in box.rows("feedback") if r["source"] == "zendesk"}
    links = [r for r in box.rows("link") if "zendesk" in (r["source_url"] or "")]
    assert len(links) == 6
    for link in links:
        named = row_id("feedback", link["source_url"].rpartition("/")[2])
        assert named in tickets & {link["from_id"], link["to_id"]}


def test_one_rejected_and_one_broken_at_once_is_1(box: Box, company: Company) -> None:
    """Zendesk refuses the credentials, Jira's histories are a page for people: each named, the rest is kept."""
    company.fill(box)
    company.desk.options.forbidden = {"/api/v2"}
    company.site.faults.append(Fault("changelog/bulkfetch", kind="html", times=10_000))
    done = box.run("sync", "--json", timeout=90)
    assert done.code == 1, done.text
    report = streams(done.json)
    balanced(report)
    assert not report["eng"]["changelogs"]["complete"]
    assert report["eng"]["issues"]["complete"]
    for word in ("support", "scope", "eng", "changelogs"):
        assert word in done.err, done.err
    assert by_instance(box, "work_item") == {SUBDOMAIN: 0, HOST: 18}
    assert by_instance(box, "feedback")[SUBDOMAIN] == 0
    company.desk.options.forbidden = set()
    company.site.faults.clear()
    again = box.pull()
    balanced(again)
    assert by_instance(box, "feedback") == {SUBDOMAIN: 35, HOST: 12}
    assert len(box.rows("transition")) > 0


def test_one_out_of_quota_and_one_rejected_is_1_and_both_rejected_is_3(
    box: Box, company: Company
) -> None:
    """Different reasons are no common exit code; the same reason is."""
    company.fill(box)
    spent = {"Retry-After": "2400", "RateLimit-Reason": "jira-quota-tenant-based"}
    company.site.faults.append(Fault("search/jql", status=429, headers=spent, after=2, times=999))
    company.desk.closed_account = True
    done = box.run("sync", "--json", timeout=60)
    assert done.code == 1, done.text
    balanced(streams(done.json))
    assert "eng" in done.err
    assert "Run again later" in done.err
    assert "northwind" in done.err
    company.site.faults.clear()
    company.site.no_site = True
    assert box.run("sync").code == 3


def test_a_bad_query_of_one_does_not_keep_the_other(box: Box, company: Company) -> None:
    """Jira's settings are wrong where only Jira can tell: Zendesk is read whole."""
    box.settings(
        support=source(company.desk), eng=source(company.site, feedback_jql="project = NOWHERE")
    )
    done = box.run("sync", "--json")
    assert done.code in (1, 2), done.text
    assert "does not exist for the field 'project'" in done.err
    assert "feedback_jql" in done.err
    assert by_instance(box, "feedback") == {SUBDOMAIN: 35, HOST: 0}


def test_faults_of_both_mixed_at_one_in_ten(box: Box, company: Company, calm: Any) -> None:
    """Each in its own way and order: the same store."""
    rng = random.Random(3)
    kinds: list[dict[str, Any]] = [
        {"status": 429, "headers": {"Retry-After": "1"}}, {"status": 500}, {"status": 503}, {"kind": "reset"},
        {"kind": "truncate"}, {"kind": "malformed"}, {"status": 502},
    ]  # fmt: skip
    for server in (company.desk, company.site):
        rng.shuffle(kinds)
        server.faults = [Fault("/", after=6 + n * 9, **keys) for n, keys in enumerate(kinds)]
    company.fill(box)
    report = box.pull()
    balanced(report)
    same(calm, box.dump())
    assert total(report, "requests") == len(company.desk.log) + len(company.site.log)


def test_verify_names_what_each_has_lost(box: Box, company: Company) -> None:
    """A ticket and an issue deleted without a word, in one answer, each under its source."""
    company.fill(box)
    box.pull()
    del company.desk.desk.tickets[7_000_002]
    company.site.site.vanish(10_003)
    done = box.run("verify", "--json")
    assert done.code == 1, done.text
    missing = {(m["source"], m["source_id"]): m["row_id"] for m in json.loads(done.out)["missing"]}
    assert set(missing) == {("support", "7000002"), ("eng", "10003")}
    assert missing["support", "7000002"] == row_id("feedback", 7_000_002)
    assert missing["eng", "10003"] == row_id("work_item", 10_003, connector="jira")
