"""The kinds of files that are read, and which of them a file is."""

from __future__ import annotations

from collections.abc import Sequence

from .backstage import BACKSTAGE
from .entra import PRINCIPALS
from .entra import USERS as ENTRA_USERS
from .entry import Entry
from .expenses import EXPENSES
from .focus import FOCUS
from .google import LICENCES, TOKENS
from .kind import Kind
from .okta import APP_USERS, APPS
from .okta import USERS as OKTA_USERS
from .scim import SCIM
from .snipe_it import SNIPE_IT
from .toolsfile import TOOLS

# In the order in which they are tried: of two that fit as many records, the one that asks for more comes first
_ALL = (
    TOOLS, BACKSTAGE, FOCUS, TOKENS, LICENCES, SCIM, APPS, APP_USERS, OKTA_USERS, PRINCIPALS, ENTRA_USERS,
    SNIPE_IT, EXPENSES,
)  # fmt: skip
KINDS = {kind.name: kind for kind in _ALL}
_LOOKED_AT = 50


def kind_of(first: Sequence[Entry]) -> Kind | None:
    """The kind that most of the first records are of."""
    looked = first[:_LOOKED_AT]
    counted = [(sum(map(kind.fits, looked)), kind) for kind in _ALL]
    most, found = max(counted, key=lambda each: each[0])
    return found if most else None
