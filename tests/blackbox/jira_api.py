"""Which path is answered by what; a path that is not documented is a 404 and remembered."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from jira_desk import Desk
from jira_fetch import Fetch
from jira_lists import Lists
from jira_model import Site
from jira_search import Search
from jira_wire import REMOVED, Options, View, wrong
from loopback import Ask, Reply

DEAD = b"<html><head><title>Oops, you&#39;ve found a dead link. - JIRA</title></head><body></body></html>"
UNSCOPED = b'{"code":401,"message":"Unauthorized; scope does not match"}'


class Api:
    """The documented paths of one site."""

    def __init__(self, site: Site, options: Options) -> None:
        self.site, self.options, self.unknown = site, options, list[str]()
        view = View(site, options, time.time)
        self.search, self.fetch = Search(view), Fetch(view)
        self.lists, self.desk = Lists(view), Desk(view)
        self.routes = self.gets() | self.posts()

    def gets(self) -> dict[str, Callable[..., Reply]]:
        """Paths that are read, as method, space and pattern."""
        lists, fetch, one = self.lists, self.fetch, "([^/]+)"
        paths: dict[str, Callable[..., Reply]] = {
            "myself": lists.myself,
            "mypermissions": lists.permissions, "serverInfo": lists.server_info, "search/jql": self.search.jql,
            "search": self.search.removed, "project/search": lists.projects, f"project/{one}": lists.project,
            f"project/{one}/versions?": lists.versions, f"project/{one}/components?": lists.components,
            "field": lists.fields, "field/search": lists.field_search, "users/search": lists.users,
            "users": lists.users, "group/bulk": lists.groups, "group/member": lists.members,
            "status": lists.statuses, "priority": lists.priorities, "priority/search": lists.priorities,
            "issuetype": lists.types, "resolution": lists.resolutions, "resolution/search": lists.resolutions,
            "issueLinkType": lists.link_types, f"issue/{one}": fetch.issue,
            f"issue/{one}/changelog": fetch.history, f"issue/{one}/comment": fetch.comments,
            f"issue/{one}/remotelink": fetch.remote, f"issue/{one}/worklog": fetch.issue_worklogs,
            "worklog/updated": fetch.worklogs_updated, "worklog/deleted": fetch.worklogs_deleted,
        }  # fmt: skip
        return {f"GET /rest/api/3/{path}": answer for path, answer in paths.items()} | {
            "GET /rest/servicedeskapi/(.+)": self.desk.answer
        }

    def posts(self) -> dict[str, Callable[..., Reply]]:
        """Paths that are read by POST."""
        search, fetch = self.search, self.fetch
        paths: dict[str, Callable[..., Reply]] = {
            "search/jql": search.jql, "search": search.removed, "search/approximate-count": search.count,
            "jql/match": search.match, "issue/bulkfetch": fetch.bulk, "changelog/bulkfetch": fetch.histories,
            "comment/list": fetch.comment_list, "worklog/list": fetch.worklog_list,
        }  # fmt: skip
        return {f"POST /rest/api/3/{path}": answer for path, answer in paths.items()}

    def answer(self, ask: Ask) -> Reply:
        """The answer to one request of a caller who is let in."""
        for parts, reply in (
            (self.options.unscoped, Reply(401, UNSCOPED)),
            (self.options.denied, wrong("You do not have permission to do this.", 403)),
            (self.options.gone, wrong(REMOVED, 410)),
        ):
            if any(part in ask.path for part in parts):
                return reply
        for pattern, answer in self.routes.items():
            found = re.fullmatch(pattern, f"{ask.method} {ask.path}")
            if found:
                return answer(ask, *found.groups())
        self.unknown.append(f"{ask.method} {ask.path}")
        return Reply(404, DEAD, kind="text/html;charset=UTF-8")
