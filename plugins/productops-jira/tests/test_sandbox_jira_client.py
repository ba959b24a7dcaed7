"""A client library that nobody here wrote reads the sandbox as it reads the vendor."""

from __future__ import annotations

import pytest

from productops_jira.sandbox import JiraSandbox

jira = pytest.importorskip("jira", reason="the jira client is not installed")


@pytest.fixture(scope="module")
def site():
    """The client signed in to a sandbox on loopback."""
    sandbox = JiraSandbox(size=200)
    held = sandbox.credentials()
    with sandbox.serve() as url:
        client = jira.JIRA(
            options={"server": url, "rest_api_version": "3"},
            basic_auth=(held["email"], held["api_token"]),
            max_retries=0,
        )
        yield client, sandbox
        client.close()


def test_every_issue_once(site):
    """Token paging to the end."""
    client, sandbox = site
    found = client.enhanced_search_issues(
        "updated >= 0 ORDER BY updated ASC", maxResults=0, fields="summary"
    )
    assert sorted(int(issue.id) for issue in found) == sandbox.issue_ids()
    assert all(issue.fields.summary for issue in found)


def test_an_issue_with_its_people_comments_and_changelog(site):
    """As the library's objects."""
    client, _ = site
    issue = client.issue("FERN-105", expand="changelog")
    assert issue.fields.project.key == "FERN"
    assert issue.fields.reporter.accountId
    assert issue.changelog.total > 400 > len(issue.changelog.histories)
    assert [c.author.displayName for c in client.comments("HELP-1")]


def test_projects_fields_and_what_hangs_below(site):
    """Lists of the site."""
    client, _ = site
    assert {"FERN", "MOB", "HELP", "IDEA", "AND"} <= {project.key for project in client.projects()}
    assert len([row for row in client.fields() if row["custom"]]) == 110
    assert [version.name for version in client.project_versions("FERN")]
    assert [part.name for part in client.project_components("FERN")]
    assert {status.name for status in client.statuses()} >= {"To Do", "Done"}
    assert client.myself()["timeZone"] == "America/Chicago"
    assert client.server_info()["deploymentType"] == "Cloud"


def test_worklogs_and_remote_links(site):
    """What hangs below an issue."""
    client, sandbox = site
    worked = next(row for row, _, items in sandbox.histories() if items[0]["field"] == "timespent")
    assert isinstance(client.worklogs(str(worked)), list)
    links = client.remote_links("FERN-100")
    assert any("zendesk" in link.object.url for link in links)


def test_a_missing_issue(site):
    """The library knows the vendor's error."""
    client, _ = site
    with pytest.raises(jira.JIRAError) as caught:
        client.issue("FERN-99999")
    assert caught.value.status_code == 404
    assert "permission" in caught.value.text
