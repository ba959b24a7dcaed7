"""Okta: applications, who is assigned to them, and the directory.

https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/
https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationUsers/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from productops.kit import Run
from productops.kit.rows import row
from productops.model import Person, Record, SeatAssignment, Team, Tool

from .common import address, beside, other_names, web
from .entry import Entry
from .kind import Kind

_OWN = frozenset({"saasure", "flow"})
"""Okta's own apps, besides those whose key begins with `okta_`."""
_GENERIC = ("oidc_client", "bookmark", "template_", "auto_login", "swa_", "active_directory")
"""Keys that stand for a way to sign in and not for a product."""
_SIGN_ON = frozenset({"SAML_1_1", "SAML_2_0", "OPENID_CONNECT", "WS_FEDERATION"})
_PROVISIONING = (
    "SCIM",
    "PUSH_NEW_USERS",
    "PUSH_USER_DEACTIVATION",
    "IMPORT_NEW_USERS",
    "REACTIVATE",
)
_STATUS: dict[str, Literal["active", "retired"]] = {
    "ACTIVE": "active", "INACTIVE": "retired", "DELETED": "retired",
}  # fmt: skip
# A colleague who is STAGED has not begun yet: neither here nor gone
_ACTIVE = {
    "ACTIVE": True, "PROVISIONED": True, "PASSWORD_EXPIRED": True, "LOCKED_OUT": True, "RECOVERY": True,
    "SUSPENDED": False, "DEPROVISIONED": False,
}  # fmt: skip
_ENDED = frozenset({"DEPROVISIONED", "INACTIVE", "SUSPENDED"})


def _id(entry: Entry) -> str:
    return entry.sure("id")


def _is_app(entry: Entry) -> bool:
    return entry.has("label", "signOnMode")


def _apps(entry: Entry, run: Run) -> Iterator[Record]:
    """A product, unless it is a part of Okta itself."""
    catalogue = entry.text("name") or ""
    if catalogue in _OWN or catalogue.startswith("okta_"):
        return
    label, mode = entry.text("label"), entry.text("signOnMode")
    known = catalogue if catalogue and not catalogue.startswith(_GENERIC) else None
    yield row(
        Tool,
        run,
        _id(entry),
        source_created_at=entry.moment("created"),
        source_updated_at=entry.moment("lastUpdated"),
        name=label or known,
        aliases=other_names(label, known),
        identifiers=[f"okta:{known}"] if known else [],
        discovered_in="sso",
        status=_STATUS.get(entry.text("status") or ""),
        sso=mode in _SIGN_ON if mode else None,
        scim=_provisions(entry),
        url=web(entry.get("settings.app.url")),
    )


def _provisions(entry: Entry) -> bool | None:
    """Whether accounts are made and ended by Okta; None where the export does not say."""
    if not entry.has("features"):
        return None
    return any(
        mark in str(feature) for feature in entry.items("features") for mark in _PROVISIONING
    )


def _app(entry: Entry) -> str:
    """The app's id: the last part of its address."""
    link = entry.text("_links.app.href", "links.app.href")
    return entry.text("appId") or (link.rstrip("/").rpartition("/")[2] if link else "")


def _is_app_user(entry: Entry) -> bool:
    linked = "/apps/" in (entry.text("_links.app.href", "links.app.href") or "")
    return linked or entry.has("syncState", "scope")


def _app_users(entry: Entry, run: Run) -> Iterator[Record]:
    """An account in an app. `lastSync` is when Okta wrote it there, not when somebody signed in."""
    app, user, status = _app(entry) or entry.sure("appId"), _id(entry), entry.text("status")
    yield row(
        SeatAssignment,
        run,
        f"{app}:{user}",
        source_created_at=entry.moment("created"),
        source_updated_at=entry.moment("lastUpdated"),
        tool_id=run.ref(Tool, app),
        person_id=run.ref(Person, user),
        role=entry.text("profile.role"),
        assigned_at=entry.moment("created"),
        revoked_at=entry.moment("statusChanged") if status in _ENDED else None,
        custom_fields=beside(
            status=status,
            scope=entry.text("scope"),
            user_name=entry.text("credentials.userName"),
            group=entry.text("_links.group.name"),
        ),
    )


def _is_group(entry: Entry) -> bool:
    return entry.has("objectClass") or (entry.text("type") or "").endswith("_GROUP")


def _is_user(entry: Entry) -> bool:
    return _is_group(entry) or entry.get("profile.login", "profile.email") is not None


def _users(entry: Entry, run: Run) -> Iterator[Record]:
    """A colleague, or a group of them."""
    name = entry.text("profile.name", "profile.displayName")
    common = {
        "source_created_at": entry.moment("created"),
        "source_updated_at": entry.moment("lastUpdated"),
    }
    if _is_group(entry):
        told = entry.text("profile.description")
        yield row(Team, run, _id(entry), **common, name=name, description=told)
        return
    parts = filter(None, (entry.text("profile.firstName"), entry.text("profile.lastName")))
    yield row(
        Person,
        run,
        _id(entry),
        **common,
        display_name=entry.text("profile.displayName") or " ".join(parts) or None,
        email=address(entry.text("profile.email")) or address(entry.text("profile.login")),
        person_type="internal",
        role=entry.text("profile.title"),
        locale=entry.text("profile.locale", "profile.preferredLanguage"),
        timezone=entry.text("profile.timezone"),
        active=_ACTIVE.get(entry.text("status") or ""),
        external_id=entry.text("profile.employeeNumber"),
        last_seen_at=entry.moment("lastLogin"),
        custom_fields=beside(
            status=entry.text("status"), department=entry.text("profile.department")
        ),
    )


_DATED = ("created", "lastUpdated")
APPS = Kind("okta_apps", "Okta applications", _is_app, _apps, key=_id, dated=_DATED)
APP_USERS = Kind(
    "okta_app_users", "Okta application users", _is_app_user, _app_users,
    key=lambda entry: f"{_app(entry)}:{_id(entry)}", dated=(*_DATED, "statusChanged"),
)  # fmt: skip
USERS = Kind("okta_users", "Okta users", _is_user, _users, key=_id, dated=(*_DATED, "lastLogin"))
