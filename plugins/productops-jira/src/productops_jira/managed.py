"""The organisation above the site: its managed accounts, and the products that they have been let in to.

Read with the organisation's own API key, and only where the settings have one.
https://developer.atlassian.com/cloud/admin/organization/rest/api-group-users/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from msgspec import Raw, Struct

from productops.errors import RecordRejected, UnexpectedAnswer
from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import row
from productops.model import Person, Record

from .common import glance
from .lists_rows import PEOPLE
from .products import COUNTED, product_row
from .withheld import OR_A_PAGE, WITHHELD, withheld

ADMIN = "admin"
ASK = (
    "Check org_id and org_api_key: an organisation administrator makes the key at admin.atlassian.com → Settings → "
    "API keys, and it ends after a year at most."
)


class Access(Struct, gc=False):
    """A product that somebody was let in to, and when they last looked at a page of it."""

    key: str | None = None
    name: str | None = None
    last_active: str | None = None
    last_active_timestamp: str | None = None


class Account(Struct, gc=False):
    """A managed account: one whose address is in a domain of the organisation."""

    account_id: str | None = None
    account_type: str | None = None
    account_status: str | None = None
    name: str | None = None
    email: str | None = None
    last_active: str | None = None
    product_access: list[Access] | None = None


class Product(Struct, gc=False):
    """A product of Atlassian's besides Jira that at least one of them has."""

    key: str
    name: str | None = None


class ManagedRecord(Struct, gc=False):
    """A record of this stream: an account, or a product that accounts name."""

    account: Account | None = None
    product: Product | None = None


class Links(Struct):
    """Where a list goes on."""

    next: str | None = None


class _Listed(Struct):
    data: list[Raw]
    links: Links | None = None


class ManagedAccounts:
    """Managed accounts → `person`, for those that the site's own list lacks; their other products → `tool`."""

    name = "managed_accounts"
    needs: tuple[str, ...] = ("users",)
    wire = ManagedRecord
    can = Can(deletes=True)
    lookback = timedelta(0)
    optional = True
    reads = ("person", "tool")

    def start(self, run: Run) -> Iterable[Request] | None:
        """The list, where the settings name an organisation."""
        org = run.settings.org_id
        return (
            [Request(path=f"/v1/orgs/{org}/users", host=ADMIN, expect=OR_A_PAGE)] if org else None
        )

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of them, and for each the question when they were last seen.

        Raises:
            PermissionMissing: the organisation does not know the key.
        """
        if kept := withheld(request, answer, "the accounts of the organisation are", ASK):
            return kept
        listed = answer.decode(_Listed)
        accounts = [found for raw in listed.data if (found := glance(raw, Account))]
        return Page(
            records=[*({"account": raw} for raw in listed.data), *_products(accounts)],
            next=onward(request.with_(state=None, wait=0), listed.links),
            children=[
                _last_active(each, each.account_id, run) for each in accounts if each.account_id
            ],
        )

    def identify(self, record: ManagedRecord) -> tuple[str, str | None]:
        """The account's id, which it has at the site too; the product's key."""
        if record.product is not None:
            return f"product:{record.product.key}", None
        if record.account is None or not record.account.account_id:
            raise RecordRejected("an account without id", field="account_id")
        return record.account.account_id, None

    def normalise(self, record: ManagedRecord, run: Run) -> Iterable[Record]:
        """What the site lists itself is a row of its own lists."""
        if record.product is not None:
            return [product_row(record.product.key, record.product.name, run)]
        account = record.account
        if account is None or not account.account_id or run.seen("users", account.account_id):
            return ()
        return [_person(account, account.account_id, run)]


def onward(request: Request, links: Links | None) -> Request | None:
    """The following page; the link is a whole address, or the cursor alone.

    Raises:
        UnexpectedAnswer: there is a link, but it names no page.
    """
    link = links.next if links else None
    if not link:
        return None
    cursor = dict(parse_qsl(urlsplit(link).query)).get("cursor") if "://" in link else link
    if not cursor:
        raise UnexpectedAnswer("a link to the following page has no cursor", where=request.path)
    return request.ask(cursor=cursor)


def _products(accounts: Sequence[Account]) -> list[dict[str, Any]]:
    """Each product that the site does not tell of itself, once, without what it says of a person."""
    named = {
        each.key: each.name
        for account in accounts
        for each in account.product_access or ()
        if each.key and each.key not in COUNTED
    }
    return [{"product": {"key": key, "name": named[key]}} for key in sorted(named)]


def _last_active(account: Account, found: str, run: Run) -> Request:
    """Asked again when the listing says that they were seen since, or when it says nothing of it."""
    held = [each for each in account.product_access or () if each.key]
    told = account.last_active or any(each.last_active for each in held)
    products = [{"key": each.key, "last_active": each.last_active} for each in held]
    path = (
        f"/v1/orgs/{run.settings.org_id}/directory/users/{quote(found, safe=':')}/last-active-dates"
    )
    return Request(
        path=path,
        host=ADMIN,
        stream="seats",
        of=found if told else "",
        expect=WITHHELD,
        state={"account": found, "products": products, "dates": []},
    )


def _person(account: Account, found: str, run: Run) -> Record:
    status = account.account_status
    return row(
        Person,
        run,
        found,
        display_name=account.name or None,
        email=account.email or None,
        person_type=PEOPLE.get(account.account_type or "", "unknown"),
        active=status == "active" if status else None,
    )
