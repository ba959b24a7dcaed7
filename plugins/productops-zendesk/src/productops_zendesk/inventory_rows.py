"""Apps and OAuth clients as rows: `tool`, `vendor`, `integration`, `contract`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from productops.kit import Run
from productops.kit.rows import row
from productops.model import (
    Contract,
    CustomValue,
    Integration,
    Record,
    Tool,
    Vendor,
)

from .common import site
from .inventory_wire import App, Grant, Installation, OAuthClient

ZENDESK = "zendesk"
"""Source id of Zendesk's own `tool` and `vendor`."""
HERE, EVERYWHERE = "oauth_clients", "oauth_global_clients"
"""Streams of clients; both number theirs from 1."""
_KEYS = {HERE: "client", EVERYWHERE: "global_client"}


def app_rows(app: App, run: Run) -> Iterator[Record]:
    """An app as a tool, and each of its installations as an integration with Zendesk."""
    source_id = str(app.app_id)
    found = {str(each.id): each for each in app.installations}
    installed = [found[key] for key in sorted(found, key=lambda key: (len(key), key))]
    names = _distinct(text for each in installed for text in _names(each))
    yield row(
        Tool,
        run,
        source_id,
        **_dated(installed),
        source_url=f"{site(run)}/admin/apps-integrations/apps/support-apps",
        name=names[0] if names else None,
        aliases=names[1:],
        identifiers=[f"zendesk_app:{source_id}"],
        discovered_in="vendor_api",
    )
    for each in installed:
        yield from _installed(each, source_id, run)


def _installed(each: Installation, app: str, run: Run) -> Iterator[Record]:
    status = {True: "working", False: "retired"}
    common = {"source_created_at": each.created_at, "source_updated_at": each.updated_at}
    yield row(
        Integration,
        run,
        f"{app}:{each.id}",
        **common,
        from_tool_id=run.ref(Tool, app),
        to_tool_id=run.ref(Tool, ZENDESK),
        name=next(iter(_names(each)), None),
        kind="native",
        status=None if each.enabled is None else status[each.enabled],
    )
    plan = each.plan_information.name if each.plan_information else None
    # Nothing to pay to Zendesk does not make the product behind the app free, so that this says nothing
    if each.paid or each.recurring_payment or plan:
        yield row(
            Contract,
            run,
            f"{app}:{each.id}",
            **common,
            tool_id=run.ref(Tool, app),
            sku=plan or None,
            auto_renew=True if each.recurring_payment else None,
        )


def _names(each: Installation) -> list[str]:
    named = each.settings
    return _distinct((named.name, named.title)) if named else []


def _distinct(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in texts if text and text.strip()))


def _dated(installed: Iterable[Installation]) -> dict[str, Any]:
    created = [each.created_at for each in installed if each.created_at]
    updated = [each.updated_at for each in installed if each.updated_at]
    return {
        "source_created_at": min(created, default=None),
        "source_updated_at": max(updated, default=None),
    }


def client_rows(client: OAuthClient, run: Run, *, of: str) -> Iterator[Record]:
    """A client as a tool, and the company it says it is of."""
    company = (client.company or "").strip()
    publisher = company.lower()
    page = f"{site(run)}/admin/apps-integrations/apis/zendesk-api/oauth_clients"
    yield row(
        Tool,
        run,
        f"{_KEYS[of]}:{client.id}",
        source_url=page if of == HERE else None,
        source_created_at=client.created_at,
        source_updated_at=client.updated_at,
        name=client.name,
        vendor_id=run.ref(Vendor, publisher or None),
        identifiers=[f"oauth:{client.identifier}"] if client.identifier else [],
        discovered_in="oauth_grant",
    )
    if publisher and publisher not in _told_elsewhere(run, of):
        yield row(Vendor, run, publisher, name=company)


def _told_elsewhere(run: Run, of: str) -> set[str]:
    """Publishers whose row another stream yields: a row belongs to one of them."""
    told = {ZENDESK}
    if of == HERE:
        others = (run.seen(EVERYWHERE, each) for each in run.ids(EVERYWHERE))
        told |= {(each.company or "").strip().lower() for each in others if each}
    return told


def grant_rows(grant: Grant, run: Run) -> Iterator[Record]:
    """What a client's tokens say: data flows between it and Zendesk, and since when it no longer does."""
    of, client = _client(grant.client_id, run)
    scopes = sorted(set(grant.scopes or ()))
    objects = {scope.partition(":")[0] for scope in scopes if ":" in scope}
    held: dict[str, Any] = {"tokens": ("Tokens", grant.tokens), "scopes": ("Scopes", scopes)}
    yield row(
        Integration,
        run,
        f"oauth:{grant.client_id}",
        source_created_at=grant.created_at,
        custom_fields={
            key: CustomValue(name=name, value=value) for key, (name, value) in held.items()
        },
        from_tool_id=run.ref(Tool, f"{_KEYS[of]}:{grant.client_id}"),
        to_tool_id=run.ref(Tool, ZENDESK),
        name=client.name if client else None,
        kind="api",
        data_objects=sorted(objects),
        status="working" if grant.live else "broken",
        last_success_at=grant.used_at,
    )


def _client(client_id: Any, run: Run) -> tuple[str, OAuthClient | None]:
    """The list that a token's client is in; where no list has it, this account's."""
    for of in (HERE, EVERYWHERE):
        if found := run.seen(of, str(client_id)):
            return of, found
    return HERE, None
