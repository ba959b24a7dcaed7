"""A client library that nobody here wrote reads the sandbox as it reads the vendor."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from productops_zendesk.sandbox import ZendeskSandbox

zenpy = pytest.importorskip("zenpy", reason="zenpy is not installed")
requests = pytest.importorskip("requests", reason="zenpy is not installed")

SINCE = datetime(2020, 1, 1, tzinfo=UTC)


class Here(requests.adapters.HTTPAdapter):
    """zenpy speaks https to *.zendesk.com only; this goes to the sandbox and tells it nothing."""

    def __init__(self, url: str):
        super().__init__()
        self.url = url

    def send(self, request, **options):
        parts = urlsplit(request.url)
        moved = request.copy()
        moved.url = self.url + parts.path + (f"?{parts.query}" if parts.query else "")
        answer = super().send(moved, **options)
        answer.request, answer.url = request, request.url
        return answer


@pytest.fixture(scope="module", params=[False, True], ids=["own links", "vendor links"])
def desk(request):
    """Zenpy signed in to a sandbox on loopback, with links of either kind."""
    sandbox = ZendeskSandbox(size=400, vendor_links=request.param)
    session = requests.Session()
    with sandbox.serve() as url:
        session.mount("https://", Here(url))
        token = sandbox.credentials("bearer")["access_token"]
        yield (
            zenpy.Zenpy(subdomain=sandbox.account.subdomain, oauth_token=token, session=session),
            sandbox,
        )
        session.close()


def test_incremental_tickets_by_cursor(desk):
    """Every ticket once."""
    client, _ = desk
    found = [
        t.id
        for t in client.tickets.incremental(start_time=SINCE, paginate_by_time=False, per_page=60)
    ]
    assert sorted(found) == list(range(1, 401))


def test_incremental_tickets_by_time(desk):
    """Every ticket at least once."""
    client, _ = desk
    found = {t.id for t in client.tickets.incremental(start_time=SINCE, per_page=60)}
    assert found == set(range(1, 401))


def test_users(desk):
    """All users, in pages, and one by its id."""
    client, _ = desk
    users = list(client.users(cursor_pagination=40))
    ids = {user.id for user in users}
    assert len(ids) == len(users) > 120
    assert all(user.email.endswith(".example") for user in users)
    assert client.users(id=users[50].id).name == users[50].name
    assert client.users.me().role == "admin"


def test_incremental_users(desk):
    """Deleted users too."""
    client, _ = desk
    found = list(client.users.incremental(start_time=SINCE, per_page=30))
    assert {user.active for user in found} == {True, False}


def test_ticket_comments_and_audits(desk):
    """The conversation of a ticket."""
    client, _ = desk
    ticket = client.tickets(id=2)
    comments = list(client.tickets.comments(ticket=2))
    assert comments[0].body == ticket.description
    assert {type(comment.public) for comment in comments} == {bool}
    assert len(list(client.tickets.audits(ticket=2))) >= len(comments)


def test_search_and_its_export(desk):
    """Both find the same tickets."""
    client, _ = desk
    found = {ticket.id for ticket in client.search(type="ticket", created_after=SINCE)}
    exported = {t.id for t in client.search_export(type="ticket", created_after=SINCE)}
    assert found == exported
    assert 350 < len(found) < 400


def test_other_lists(desk):
    """Organisations, groups, brands, fields, deleted tickets, schedules' neighbours."""
    client, _ = desk
    assert {group.name for group in client.groups()} >= {"Support", "Billing"}
    assert len(list(client.brands())) == 2
    assert any(field.title == "Product area" for field in client.ticket_fields())
    assert len(list(client.organizations())) > 5
    assert list(client.sla_policies())
    assert list(client.help_center.articles())
    assert list(client.help_center.topics())
    assert [row.subject for row in client.tickets.deleted()]


def test_a_missing_ticket(desk):
    """Zenpy knows the vendor's error."""
    client, _ = desk
    with pytest.raises(zenpy.lib.exception.RecordNotFoundException):
        client.tickets(id=99_999)
