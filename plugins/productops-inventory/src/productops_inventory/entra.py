"""Microsoft Entra ID: enterprise applications and the directory, as Microsoft Graph answers.

https://learn.microsoft.com/en-us/graph/api/resources/serviceprincipal
https://learn.microsoft.com/en-us/graph/api/resources/user
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from productops.kit import Run
from productops.kit.rows import row
from productops.model import Person, Record, Team, Tool

from .common import address, other_names, vendor_id, vendors, web
from .entry import Entry
from .kind import Kind

# Tenants that own Microsoft's own applications:
# https://learn.microsoft.com/en-us/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
MICROSOFT = frozenset({
    "f8cdef31-a31e-4b4a-93e4-5f571e91255a", "72f988bf-86f1-41af-91ab-2d7cd011db47",
})  # fmt: skip
_OWNER = "appOwnerOrganizationId"
_SIGN_ON = frozenset({"saml", "oidc"})


def _id(entry: Entry) -> str:
    return entry.sure("id")


def _is_removed(entry: Entry) -> bool:
    """What a delta query tells of something deleted: the id and nothing else."""
    return entry.get("@removed") is not None


def _is_principal(entry: Entry) -> bool:
    return entry.has("appId") and not entry.has("userPrincipalName")


def _principals(entry: Entry, run: Run) -> Iterator[Record]:
    """A product, unless it is Microsoft's own or the identity of a machine."""
    if _is_removed(entry) or (entry.text(_OWNER) or "").lower() in MICROSOFT:
        return
    if entry.text("servicePrincipalType") == "ManagedIdentity":
        return
    app = entry.sure("appId")
    name = entry.text("displayName", "appDisplayName")
    publisher = entry.text("verifiedPublisher.displayName", "publisherName")
    enabled, mode = entry.truth("accountEnabled"), entry.text("preferredSingleSignOnMode")
    yield from vendors(run, [publisher])
    yield row(
        Tool,
        run,
        app,
        source_created_at=entry.moment("createdDateTime"),
        name=name,
        vendor_id=vendor_id(run, publisher),
        aliases=other_names(name, entry.text("appDisplayName")),
        identifiers=[f"entra:{app}"],
        discovered_in="sso",
        status=None if enabled is None else "active" if enabled else "retired",
        sso=mode.lower() in _SIGN_ON if mode else None,
        url=web(entry.get("homepage")) or web(entry.get("info.marketingUrl")),
    )


def _untold(first: Sequence[Entry]) -> list[str]:
    """A delta query answers with the fields it was asked for; the owner is seldom among them."""
    if any(entry.has(_OWNER) for entry in first):
        return []
    return [
        f"it lacks {_OWNER}, so that Microsoft's own applications are among the tools; export that field too"
    ]


def _is_group(entry: Entry) -> bool:
    return entry.has("groupTypes") or entry.has("securityEnabled")


def _is_user(entry: Entry) -> bool:
    return _is_group(entry) or entry.has("userPrincipalName")


def _users(entry: Entry, run: Run) -> Iterator[Record]:
    """A colleague, a guest, or a group."""
    if _is_removed(entry):
        return
    created = entry.moment("createdDateTime")
    name = entry.text("displayName")
    if _is_group(entry):
        told = entry.text("description")
        yield row(Team, run, _id(entry), source_created_at=created, name=name, description=told)
        return
    login = entry.text("userPrincipalName")
    yield row(
        Person,
        run,
        _id(entry),
        source_created_at=created,
        display_name=name,
        email=address(entry.text("mail")) or address(login),
        person_type="unknown" if entry.text("userType") == "Guest" else "internal",
        role=entry.text("jobTitle"),
        locale=entry.text("preferredLanguage"),
        active=entry.truth("accountEnabled"),
        external_id=entry.text("employeeId"),
        last_seen_at=entry.moment(
            "signInActivity.lastSuccessfulSignInDateTime", "signInActivity.lastSignInDateTime"
        ),
    )


PRINCIPALS = Kind(
    "entra_service_principals", "Entra service principals", _is_principal, _principals, key=_id,
    dated=("createdDateTime",), notes=_untold,
)  # fmt: skip
USERS = Kind("entra_users", "Entra users", _is_user, _users, key=_id, dated=("createdDateTime",))
