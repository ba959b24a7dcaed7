"""What is read issue by issue or by ids: issues, histories, comments, remote links, worklogs.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/ and the groups beside it.
"""

from __future__ import annotations

from typing import Any

from jira_model import MINUTE, ORIGIN, Issue, Json
from jira_search import bare, chosen, listed, make_token, read_token, times_as_numbers
from jira_wire import NO_ISSUE, View, wrong
from loopback import Ask, Reply


class Fetch:
    """Answers by id."""

    def __init__(self, view: View) -> None:
        self.view = view

    def issue(self, ask: Ask, name: str) -> Reply:
        """One issue, by id or key; all fields unless some are named."""
        found = self.view.issue(name)
        if found is None:
            return wrong(NO_ISSUE, 404)
        whole = self.whole(found, listed(ask.query.get("fields")) or ["*all"])
        if "changelog" in listed(ask.query.get("expand")):
            newest = sorted(found.history, key=lambda h: -h["created"])
            total = len(newest)
            whole["changelog"] = {
                "startAt": 0, "maxResults": min(40, total), "total": total, "histories": newest[:40],
            }  # fmt: skip
        return self.view.say(whole)

    def whole(self, issue: Issue, fields: list[str]) -> Json:
        """An issue with the fields asked for, the comments a page of them."""
        site, most = self.view.site, self.view.options.embedded_comments
        logged = [w for w in site.worklogs.values() if w["issueId"] == str(issue.id)]
        extra = {
            "comment": {
                "comments": issue.comments[:most], "self": f"{ORIGIN}/rest/api/3/issue/{issue.id}/comment",
                "maxResults": min(most, len(issue.comments)), "total": len(issue.comments), "startAt": 0,
            },
            "worklog": {"startAt": 0, "maxResults": 20, "total": len(logged), "worklogs": logged[:20]},
        }  # fmt: skip
        return bare(issue) | {"fields": chosen(issue.fields | extra, fields)}

    def bulk(self, ask: Ask) -> Reply:
        """Up to 100 issues by id or key, ascending by id; what cannot be seen is left out without a word."""
        names = ask.form.get("issueIdsOrKeys") or []
        if not 1 <= len(names) <= 100:
            return wrong("The number of issue IDs or keys must be between 1 and 100.")
        fields = listed(ask.form.get("fields")) or ["*navigable"]
        found = {i.id: i for name in names if (i := self.view.issue(str(name)))}
        failing, rows, errors = self.view.options.bulk_errors, [], []
        for one, issue in sorted(found.items()):
            if failing.get(one, 0) > 0:
                failing[one] -= 1
                errors.append({"id": str(one), "errorMessage": "The issue could not be retrieved."})
            else:
                rows.append(self.whole(issue, fields))
        payload: Json = {"issueErrors": errors}
        if "names" in listed(ask.form.get("expand")):
            payload["names"] = {one: f["name"] for one, f in self.view.site.fields.items()}
        return self.view.with_raw(payload, rows)

    def histories(self, ask: Ask) -> Reply:
        """Changes of up to 1000 issues, oldest first; a page may hold many issues and parts of them."""
        form, names = ask.form, ask.form.get("issueIdsOrKeys") or []
        if not 1 <= len(names) <= 1000 or len(form.get("fieldIds") or []) > 10:
            return wrong("Between 1 and 1000 issues and at most 10 field IDs.")
        size = form.get("maxResults", 1000)
        if not 1 <= size <= 10_000:
            return wrong("maxResults must be between 1 and 10000.")
        found = {i.id: i for name in names if (i := self.view.issue(str(name)))}
        every = [
            ([int(h["created"]), i.id, int(h["id"])], h) for i in found.values() for h in i.history
        ]
        entries = sorted(every, key=lambda entry: entry[0])
        after = read_token(form.get("nextPageToken"))
        left = [entry for entry in entries if after is None or entry[0] > after]
        page = left[: min(size, self.view.options.history_max)]
        logs: dict[int, list[Json]] = {}
        for place, entry in page:
            logs.setdefault(place[1], []).append(entry)
        payload: Json = {"issueChangeLogs": [
            {"issueId": str(one), "changeHistories": parts} for one, parts in logs.items()
        ]}  # fmt: skip
        if len(left) > len(page):
            payload["nextPageToken"] = make_token(page[-1][0])
        numbers = self.view.options.history_times == "ms"
        return self.view.say(times_as_numbers(payload) if numbers else payload)

    def history(self, ask: Ask, name: str) -> Reply:
        """Changes of one issue, oldest first, 100 a page."""
        found = self.view.issue(name)
        if found is None:
            return wrong(NO_ISSUE, 404)
        return self.view.page(ask, found.history, most=100, usual=100)

    def comments(self, ask: Ask, name: str) -> Reply:
        """Comments of one issue, 100 a page, in the order they were made."""
        found = self.view.issue(name)
        if found is None:
            return wrong(NO_ISSUE, 404)
        back = ask.query.get("orderBy", "created").startswith("-")
        rows = sorted(found.comments, key=lambda c: c["created"], reverse=back)
        start, size = (
            int(ask.query.get("startAt") or 0),
            min(int(ask.query.get("maxResults") or 100), 100),
        )
        page = rows[start : start + size]
        return self.view.say(
            {"startAt": start, "maxResults": size, "total": len(rows), "comments": page}
        )

    def comment_list(self, ask: Ask) -> Reply:
        """Comments by id."""
        ids = {str(one) for one in ask.form.get("ids") or []}
        rows = [c for i in self.view.issues() for c in i.comments if c["id"] in ids]
        return self.view.say({"startAt": 0, "maxResults": 1_048_576, "total": len(rows), "isLast": True,
                              "values": rows})  # fmt: skip

    def remote(self, _ask: Ask, name: str) -> Reply:
        """Remote links of one issue; all of them in one answer."""
        if "linking" in self.view.options.off:
            return wrong("Issue linking is currently disabled.", 403)
        found = self.view.issue(name)
        return self.view.say(found.remote) if found else wrong(NO_ISSUE, 404)

    def worklogs_updated(self, ask: Ask) -> Reply:
        """Ids of worklogs written or changed after a moment."""
        seen = {str(issue.id) for issue in self.view.issues()}
        rows = [(int(w["updated"]), one) for one, w in self.view.site.worklogs.items()
                if w["issueId"] in seen]  # fmt: skip
        return self.changed(ask, rows)

    def worklogs_deleted(self, ask: Ask) -> Reply:
        """Ids of worklogs deleted after a moment."""
        return self.changed(ask, [(at, one) for one, at in self.view.site.deleted_worklogs.items()])

    def changed(self, ask: Ask, rows: list[tuple[int, int]]) -> Reply:
        """At most 1000 of them, whole milliseconds only, and none of the last minute."""
        since, now = int(ask.query.get("since") or 0), int(self.view.now() * 1000)
        rows = sorted((int(at), one) for at, one in rows if since < at <= now - MINUTE)
        size = min(1000, self.view.options.list_max)
        page = rows[:size]
        page += [row for row in rows[size:] if page and row[0] == page[-1][0]]
        url = f"{ORIGIN}{ask.path}?since="
        bean: dict[str, Any] = {
            "values": [{"worklogId": one, "updatedTime": at, "properties": []} for at, one in page],
            "since": since, "until": page[-1][0] if page else now, "self": f"{url}{since}",
            "lastPage": len(page) == len(rows),
        }  # fmt: skip
        if not bean["lastPage"]:
            bean["nextPage"] = f"{url}{bean['until']}"
        return self.view.say(bean)

    def worklog_list(self, ask: Ask) -> Reply:
        """Worklogs by id, at most 1000."""
        ids = ask.form.get("ids") or []
        if not 1 <= len(ids) <= 1000:
            return wrong("Between 1 and 1000 worklog IDs.")
        seen = {str(issue.id) for issue in self.view.issues()}
        found = [self.view.site.worklogs.get(int(one)) for one in ids]
        return self.view.say([w for w in found if w and w["issueId"] in seen])

    def issue_worklogs(self, ask: Ask, name: str) -> Reply:
        """Worklogs of one issue."""
        found = self.view.issue(name)
        if found is None:
            return wrong(NO_ISSUE, 404)
        rows = [w for w in self.view.site.worklogs.values() if w["issueId"] == str(found.id)]
        return self.view.say(
            {"startAt": 0, "maxResults": 5000, "total": len(rows), "worklogs": rows}
        )
