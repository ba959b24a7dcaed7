"""How the site is set up: projects, work types, statuses, priorities, versions. Data, no behaviour."""

from __future__ import annotations

from typing import NamedTuple

from productops.sandbox.cases import AREAS

GROUP = 20
"""Issues come in groups of this many; each project has its slots in a group."""


class Project(NamedTuple):
    """A project; *slots*: its places in a group of issues, *first*: the number of its first key."""

    id: int
    key: str
    name: str
    type: str
    slots: tuple[int, ...]
    first: int
    simplified: bool = False
    archived: bool = False
    hidden: bool = False


PROJECTS = (
    Project(10_000, "FERN", "Fernhill Boards", "software", tuple(range(10)), 100),
    Project(10_001, "MOB", "Fernhill Mobile", "software", (10, 11, 12), 1, simplified=True),
    Project(10_002, "HELP", "Customer Help", "service_desk", (13, 14, 15), 1),
    Project(10_003, "IDEA", "Product Ideas", "product_discovery", (16, 17), 1, simplified=True),
    Project(10_004, "AND", "Analytics and Data", "software", (18,), 1),
    Project(10_005, "OLD", "Fernhill Classic", "software", (19,), 1, archived=True),
    Project(10_006, "SEC", "Security reviews", "business", (19,), 1, hidden=True),
)
FERN, MOB, HELP, IDEA, AND, OLD, SEC = range(7)
BY_SLOT = {slot: number for number, project in enumerate(PROJECTS[:6]) for slot in project.slots}


class Type(NamedTuple):
    """A work type; *project*: the one it belongs to, where it is not global."""

    id: int
    name: str
    level: int = 0
    project: int | None = None


TYPES = {
    "epic": Type(10_000, "Epic", 1),
    "bug": Type(10_001, "Bug"),
    "story": Type(10_002, "Story"),
    "task": Type(10_003, "Task"),
    "subtask": Type(10_004, "Sub-task", -1),
    "request": Type(10_010, "[System] Service request"),
    "incident": Type(10_011, "[System] Incident"),
    "idea": Type(10_020, "Idea", 0, IDEA),
    "mob_bug": Type(10_030, "Bug", 0, MOB),
    "mob_task": Type(10_031, "Task", 0, MOB),
}
TYPES_OF = {
    FERN: ("epic", "bug", "story", "task", "subtask"),
    MOB: ("mob_bug", "mob_task"),
    HELP: ("request", "incident"),
    IDEA: ("idea",),
    AND: ("epic", "bug", "story", "task"),
    OLD: ("bug", "story", "task"),
    SEC: ("task",),
}


class Security(NamedTuple):
    """A security level: who is not in it does not see its issues."""

    id: int
    name: str
    description: str


class Status(NamedTuple):
    """A status. *category*: `new`, `indeterminate` or `done`."""

    id: int
    name: str
    category: str
    project: int | None = None


_GLOBAL = (
    Status(10_000, "To Do", "new"),
    Status(3, "In Progress", "indeterminate"),
    Status(10_001, "In Review", "indeterminate"),
    Status(10_002, "Done", "done"),
)
_DESK = (
    Status(10_010, "Waiting for support", "new"),
    Status(10_011, "Work in progress", "indeterminate"),
    Status(10_012, "Waiting for customer", "indeterminate"),
    Status(5, "Resolved", "done"),
)
_IDEAS = (
    Status(10_020, "Parking lot", "new", IDEA),
    Status(10_021, "Discovery", "indeterminate", IDEA),
    Status(10_022, "Ready for delivery", "indeterminate", IDEA),
    Status(10_023, "Shipped", "done", IDEA),
)
_MOBILE = (
    Status(10_030, "To Do", "new", MOB),
    Status(10_031, "In Progress", "indeterminate", MOB),
    Status(10_032, "On device test", "indeterminate", MOB),
    Status(10_033, "Done", "done", MOB),
)
WORKFLOWS = (_GLOBAL, _MOBILE, _DESK, _IDEAS, _GLOBAL, _GLOBAL, _GLOBAL)
"""The four statuses of each project, in the order work goes through them."""
STATUSES = (*_GLOBAL, *_DESK, *_IDEAS, *_MOBILE)
CATEGORIES = {
    "new": (2, "blue-gray", "To Do", "TODO"),
    "indeterminate": (4, "yellow", "In Progress", "IN_PROGRESS"),
    "done": (3, "green", "Done", "DONE"),
}
PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
COLOURS = ("#d04437", "#f15c75", "#f79232", "#707070", "#999999")
SECURITY = Security(10_070, "Staff only", "People of the company")
RESOLUTIONS = ("Done", "Won't Do", "Duplicate", "Cannot Reproduce")
LINK_TYPES = (
    (10_000, "Blocks", "is blocked by", "blocks"),
    (10_003, "Relates", "relates to", "relates to"),
    (10_004, "Polaris work item link", "is implemented by", "implements"),
)
VERSIONS = ("8.4.1", "8.4.2", "8.5.0", "8.6.0", "9.0.0", "9.1.0")
COMPONENTS = tuple(AREAS)
LABELS = ("customer", "regression", "quick-win", "security", "ux", "data-loss", "q3", "beta")
