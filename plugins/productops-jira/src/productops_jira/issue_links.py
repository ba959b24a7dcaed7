"""What an issue is tied to: other issues, the project or components it is about."""

from __future__ import annotations

from collections.abc import Iterator

from productops.kit import Run
from productops.kit.rows import row
from productops.model import Link, ProductNode, Record

from .common import item, utc
from .issue_wire import IssueLink, IssueRecord, Known
from .lists_rows import component_id

# Outward phrase → our word, and whether it is said the other way round ("A causes B": B is caused by A).
# https://support.atlassian.com/jira-cloud-administration/docs/configure-issue-linking/
PHRASES: dict[str, tuple[str, bool]] = {
    "blocks": ("blocks", False), "is blocked by": ("blocks", True),
    "duplicates": ("duplicate_of", False), "is duplicated by": ("duplicate_of", True),
    "causes": ("caused_by", True), "is caused by": ("caused_by", False),
    "split to": ("split_from", True), "split from": ("split_from", False),
    "relates to": ("relates_to", False), "clones": ("relates_to", False),
    "implements": ("delivered_by", True), "is implemented by": ("delivered_by", False),
    "delivers": ("delivered_by", True), "is delivered by": ("delivered_by", False),
    "merged into": ("merged_into", False), "added to idea": ("evidence_for", False),
}  # fmt: skip


def issue_links(record: IssueRecord, known: Known, run: Run) -> Iterator[Record]:
    """The links that start here, once each; an idea or request names what it is a part of."""
    own = record.issue.id
    for link in known.issuelinks or ():
        other = link.outward_issue
        # Jira shows a link on both of its issues; only the one it starts from yields the row
        if link.id is not None and other is not None and other.id is not None:
            yield _linked(record, link, str(other.id), run)
    parent = known.parent
    if record.feedback and parent is not None and parent.id is not None:
        yield row(
            Link,
            run,
            f"{own}:part_of:{parent.id}",
            from_id=item(run, own, feedback=True),
            to_id=item(run, parent.id, str(parent.id) in record.near),
            link_type="part_of",
            source_type="parent",
        )


def _linked(record: IssueRecord, link: IssueLink, other: str, run: Run) -> Record:
    phrase = (link.type.outward if link.type else None) or ""
    word, turned = PHRASES.get(phrase.casefold(), ("relates_to", False))
    ends = (
        item(run, record.issue.id, record.feedback),
        item(run, other, other in record.near),
    )
    start, end = ends[::-1] if turned else ends
    name = link.type.name if link.type else None
    return row(
        Link,
        run,
        str(link.id),
        from_id=start,
        to_id=end,
        link_type=word,
        source_type=name,
    )


def about_links(record: IssueRecord, known: Known, run: Run) -> Iterator[Record]:
    """The components an issue is about; feedback without one is about its project.

    Work with a single component, or none, says so in its own column.
    """
    parts = [component_id(each.id) for each in known.components or () if each.id is not None]
    if not parts and record.feedback and known.project and known.project.id is not None:
        parts = [str(known.project.id)]
    if not record.feedback and len(parts) == 1:
        return
    for part in dict.fromkeys(parts):
        yield row(
            Link,
            run,
            f"{record.issue.id}:about:{part}",
            occurred_at=utc(known.created, "created"),
            from_id=item(run, record.issue.id, record.feedback),
            to_id=run.ref(ProductNode, part),
            link_type="about",
            source_type="component" if part.startswith("component:") else "project",
        )
