"""What people write in issues and comments, as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from productops.sandbox.dice import Dice
from productops.sandbox.names import TEAMS_AT_CUSTOMERS
from productops.sandbox.people import PLANS
from productops.sandbox.phrases import PHRASES

from . import adf, ids, plan
from .lives import Beat, Issue

if TYPE_CHECKING:
    from .account import Account

_TRACE = (
    'POST /v2/boards/export 500\nTimeout: no answer after 30 s\n  at rows.py:118 in "read_rows"'
)
_KINDS = {
    "bug": "bug",
    "mob_bug": "bug",
    "incident": "bug",
    "idea": "request",
    "story": "request",
    "epic": "request",
}
_SENTINELS = ("⚠️", "🙂", "✅")


def _slots(account: Account, issue: Issue) -> dict[str, object]:
    dice = Dice(account.company.seed, "jira slots", issue.index)
    number = dice.between(3, 40)
    return {
        "area": PHRASES[issue.language].areas[issue.area],
        "product": account.company.product,
        "plan": dice.pick(PLANS)[0],
        "n": number,
        "m": max(1, number // 3),
        "code": dice.pick(("E-4012", "TIMEOUT", "E-1107", "SYNC-31")),
        "team": dice.pick(TEAMS_AT_CUSTOMERS),
        "day": ids.day(issue.created - dice.between(1, 9) * 86_400_000),
        "issue": account.key(issue.project, issue.number),
        "number": issue.index + 1,
        "name": account.user_name(0),
    }


def kind_of(issue: Issue) -> str:
    """What the issue is in the phrase book's words."""
    return _KINDS.get(issue.type, "question")


def summary(account: Account, issue: Issue, wording: int) -> str:
    """The summary in its first wording (0) or a later one."""
    words = PHRASES[issue.language]
    dice = Dice(account.company.seed, "jira summary", issue.index)
    made = dice.pick(words.subjects[kind_of(issue)]).format_map(_slots(account, issue))
    return made + (f" (scope {wording + 1})" if wording else "")


def description(account: Account, issue: Issue, revision: int) -> dict[str, Any] | None:
    """The description in its first revision (0) or a later one; one in eleven issues has none at first."""
    if issue.index % 11 == 10 and not revision:  # noqa: PLR2004 - the eleventh
        return None
    words, slots = PHRASES[issue.language], _slots(account, issue)
    dice = Dice(account.company.seed, "jira description", issue.index)
    details = words.details[issue.area]
    told = [
        adf.paragraph(dice.pick(words.openings[kind_of(issue)]).format_map(slots)),
        adf.paragraph(dice.pick(details).format_map(slots)),
        *_extras(account, issue, dice),
        adf.paragraph(dice.pick(words.asks[kind_of(issue)]).format_map(slots)),
    ]
    if revision:
        told.append(adf.paragraph(adf.text(f"Revision {revision + 1} of the description", "em")))
    return adf.doc(*told)


def _extras(account: Account, issue: Issue, dice: Dice) -> list[adf.Node]:
    """Two of the things that people put between the words."""
    words, slots = PHRASES[issue.language], _slots(account, issue)
    context = [line.format_map(slots) for line in words.context]
    user = dice.below(account.company.colleagues)
    made: tuple[adf.Node, ...] = (
        adf.items("bulletList", context),
        adf.items("orderedList", context[:2]),
        adf.node("panel", adf.paragraph(context[0]), panelType="warning"),
        adf.table([["", "before", "after"], [str(slots["area"]), str(slots["n"]), str(slots["m"])]]),
        {**adf.node("codeBlock", adf.text(_TRACE)), "attrs": {"language": "python"}},
        adf.node("blockquote", adf.paragraph(context[-1])),
        adf.node("expand", adf.paragraph(context[1]), title="Steps"),
        adf.tasks(context[:3]),
        adf.paragraph(
            adf.mention(ids.account_id(user), account.user_name(user)), " ",
            adf.leaf("emoji", shortName=":warning:", text=_SENTINELS[0]), " ",
            adf.leaf("status", text="CHECKED", color="green", localId="s1"), " ",
            adf.leaf("date", timestamp=str(issue.created)),
        ),
        adf.node("mediaSingle", adf.leaf("media", type="file", id=ids.uuid_of("media", issue.index),
                                         collection="", alt="screenshot of the board"), layout="center"),
        adf.paragraph(adf.leaf("inlineCard", url=f"{account.host}/browse/{slots['issue']}"), adf.leaf("hardBreak"),
                      adf.link("the runbook", "https://wiki.fernhill.example/runbook"), adf.text(" · ", "strong")),
        adf.leaf("rule"),
        adf.node("decisionList", {**adf.node("decisionItem", adf.text(context[2])),
                                  "attrs": {"localId": "d1", "state": "DECIDED"}}, localId="decisions"),
        adf.node("layoutSection", *(adf.node("layoutColumn", adf.paragraph(line), width=50) for line in context[:2])),
        adf.leaf("embedCard", url="https://design.fernhill.example/board", layout="center"),
        adf.node("bodiedExtension", adf.paragraph(context[3]), extensionType="com.atlassian.macro", extensionKey="note"),
        adf.node("bulletList", adf.node("listItem", adf.paragraph(adf.text(context[0], "em"), " ",
                                        adf.text("14 %", "strike"), adf.text(" 40 %", "strong", "underline")),
                                        adf.items("orderedList", context[1:3]))),
        adf.node("mediaGroup", adf.leaf("media", type="file", id=ids.uuid_of("log", issue.index), collection="")),
    )  # fmt: skip
    return [dice.pick(made), adf.heading(context[0][:40]), dice.pick(made)]


def comment(account: Account, issue: Issue, beat: Beat) -> dict[str, Any]:
    """A comment; replies and answers are seen by the customer, the rest is internal."""
    words, slots = PHRASES[issue.language], _slots(account, issue)
    dice = Dice(account.company.seed, "jira comment", issue.index, beat.position)
    if beat.what == "answer":
        return adf.doc(adf.paragraph(dice.pick(words.answers)))
    if beat.what == "reply":
        replies = words.replies[dice.pick(("first", "ask", "solved"))]
        name = account.user_name(issue.reporter)
        return adf.doc(
            adf.paragraph(f"{name},"), adf.paragraph(dice.pick(replies).format_map(slots)),
            adf.paragraph(dice.pick(words.closings), adf.leaf("hardBreak"), account.user_name(beat.who)),
        )  # fmt: skip
    line = f"Checked the log: seen for {slots['n']} accounts since {slots['day']}."
    other = dice.below(account.company.colleagues)
    called = adf.mention(ids.account_id(other), account.user_name(other))
    return adf.doc(adf.paragraph(called, " ", line), *_seldom(dice, beat))


def _seldom(dice: Dice, beat: Beat) -> list[adf.Node]:
    return (
        [adf.items("bulletList", [f"Note {beat.position}", dice.pick(plan.LABELS)])]
        if dice.chance(0.3)
        else []
    )


def is_public(project: int, beat: Beat) -> bool:
    """Whether a customer sees a comment; outside the service desk every comment is public."""
    return project != plan.HELP or beat.what in {"reply", "answer"}
