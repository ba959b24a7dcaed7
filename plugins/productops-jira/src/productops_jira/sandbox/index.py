"""The search index, which learns of a change later than it happened: of some issues sooner than of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .history import told
from .lives import Issue
from .state import State

if TYPE_CHECKING:
    from .account import Account

_LATENESSES = 4


def told_late(account: Account) -> list[tuple[Issue, State]]:
    """Every issue the caller sees as the index knows it, without its changelog."""
    seen = (
        (account.lives.issue(number), _known_until(account, number)) for number in account.indices()
    )
    return [
        (issue, told(issue, account.life(issue.index), until, account.site, entries=False))
        for issue, until in seen
        if issue.created <= until
    ]


def _known_until(account: Account, number: int) -> int:
    least, most = account.lag
    return account.now - least - (most - least) * (number % _LATENESSES) // (_LATENESSES - 1)
