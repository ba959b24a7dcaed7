"""Jira's lists as rows: `field`, `product`, `team`, `person`, `account`, `link`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from productops.kit import Run
from productops.kit.rows import row
from productops.model import (
    Account,
    FieldDefinition,
    Link,
    Person,
    ProductNode,
    Record,
    Team,
)

from .common import User, day, utc, who
from .lists_wire import Component, Field, Group, Member, Organisation, Project, Version

PEOPLE = {"atlassian": "internal", "app": "bot", "customer": "customer"}
RETIRED, LIVE = "retired", "production"


def component_id(found: object) -> str:
    """Projects, components and versions are counted apart in Jira, and are one table here."""
    return f"component:{found}"


def version_id(found: object) -> str:
    """The source id of a version."""
    return f"version:{found}"


def no_rows(record: object, run: Run) -> Iterable[Record]:  # noqa: ARG001 - the shape of the others
    """Context alone."""
    return ()


def field_rows(field: Field, run: Run) -> Iterator[Record]:
    """A field, under the id its values are stored by."""
    schema = field.schema
    names = (schema.custom, schema.type) if schema else ()
    known = run.map("field_type", *names)
    yield row(
        FieldDefinition,
        run,
        field.id,
        applies_to="work_item",
        field_key=field.id,
        name=field.name,
        type=None if known == "unknown" else known,
        source_type=next(filter(None, names), None),
        description=field.description or None,
    )


def project_rows(project: Project, run: Run) -> Iterator[Record]:
    """A project as a product; an archived one is retired, one in the bin is deleted."""
    gone = bool(project.deleted)
    yield row(
        ProductNode,
        run,
        str(project.id),
        source_key=project.key,
        source_url=f"{run.settings.site}/browse/{project.key}" if project.key else None,
        deleted=gone,
        deleted_at=utc(project.deleted_date, "deletedDate") if gone else None,
        node_type="product",
        name=project.name,
        description=project.description or None,
        lifecycle=RETIRED if project.archived else LIVE,
        owner_id=who(run, project.lead),
        retire_by=utc(project.archived_date, "archivedDate") if project.archived else None,
        aliases=[project.key] if project.key else [],
    )


def component_rows(component: Component, run: Run) -> Iterator[Record]:
    """A component below its project."""
    yield row(
        ProductNode,
        run,
        component_id(component.id),
        node_type="component",
        name=component.name,
        description=component.description or None,
        parent_id=run.ref(ProductNode, component.project_id),
        owner_id=who(run, component.lead),
    )


def version_rows(version: Version, run: Run) -> Iterator[Record]:
    """A version below its project; an unreleased one has no lifecycle yet."""
    lifecycle = RETIRED if version.archived else LIVE if version.released else None
    yield row(
        ProductNode,
        run,
        version_id(version.id),
        node_type="feature",
        name=version.name,
        description=version.description or None,
        parent_id=run.ref(ProductNode, version.project_id),
        lifecycle=lifecycle,
        released_at=day(version.release_date, "releaseDate") if version.released else None,
    )


def person_rows(user: User, run: Run) -> Iterator[Record]:
    """Somebody. Profiles hide what they like, so any part may be absent."""
    if user.account_id is None:
        return
    yield row(
        Person,
        run,
        user.account_id,
        display_name=user.display_name or None,
        email=user.email_address or None,
        person_type=PEOPLE.get(user.account_type or "", "unknown"),
        locale=user.locale or None,
        timezone=user.time_zone or None,
        active=user.active,
    )


def team_rows(group: Group, run: Run) -> Iterator[Record]:
    """A group as a team; Jira does not say what kind of team it is."""
    yield row(Team, run, group.group_id, name=group.name)


def account_rows(organisation: Organisation, run: Run) -> Iterator[Record]:
    """An organisation of service management as an account."""
    yield row(Account, run, str(organisation.id), name=organisation.name)


def team_member_rows(member: Member, run: Run) -> Iterator[Record]:
    """Somebody belongs to a group."""
    return _member_rows(member, run, Team, "group")


def customer_rows(member: Member, run: Run) -> Iterator[Record]:
    """Somebody belongs to an organisation."""
    return _member_rows(member, run, Account, "organization")


def _member_rows(member: Member, run: Run, table: type[Record], word: str) -> Iterator[Record]:
    yield row(
        Link,
        run,
        member_id(member),
        from_id=who(run, member.user),
        to_id=run.ref(table, member.owner),
        link_type="member_of",
        source_type=word,
    )


def member_id(member: Member) -> str:
    """Owner and person together: the same person may be in many groups."""
    return f"{member.owner}:{member.user.account_id}"
