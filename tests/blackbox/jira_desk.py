"""Service management: `/rest/servicedeskapi`, which pages and errs in its own way.

https://developer.atlassian.com/cloud/jira/service-desk/rest/intro/
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from jira_model import ORIGIN, Json
from jira_wire import NO_ISSUE, View
from loopback import Ask, Reply, as_json

EXPERIMENTAL = "This method is experimental. To use it, set the header X-ExperimentalApi: opt-in."


class Desk:
    """Answers of service management."""

    def __init__(self, view: View) -> None:
        self.view = view

    def answer(self, ask: Ask, rest: str) -> Reply:
        """Any path below `/rest/servicedeskapi/`."""
        if "servicedesk" in self.view.options.off:
            return self.refused("You have no permission to access Jira Service Management.", 403)
        parts, site = rest.split("/"), self.view.site
        if parts[-1] in ("customer", "feedback") and not self.opted(ask):
            return self.refused(EXPERIMENTAL, 412)
        match parts:
            case ["info"]:
                told = {"version": "5.12", "platformVersion": "1001.0.0", "isLicensedForUse": True}
                reply = self.view.say(told)
            case ["servicedesk" | "organization" | "requesttype" as kind]:
                tables = {"organization": site.organizations, "requesttype": site.request_types}
                rows = self.desks() if kind == "servicedesk" else list(tables[kind].values())
                reply = self.page(ask, rows)
            case ["organization", one, "user"] if int(one) in site.organizations:
                reply = self.page(
                    ask, [site.customers[a] for a in site.organization_users[int(one)]]
                )
            case ["servicedesk", name, *below]:
                reply = self.of_desk(ask, name, below)
            case ["request", *named]:
                reply = self.requests(ask, named)
            case _:
                reply = self.refused("The resource does not exist.", 404)
        return reply

    def desks(self) -> list[Json]:
        """Desks of projects the caller may browse."""
        shown = {p["id"] for p in self.view.projects("live")}
        return [d for d in self.view.site.desks.values() if d["projectId"] in shown]

    def of_desk(self, ask: Ask, name: str, below: list[str]) -> Reply:
        """A desk by its id or its project's, and its customers, organizations and request types."""
        site = self.view.site
        desk = next(
            (d for d in self.desks() if name in (d["id"], d["projectId"], d["projectKey"])), None
        )
        if desk is None:
            return self.refused("The Service Desk you are trying to view does not exist.", 404)
        match below:
            case []:
                return self.view.say(desk)
            case ["customer"]:
                return self.page(ask, list(site.customers.values()))
            case ["organization"]:
                return self.page(ask, list(site.organizations.values()))
            case ["requesttype"]:
                rows = [t for t in site.request_types.values() if t["serviceDeskId"] == desk["id"]]
                return self.page(ask, rows)
        return self.refused("The resource does not exist.", 404)

    def requests(self, ask: Ask, named: list[str]) -> Reply:
        """Requests the caller takes part in (none), one request, and what its customer thought."""
        if not named:
            return self.page(ask, [])
        issue = self.view.issue(named[0])
        if issue is None or issue.fields["project"]["projectTypeKey"] != "service_desk":
            return self.refused(NO_ISSUE, 404)
        if named[1:] == ["feedback"]:
            if issue.feedback is None:
                return self.refused("There is no feedback for this request.", 404)
            return self.view.say(issue.feedback)
        return self.view.say({"issueId": str(issue.id), "issueKey": issue.key, "requestTypeId": "31",
                              "serviceDeskId": "1", "reporter": issue.fields["reporter"]})  # fmt: skip

    def opted(self, ask: Ask) -> bool:
        """Whether the caller takes what is experimental."""
        return ask.headers.get("x-experimentalapi", "").lower() in ("opt-in", "true")

    def page(self, ask: Ask, rows: list[Any]) -> Reply:
        """`start`, `limit`, `isLastPage`, `values`, and where the next page is."""
        start, asked = int(ask.query.get("start") or 0), int(ask.query.get("limit") or 50)
        size = min(asked, 50, self.view.options.list_max)
        found, last = rows[start : start + size], start + size >= len(rows)
        links = {"base": ORIGIN, "context": "", "self": f"{ORIGIN}{ask.path}"}
        if not last:
            query = ask.query | {"start": str(start + size), "limit": str(size)}
            links["next"] = f"{ORIGIN}{ask.path}?{urlencode(query)}"
        return self.view.say({"size": len(found), "start": start, "limit": size, "isLastPage": last,
                              "_links": links, "values": found})  # fmt: skip

    def refused(self, message: str, status: int) -> Reply:
        """An error of this API."""
        told = {
            "errorMessage": message,
            "i18nErrorMessage": {"i18nKey": "sd.error", "parameters": []},
        }
        return as_json(told, status)
