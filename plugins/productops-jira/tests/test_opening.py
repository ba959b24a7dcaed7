"""The opening chain: which host answers, who we are there, and what the user should know now."""

from __future__ import annotations

from typing import Any

import pytest
from jc import CONNECTOR, answer, settings

from productops.errors import CredentialsRejected, SettingsError, SourceNotFound
from productops.kit import Instance, Request

ME = {"accountId": "5b10", "displayName": "Robin Example", "timeZone": "America/Los_Angeles"}
SERVER = {
    "baseUrl": "https://acme.atlassian.net",
    "deploymentType": "Cloud",
    "serverTitle": "Acme Jira",
}
ALLOWED = {
    "permissions": {
        "BROWSE_PROJECTS": {"havePermission": True},
        "USER_PICKER": {"havePermission": True},
    }
}
NONE: dict[str, Any] = {"issues": [], "isLast": True}
TENANT = {"cloudId": "11111111-2222-3333-4444-555555555555"}
CLIENT = {"email": None, "api_token": None, "client_id": "c", "client_secret": "s"}
UNSCOPED = {"code": 401, "message": "Unauthorized; scope does not match"}
REST = ((SERVER, 200), (ALLOWED, 200), (NONE, 200))


def walk(*answers: tuple[Any, int], **keys: Any) -> tuple[list[Request], Instance]:
    """The chain with these answers: what was asked, and what was found."""
    step: Request | Instance = CONNECTOR.open(settings(**keys))
    asked = []
    for body, status in answers:
        assert isinstance(step, Request)
        asked.append(step)
        step = CONNECTOR.opened(step, answer(body, status))
    assert isinstance(step, Instance)
    return asked, step


def test_a_token_without_scopes_opens_the_site() -> None:
    """Who, where, and in which zone; everything on the site's own host."""
    asked, found = walk((ME, 200), *REST)
    assert found == Instance(
        name="acme.atlassian.net",
        account="Acme Jira",
        timezone="America/Los_Angeles",
        user="Robin Example",
        detail={"epoch": True},
    )
    assert [(each.host, each.path) for each in asked] == [
        ("api", "/rest/api/3/myself"),
        ("api", "/rest/api/3/serverInfo"),
        ("api", "/rest/api/3/mypermissions"),
        ("api", "/rest/api/3/search/jql"),
    ]


def test_a_scoped_token_finds_the_gateway_by_itself() -> None:
    """401 on the site, the cloud id without credentials, then all the rest through the gateway."""
    asked, found = walk(({}, 401), (TENANT, 200), (ME, 200), *REST)
    assert asked[1].path == "/_edge/tenant_info"
    assert {each.host for each in asked[2:]} == {"gateway"}
    assert asked[2].path == f"/ex/jira/{TENANT['cloudId']}/rest/api/3/myself"
    assert found.hosts == {"api": f"https://api.atlassian.com/ex/jira/{TENANT['cloudId']}"}
    assert found.name == "acme.atlassian.net"


def test_a_known_cloud_id_is_not_asked_for() -> None:
    """Neither after a 401, nor for a service account, which starts at the gateway."""
    asked, _ = walk(({}, 401), (ME, 200), *REST, cloud_id=TENANT["cloudId"])
    assert asked[1].host == "gateway"
    asked, _ = walk((ME, 200), *REST, cloud_id=TENANT["cloudId"], **CLIENT)
    assert asked[0].host == "gateway"


def test_a_service_account_goes_to_the_gateway_at_once() -> None:
    """Its tokens never open the site."""
    asked, found = walk((TENANT, 200), (ME, 200), *REST, **CLIENT)
    assert asked[0].path == "/_edge/tenant_info"
    assert found.hosts


def test_a_site_that_does_not_know_milliseconds_is_read_by_the_clock_of_the_profile() -> None:
    """A refusal, and an answer that shows that the number was not understood."""
    for said in (({"errorMessages": ["no"]}, 400), ({"issues": [{"id": "1"}]}, 200)):
        _, found = walk((ME, 200), (SERVER, 200), (ALLOWED, 200), said)
        assert found.detail == {"epoch": False}


def test_lacking_permissions_are_told() -> None:
    """Jira would answer with no rows, and not say why."""
    held = {
        "permissions": {
            "BROWSE_PROJECTS": {"havePermission": False},
            "USER_PICKER": {"havePermission": False},
        }
    }
    _, found = walk((ME, 200), (SERVER, 200), (held, 200), (NONE, 200))
    assert len(found.warnings) == 2
    assert "Browse projects" in found.warnings[0]


def test_permissions_that_may_not_be_asked_for_are_no_failure() -> None:
    """A token may lack that scope alone."""
    _, found = walk((ME, 200), (SERVER, 200), ({}, 403), (NONE, 200))
    assert found.warnings == ()


def test_a_query_that_does_not_parse_is_told_in_the_vendors_words() -> None:
    """And where it stands in the settings; it is tried in a bounded form."""
    said = {"errorMessages": ["Error in the JQL Query: Expecting operator but got 'is'."]}
    with pytest.raises(SettingsError, match="Expecting operator") as caught:
        walk((ME, 200), *REST, (said, 400), feedback_jql="labels is")
    assert caught.value.where == "feedback_jql"
    asked, found = walk(
        (ME, 200), *REST, (NONE, 200), ({"matches": []}, 200), feedback_jql="labels = idea"
    )
    assert found.detail == {"epoch": True, "match": True}
    assert asked[-2].body["jql"] == '(labels = idea) and (updated >= "2999-12-31 00:00")'


def test_a_site_that_cannot_match_issues_is_searched_instead() -> None:
    """The endpoint is newer than some proxies."""
    _, found = walk((ME, 200), *REST, (NONE, 200), ({}, 404), feedback_jql="labels = idea")
    assert found.detail == {"epoch": True, "match": False}


@pytest.mark.parametrize(
    ("answers", "kind", "message"),
    [
        ([({}, 401), (TENANT, 200), ({}, 401)], CredentialsRejected, "neither the site nor the gateway"),
        ([({}, 401), (TENANT, 200), (UNSCOPED, 401)], CredentialsRejected, "lacks the scope"),
        ([({}, 403)], CredentialsRejected, "who they belong to"),
        ([({}, 200)], CredentialsRejected, "anonymous"),
        ([(b"<html>dead link</html>", 404)], SourceNotFound, "HTML"),
        ([(b"<html>log in</html>", 200)], SourceNotFound, "HTML"),
        ([({"errorMessages": ["removed"]}, 410)], SourceNotFound, "410"),
        ([({}, 302)], SourceNotFound, "302"),
        ([({}, 401), (b"<html>", 404)], SourceNotFound, "no Jira Cloud site"),
        ([(ME, 200), ({"deploymentType": "DataCenter"}, 200)], SourceNotFound, "reads Jira Cloud"),
    ],
)  # fmt: skip
def test_what_does_not_open_says_why(answers: Any, kind: type[Exception], message: str) -> None:
    """Each with what to do about it."""
    with pytest.raises(kind, match=message) as caught:
        walk(*answers)
    assert caught.value.hint  # type: ignore[attr-defined]


@pytest.mark.parametrize("held", [True, False])
def test_who_is_no_administrator_is_told_so_at_once(held: bool) -> None:
    """Products and seats are then not asked for; a site that does not say is asked."""
    told = {"permissions": {**ALLOWED["permissions"], "ADMINISTER": {"havePermission": held}}}
    _, found = walk((ME, 200), (SERVER, 200), (told, 200), (NONE, 200))
    assert found.detail.get("administrator") is (None if held else False)
    assert [each for each in found.warnings if "Administer Jira" in each] == list(found.warnings)
    assert len(found.warnings) == (0 if held else 1)
