"""What an account, a plan or a site may lack: told with the right that is missing, and never a failed source."""

from __future__ import annotations

from productops.kit import Answer, Page, PermissionMissing, Request

WITHHELD = (301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 410)
"""Statuses of a list that some accounts may not read."""
OR_A_PAGE = (200, *WITHHELD)
"""The same for what may lie behind a login or a proxy, which sends its pages for people with 200."""
_TRIES = 4


def is_withheld(answer: Answer) -> bool:
    """Whether something else came than what was asked for."""
    return answer.status in WITHHELD or answer.is_html


def withheld(request: Request, answer: Answer, what: str, hint: str) -> Page | None:
    """None where an answer came; a page for people is asked for again, since it may be of a bad moment.

    Args:
        what: what is not shown, for the message.
        hint: which right is missing, and where it is given.

    Raises:
        PermissionMissing: the stream is not offered here; what is held of it stays.
    """
    if not is_withheld(answer):
        return None
    tried = int(request.state or 0)
    if answer.status not in WITHHELD and tried < _TRIES:
        return Page(next=request.with_(state=tried + 1, wait=0.1 * 2**tried))
    came = "a page for people" if answer.status not in WITHHELD else str(answer.status)
    raise PermissionMissing(f"{what} not shown to this account ({came})", hint=hint)
