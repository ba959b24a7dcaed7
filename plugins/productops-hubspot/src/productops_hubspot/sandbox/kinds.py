"""All objects of the CRM, by every name that a path may use."""

from __future__ import annotations

from .companies import COMPANIES
from .contacts import CONTACTS
from .deals import DEALS
from .feedback import FEEDBACK
from .model import Kind
from .notes import NOTES
from .tickets import TICKETS

KINDS = (TICKETS, CONTACTS, COMPANIES, DEALS, NOTES, FEEDBACK)
_BY_NAME = {name: kind for kind in KINDS for name in (kind.name, kind.singular, kind.type_id)}


def kind_of(name: str) -> Kind | None:
    """The object that a path means: `tickets`, `ticket` or `0-5`."""
    return _BY_NAME.get(name.lower())
