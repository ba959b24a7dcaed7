"""Remote links: pages elsewhere that an issue names; tickets and deals join work to feedback.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-remote-links/
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from msgspec import Raw, Struct

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import Id, row
from productops.model import Attachment, FeedbackItem, Link, Record, record_id

from .common import item

_TICKET = re.compile(
    r"https://([a-z0-9-]+\.zendesk\.com)/(?:agent/)?(?:tickets|requests)/(\d{1,18})(?![\w-])"
)
_DEAL = re.compile(
    r"https://app(?:-[a-z0-9]+)?\.hubspot\.com/contacts/(\d{1,18})/(ticket|record/0-5)/(\d{1,18})(?![\w-])"
)


class Remote(Struct, gc=False):
    """Where a link leads."""

    url: str | None = None
    title: str | None = None


class RemoteLink(Struct, gc=False):
    """A link to somewhere else."""

    id: Id
    relationship: str | None = None
    object: Remote | None = None


class RemoteRecord(Struct, gc=False):
    """A record of the remote_links stream: all links of one issue, so that a removed one is missed."""

    issue: str
    feedback: bool = False
    links: list[RemoteLink] = []


class RemoteLinks:
    """Remote links → `link` to tickets of Zendesk and HubSpot, `attachment` for other pages."""

    name = "remote_links"
    needs: tuple[str, ...] = ()
    below: tuple[str, ...] = ("issues",)
    part_of = "issues"
    wire = RemoteRecord
    can = Can(incremental=True)
    lookback = timedelta(0)
    optional = True
    reads = ("link", "attachment")

    def start(self, run: Run) -> Iterable[Request]:
        """Issues that changed name it."""
        return []

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """All links of one issue."""
        links = [] if answer.status in request.expect else answer.decode(list[Raw])
        return Page(records=[{**request.state, "links": links}])

    def identify(self, record: RemoteRecord) -> tuple[str, str | None]:
        """The issue's id."""
        return record.issue, None

    def normalise(self, record: RemoteRecord, run: Run) -> Iterable[Record]:
        """Where the links lead."""
        return _rows(record, run)


def _rows(record: RemoteRecord, run: Run) -> Iterator[Record]:
    own = item(run, record.issue, record.feedback)
    for link in record.links:
        url = (link.object.url if link.object else None) or ""
        if (other := target(url)) is None:
            title = link.object.title if link.object else None
            yield row(Attachment, run, f"{record.issue}:remote:{link.id}", parent_id=own,
                       source_url=url or None, file_name=title, content_type="text/uri-list")  # fmt: skip
            continue
        yield row(
            Link,
            run,
            f"{record.issue}:remote:{link.id}",
            source_url=url,
            # Evidence is delivered by work; two pieces of evidence only belong together
            from_id=own if record.feedback else other,
            to_id=other if record.feedback else own,
            link_type="relates_to" if record.feedback else "delivered_by",
            source_type=link.relationship or "remote link",
        )


def target(url: str) -> str | None:
    """The id that a Zendesk or HubSpot ticket at *url* has as a row, whether or not it is held."""
    if found := _TICKET.match(url):
        return record_id("zendesk", found[1], FeedbackItem.table, found[2])
    if found := _DEAL.match(url):
        return record_id("hubspot", found[1], FeedbackItem.table, found[3])
    return None
