"""Projects, versions, components, work types, statuses, priorities: how the site is set up."""

from __future__ import annotations

from typing import Any

from . import ids, people, plan
from .desk import Desk
from .history import version_id


def category(desk: Desk, name: str) -> dict[str, Any]:
    """A status category."""
    id_, colour, title, _ = plan.CATEGORIES[name]
    return {
        "self": desk.link(f"statuscategory/{id_}"), "id": id_, "key": name, "colorName": colour, "name": title,
    }  # fmt: skip


def _scope(project: int | None) -> dict[str, Any]:
    if project is None:
        return {}
    return {"scope": {"type": "PROJECT", "project": {"id": str(plan.PROJECTS[project].id)}}}


def status(desk: Desk, made: plan.Status) -> dict[str, Any]:
    """A status."""
    return {
        "self": desk.link(f"status/{made.id}"),
        "description": "",
        "iconUrl": f"{desk.account.host}/images/icons/statuses/generic.png",
        "name": made.name,
        "untranslatedName": made.name,
        "id": str(made.id),
        "statusCategory": category(desk, made.category),
        **_scope(made.project),
    }


def status_row(made: plan.Status) -> dict[str, Any]:
    """A status as `/statuses/search` shows it."""
    scope = _scope(made.project).get("scope") or {"type": "GLOBAL"}
    return {
        "id": str(made.id),
        "name": made.name,
        "statusCategory": plan.CATEGORIES[made.category][3],
        "scope": scope,
        "description": "",
    }


def work_type(desk: Desk, made: plan.Type) -> dict[str, Any]:
    """A work type."""
    return {
        "self": desk.link(f"issuetype/{made.id}"),
        "id": str(made.id),
        "description": f"{made.name}, as the teams use it.",
        "iconUrl": f"{desk.account.host}/images/icons/issuetypes/{made.id}.svg",
        "name": made.name,
        "untranslatedName": made.name,
        "subtask": made.level < 0,
        "avatarId": 10_300 + made.id % 100,
        "entityId": ids.uuid_of("type", made.id),
        "hierarchyLevel": made.level,
        **_scope(made.project),
    }


def priority(desk: Desk, index: int) -> dict[str, Any]:
    """A priority, as issues show it."""
    return {
        "self": desk.link(f"priority/{index + 1}"),
        "iconUrl": f"{desk.account.host}/images/icons/priorities/{plan.PRIORITIES[index].lower()}_new.svg",
        "name": plan.PRIORITIES[index],
        "id": str(index + 1),
    }


def priority_row(desk: Desk, index: int) -> dict[str, Any]:
    """A priority, as `/priority/search` shows it."""
    more = {"description": "", "statusColor": plan.COLOURS[index], "isDefault": index == 2}  # noqa: PLR2004
    return priority(desk, index) | more


def resolution(desk: Desk, index: int) -> dict[str, Any]:
    """A resolution."""
    id_ = 10_000 + index
    name = plan.RESOLUTIONS[index]
    return {"self": desk.link(f"resolution/{id_}"), "id": str(id_), "description": "", "name": name}


def link_type(desk: Desk, index: int) -> dict[str, Any]:
    """A kind of link between issues."""
    id_, name, inward, outward = plan.LINK_TYPES[index]
    return {
        "id": str(id_), "name": name, "inward": inward, "outward": outward, "self": desk.link(f"issueLinkType/{id_}"),
    }  # fmt: skip


def visible_projects() -> list[int]:
    """Projects the caller may browse, archived ones too."""
    return [n for n, project in enumerate(plan.PROJECTS) if not project.hidden]


def project_of(given: str) -> int | None:
    """The project an id or a key means, if the caller may browse it."""
    for number in visible_projects():
        if given.upper() in {plan.PROJECTS[number].key, str(plan.PROJECTS[number].id)}:
            return number
    return None


def project_brief(desk: Desk, number: int) -> dict[str, Any]:
    """A project, as issues show it."""
    made = plan.PROJECTS[number]
    avatar = desk.link(f"universal_avatar/view/type/project/avatar/{10_400 + number}")
    return {
        "self": desk.link(f"project/{made.id}"),
        "id": str(made.id),
        "key": made.key,
        "name": made.name,
        "projectTypeKey": made.type,
        "simplified": made.simplified,
        "avatarUrls": dict.fromkeys(("48x48", "24x24", "16x16", "32x32"), avatar),
    }


def project(desk: Desk, number: int, *, whole: bool = False) -> dict[str, Any]:
    """A project, as project endpoints show it; *whole*: with what `/project/{key}` adds."""
    made, account = plan.PROJECTS[number], desk.account
    row = {
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
        **project_brief(desk, number),
        "style": "next-gen" if made.simplified else "classic",
        "isPrivate": False,
        "properties": {},
        "entityId": ids.uuid_of("project", made.id),
        "uuid": ids.uuid_of("project", made.id),
        "description": f"Where {made.name} is worked on.",
        "lead": people.user(desk, number % account.company.colleagues),
    }
    if number in account.archived:
        founded = account.company.founded * 1_000
        row |= {
            "archived": True,
            "archivedDate": desk.stamp(founded),
            "archivedBy": people.user(desk, 0),
        }
    if whole:
        row |= {
            "components": components(desk, number),
            "issueTypes": [work_type(desk, plan.TYPES[name]) for name in plan.TYPES_OF[number]],
            "assigneeType": "UNASSIGNED",
            "versions": versions(desk, number),
            "roles": {"Administrators": desk.link(f"project/{made.id}/role/10002")},
        }
    return row


def versions(desk: Desk, number: int) -> list[dict[str, Any]]:
    """The versions of a project; ideas and the service desk have none."""
    if plan.PROJECTS[number].type != "software":
        return []
    return [version(desk, number, index) for index in range(len(plan.VERSIONS))]


def version(desk: Desk, number: int, index: int) -> dict[str, Any]:
    """A version; all but the last two are released."""
    id_ = version_id(number, index)
    company = desk.account.company
    at = (company.founded + index * 120 * 86_400) * 1_000
    released = index < len(plan.VERSIONS) - 2
    return {
        "self": desk.link(f"version/{id_}"),
        "id": str(id_),
        "name": plan.VERSIONS[index],
        "description": f"{plan.PROJECTS[number].name} {plan.VERSIONS[index]}",
        "archived": index == 0,
        "released": released,
        "startDate": ids.day(at),
        **(
            {"releaseDate": ids.day(at + 90 * 86_400_000)} if index < len(plan.VERSIONS) - 1 else {}
        ),
        **({} if released else {"overdue": False}),
        "projectId": plan.PROJECTS[number].id,
    }


def components(desk: Desk, number: int) -> list[dict[str, Any]]:
    """The components of a project: the product's areas."""
    if plan.PROJECTS[number].type not in {"software", "service_desk"}:
        return []
    return [component(desk, number, index) for index in range(len(plan.COMPONENTS))]


def component(desk: Desk, number: int, index: int) -> dict[str, Any]:
    """A component."""
    made, id_ = plan.PROJECTS[number], 20_000 + number * 100 + index
    lead = people.user(desk, index % desk.account.company.colleagues)
    return {
        "self": desk.link(f"component/{id_}"),
        "id": str(id_),
        "name": plan.COMPONENTS[index].replace("_", " ").capitalize(),
        "description": "",
        "lead": lead,
        "assigneeType": "PROJECT_DEFAULT",
        "realAssigneeType": "PROJECT_DEFAULT",
        "isAssigneeTypeValid": False,
        "project": made.key,
        "projectId": made.id,
    }
