"""People and organisations: the users' cursor export and the organisations' time-based one."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import guarded, row
from productops.model import Account, CustomValue, Person, Record, Team

from .common import custom_value, site
from .paging import (
    cursor_next,
    cursor_start,
    is_census,
    time_cursor,
    time_next,
    time_start,
)
from .presence import by_id, count_of, counted, is_search, missed, present_and_gone
from .webhooks import is_named
from .wire import Organization, OrganizationsPage, User, UsersPage

USERS = "/api/v2/incremental/users/cursor"
ORGANIZATIONS = "/api/v2/incremental/organizations"
ROLES = {"end-user": "customer", "agent": "agent", "admin": "agent"}


class Users:
    """Users → `person`; one who was deleted is inactive and has no address any more."""

    name = "users"
    needs: tuple[str, ...] = ("user_fields",)
    wire = User
    can = Can(incremental=True, deletes=True, counts=True)
    lookback = timedelta(0)
    optional = False
    reads = ("person",)

    def start(self, run: Run) -> Iterable[Request]:
        """One walk through everybody who changed."""
        return [cursor_start(run, USERS)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of users, or of ids only."""
        if is_search(request):
            return by_id(request, answer, "users")
        page = answer.decode(UsersPage)
        follow = None if is_named(request) else cursor_next(request, page)
        if is_census(request):
            return present_and_gone(page.users, follow)
        return Page(records=page.users, next=follow, cursor=page.after_cursor)

    def identify(self, user: User) -> tuple[str, str | None]:
        """Id and last change."""
        return str(user.id), user.updated_at

    @guarded
    def normalise(self, user: User, run: Run) -> Iterable[Record]:
        """The user as a person."""
        gone = user.active is False
        yield row(
            Person,
            run,
            str(user.id),
            source_url=f"{site(run)}/agent/users/{user.id}",
            source_created_at=user.created_at,
            source_updated_at=user.updated_at,
            deleted=gone,
            deleted_at=user.updated_at if gone else None,
            custom_fields=_custom(user.user_fields, "user_fields", run),
            display_name=user.name,
            email=user.email,
            phone=user.phone,
            person_type=ROLES.get(user.role or "", "unknown"),
            role=user.role,
            account_id=run.ref(Account, user.organization_id),
            team_id=run.ref(Team, user.default_group_id),
            locale=user.locale,
            timezone=user.iana_time_zone or user.time_zone,
            active=None if user.active is None else user.active and not user.suspended,
            external_id=_text(user.external_id),
            last_seen_at=user.last_login_at,
            tags=user.tags or [],
            notes=user.notes,
        )

    def census(self, run: Run) -> Iterable[Request]:
        """The whole export again, for ids."""
        return [cursor_start(run, USERS, census=True)]

    def missing(self, ids: Sequence[str], run: Run) -> Iterable[Request]:
        """A deleted user can still be shown, as inactive."""
        return missed("/api/v2/users", ids)

    def count(self, run: Run) -> Request | None:
        """Zendesk's own number."""
        return count_of("/api/v2/users/count", run)

    def counted(self, answer: Answer) -> int:
        """The number in the answer."""
        return counted(answer)


class Organizations:
    """Organisations → `account`."""

    name = "organizations"
    needs: tuple[str, ...] = ("organization_fields",)
    wire = Organization
    can = Can(incremental=True, deletes=True, counts=True)
    lookback = timedelta(0)
    optional = False
    reads = ("account",)

    def start(self, run: Run) -> Iterable[Request]:
        """One walk through those that changed; there is no cursor export of them."""
        return [time_start(run, ORGANIZATIONS)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of organisations, or of ids only."""
        if is_search(request):
            return by_id(request, answer, "organizations")
        page = answer.decode(OrganizationsPage)
        if is_named(request):
            return Page(records=page.organizations)
        follow = time_next(request, page, len(page.organizations), answer.url)
        if is_census(request):
            return present_and_gone(page.organizations, follow)
        return Page(records=page.organizations, next=follow, cursor=time_cursor(page))

    def identify(self, organization: Organization) -> tuple[str, str | None]:
        """Id and last change."""
        return str(organization.id), organization.updated_at

    @guarded
    def normalise(self, organization: Organization, run: Run) -> Iterable[Record]:
        """The organisation as an account."""
        notes = [text for text in (organization.details, organization.notes) if text]
        yield row(
            Account,
            run,
            str(organization.id),
            source_url=f"{site(run)}/agent/organizations/{organization.id}",
            source_created_at=organization.created_at,
            source_updated_at=organization.updated_at,
            deleted=organization.deleted_at is not None,
            deleted_at=organization.deleted_at,
            custom_fields=_custom(organization.organization_fields, "organization_fields", run),
            name=organization.name,
            domains=organization.domain_names or [],
            external_id=_text(organization.external_id),
            tags=organization.tags or [],
            notes="\n".join(notes) or None,
        )

    def census(self, run: Run) -> Iterable[Request]:
        """The whole export again, for ids."""
        return [time_start(run, ORGANIZATIONS, census=True)]

    def missing(self, ids: Sequence[str], run: Run) -> Iterable[Request]:
        """An administrator can show every organisation that exists."""
        return missed("/api/v2/organizations", ids)

    def count(self, run: Run) -> Request | None:
        """Zendesk's own number."""
        return count_of("/api/v2/organizations/count", run)

    def counted(self, answer: Answer) -> int:
        """The number in the answer."""
        return counted(answer)


def _custom(
    values: Mapping[str, Any] | None, stream: str, run: Run
) -> dict[str, CustomValue | dict[str, Any]]:
    """Filled custom fields by key, with their titles of today."""
    return {
        key: custom_value(run.seen(stream, key), value)
        for key, value in (values or {}).items()
        if value not in (None, "", [])
    }


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)
