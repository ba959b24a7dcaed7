"""Lists of the site: who asks, projects, versions, components, fields, people, names of statuses and the like.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/
"""

from __future__ import annotations

from jira_model import ORIGIN, Json
from jira_search import listed
from jira_wire import NO_USERS, View, wrong
from loopback import Ask, Reply

NO_PROJECT = "No project could be found with key '{}'."


class Lists:
    """Answers that list."""

    def __init__(self, view: View) -> None:
        self.view = view

    def myself(self, _ask: Ask) -> Reply:
        """Whoever asks, with the time zone of the profile."""
        site = self.view.site
        more = {"timeZone": site.zone, "locale": "en_US", "expand": "groups,applicationRoles"}
        return self.view.say(site.user(site.caller) | more)

    def permissions(self, ask: Ask) -> Reply:
        """Whether the caller has some permissions; they have to be named."""
        names = listed(ask.query.get("permissions"))
        if not names:
            return wrong("The 'permissions' query parameter is required.")
        off = {"USER_PICKER"} if "browse_users" in self.view.options.off else set()
        off |= set() if self.view.options.administers else {"ADMINISTER", "ADMINISTER_PROJECTS"}
        have = {
            name: {"id": "0", "key": name, "name": name, "type": "GLOBAL", "description": "",
                   "havePermission": name not in off}
            for name in names
        }  # fmt: skip
        return self.view.say({"permissions": have})

    def server_info(self, _ask: Ask) -> Reply:
        """The site."""
        return self.view.say({
            "baseUrl": ORIGIN, "version": "1001.0.0-SNAPSHOT", "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud", "buildNumber": 100_300, "serverTitle": "Jira",
            "defaultLocale": {"locale": "en_US"}, "serverTimeZone": "Europe/Berlin",
        })  # fmt: skip

    def projects(self, ask: Ask) -> Reply:
        """Projects the caller may browse: live ones unless others are asked for; 100 a page."""
        states = listed(ask.query.get("status")) or ["live"]
        rows = sorted(self.view.projects(*states), key=lambda p: p["key"])
        keys, ids = listed(ask.query.get("keys")), listed(ask.query.get("id"))
        rows = [p for p in rows if (not keys or p["key"] in keys) and (not ids or p["id"] in ids)]
        return self.view.page(ask, rows, most=100)

    def project(self, _ask: Ask, name: str) -> Reply:
        """One project."""
        found = self.named(name)
        return self.view.say(found) if found else wrong(NO_PROJECT.format(name), 404)

    def named(self, name: str) -> Json | None:
        """A project by id or key."""
        shown = self.view.projects("live", "archived")
        return next((p for p in shown if name in (p["id"], p["key"])), None)

    def versions(self, ask: Ask, name: str) -> Reply:
        """Versions of a project, paged."""
        return self.of_project(ask, name, list(self.view.site.versions.values()))

    def components(self, ask: Ask, name: str) -> Reply:
        """Components of a project, paged."""
        return self.of_project(ask, name, list(self.view.site.components.values()))

    def of_project(self, ask: Ask, name: str, rows: list[Json]) -> Reply:
        """Rows of one project: a page, or all where the path ends in a plural."""
        found = self.named(name)
        if found is None:
            return wrong(NO_PROJECT.format(name), 404)
        mine = [row for row in rows if row["projectId"] == int(found["id"])]
        if ask.path.endswith("s"):
            return self.view.say(mine)
        return self.view.page(ask, mine, most=1000)

    def fields(self, _ask: Ask) -> Reply:
        """System fields and custom fields of company-managed projects; all in one answer."""
        return self.view.say(list(self.view.site.fields.values()))

    def field_search(self, ask: Ask) -> Reply:
        """Custom fields of another set: those of classic projects, for administrators."""
        if "field_search" in self.view.options.off:
            return wrong("Only Jira administrators can access fields.", 403)
        site = self.view.site
        rows = [f for f in site.fields.values() if f["custom"]] + list(site.scoped_fields.values())
        names = ("id", "name", "schema", "description", "key")
        return self.view.page(ask, [{k: f[k] for k in names if k in f} for f in rows], most=100)

    def users(self, ask: Ask) -> Reply:
        """Every user, inactive ones too, as a plain list."""
        if "browse_users" in self.view.options.off:
            return wrong(NO_USERS, 403)
        start, size = (
            int(ask.query.get("startAt") or 0),
            min(int(ask.query.get("maxResults") or 50), 1000, self.view.options.list_max),
        )
        rows = [self.view.site.user(one) for one in self.view.site.users]
        return self.view.say(rows[start : start + size])

    def groups(self, ask: Ask) -> Reply:
        """Groups, paged."""
        if "browse_users" in self.view.options.off:
            return wrong(NO_USERS, 403)
        return self.view.page(ask, list(self.view.site.groups.values()), most=1000)

    def members(self, ask: Ask) -> Reply:
        """Users of a group, 50 a page, active ones unless the others are asked for."""
        site, one = self.view.site, ask.query.get("groupId", "")
        if "browse_users" in self.view.options.off:
            return wrong(NO_USERS, 403)
        if one not in site.groups:
            return wrong(f"Group '{one}' does not exist.", 404)
        every = ask.query.get("includeInactiveUsers") == "true"
        rows = [site.user(u) for u in site.group_users[one] if every or site.users[u]["active"]]
        return self.view.page(ask, rows, most=50)

    def statuses(self, _ask: Ask) -> Reply:
        """Statuses of active workflows."""
        return self.view.say(list(self.view.site.statuses.values()))

    def priorities(self, ask: Ask) -> Reply:
        """Priorities: a list, or a page of it under `/search`."""
        rows = list(self.view.site.priorities.values())
        return (
            self.view.page(ask, rows, most=50)
            if ask.path.endswith("search")
            else self.view.say(rows)
        )

    def types(self, _ask: Ask) -> Reply:
        """Issue types."""
        return self.view.say(list(self.view.site.types.values()))

    def resolutions(self, ask: Ask) -> Reply:
        """Resolutions."""
        rows = list(self.view.site.resolutions.values())
        return (
            self.view.page(ask, rows, most=50)
            if ask.path.endswith("search")
            else self.view.say(rows)
        )

    def link_types(self, _ask: Ask) -> Reply:
        """Types of links between issues."""
        return self.view.say({"issueLinkTypes": list(self.view.site.link_types.values())})
