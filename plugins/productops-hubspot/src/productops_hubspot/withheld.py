"""What an account, an edition or a token may lack: told with the right that is missing, and never a failed source."""

from __future__ import annotations

from typing import NoReturn

import msgspec

from productops.kit import Answer, PermissionMissing
from productops.kit.decoding import decode

from .wire import ListPage

GRANTS = (
    "In HubSpot: Settings → Integrations → Private apps (or Development → Keys → Service keys) → the app or "
    "key → Edit → Scopes; an OAuth app has to be installed again with the scope."
)
WITHHELD = (200, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 410)
"""Statuses of a list that not every account has; 200 too, which a login or a proxy sends its pages with."""
_OK = 200


def listed(answer: Answer) -> ListPage | None:
    """The page of a list; None where something else came than what was asked for."""
    if answer.status in WITHHELD and answer.status != _OK:
        return None
    try:
        return decode(answer.body, ListPage)
    except msgspec.DecodeError:
        return None


def refuse(answer: Answer, what: str, scope: str) -> NoReturn:
    """Tell the engine that a stream is not offered here; what is held of it stays.

    Raises:
        PermissionMissing: always, with the *scope* it takes.
    """
    came = "something else came" if answer.status == _OK else str(answer.status)
    hint = f'Grant the scope "{scope}", if the account\'s edition has it.'
    raise PermissionMissing(f"{what} not shown ({came})", hint=f"{hint} {GRANTS}")
