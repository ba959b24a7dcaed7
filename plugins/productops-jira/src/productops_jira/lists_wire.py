"""What we read of Jira's lists: fields, statuses, projects, their parts, groups, organisations."""

from __future__ import annotations

from msgspec import Struct

from productops.kit.rows import Id, Int

from .common import User


class Schema(Struct, gc=False, rename="camel"):
    """What a field holds; *custom* is the type its app gave it."""

    type: str | None = None
    items: str | None = None
    custom: str | None = None
    system: str | None = None


class Field(Struct, gc=False, rename="camel"):
    """A field of issues; project-scoped ones come from `field/search` only."""

    id: str
    name: str | None = None
    custom: bool | None = None
    description: str | None = None
    schema: Schema | None = None


class Category(Struct, gc=False):
    """`new`, `indeterminate`, `done` or `undefined`."""

    key: str | None = None
    name: str | None = None


class Status(Struct, gc=False, rename="camel"):
    """A status of some workflow; an issue may show its name alone."""

    id: Id | None = None
    name: str | None = None
    status_category: Category | None = None


class Listed(Struct, gc=False):
    """A priority or an issue type: context, and no row of its own."""

    id: Id
    name: str | None = None


class Project(Struct, gc=False, rename="camel"):
    """A project we may browse; archived and deleted ones are listed too."""

    id: Id
    key: str | None = None
    name: str | None = None
    description: str | None = None
    project_type_key: str | None = None
    lead: User | None = None
    archived: bool | None = None
    archived_date: str | None = None
    deleted: bool | None = None
    deleted_date: str | None = None


class Component(Struct, gc=False, rename="camel"):
    """A component of a project."""

    id: Id
    name: str | None = None
    description: str | None = None
    lead: User | None = None
    project_id: Id | None = None


class Version(Struct, gc=False, rename="camel"):
    """A version of a project."""

    id: Id
    name: str | None = None
    description: str | None = None
    archived: bool | None = None
    released: bool | None = None
    release_date: str | None = None
    project_id: Id | None = None


class Group(Struct, gc=False, rename="camel"):
    """A group; its id is stable, its name is not."""

    group_id: str
    name: str | None = None


class Member(Struct, gc=False):
    """A record of a membership: the owner's id, put beside the person that the answer shows."""

    owner: str
    user: User


class Organisation(Struct, gc=False):
    """An organisation of service management; *scope* of some is global."""

    id: Int | str
    name: str | None = None
