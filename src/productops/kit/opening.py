"""What `opened` of every connector looks at first."""

from __future__ import annotations

from ..errors import SourceNotFound
from .wire import Answer


def no_page(answer: Answer, vendor: str) -> None:
    """Nothing, where a program answers.

    A page for people says nothing of credentials and scopes, whatever its status: the vendor's API is not there.

    Args:
        vendor: its name, for the message.

    Raises:
        SourceNotFound: a page came, of a proxy, a login or another site.
    """
    if answer.is_html:
        raise SourceNotFound(
            f"{vendor} does not answer there (HTTP {answer.status}: {answer.explain()})",
            hint="Check base_url, the region if there is one, and whether a proxy or a login stands between.",
        )
