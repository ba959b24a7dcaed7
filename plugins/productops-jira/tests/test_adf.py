"""Atlassian documents as plain text and as Markdown: every node and mark, nesting, escaping, hostile input."""

from __future__ import annotations

from typing import Any

import pytest
from markdown_it import MarkdownIt

from productops_jira.adf import to_markdown, to_text

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "attrs": attrs, "content": list(content)}


def t(text: str, *marks: str, href: str | None = None) -> dict[str, Any]:
    linked = [{"type": "link", "attrs": {"href": href}}] if href is not None else []
    return {"type": "text", "text": text, "marks": [*({"type": mark} for mark in marks), *linked]}


def p(*content: Any) -> dict[str, Any]:
    return node("paragraph", *(t(part) if isinstance(part, str) else part for part in content))


def doc(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def bullets(*items: Any) -> dict[str, Any]:
    return node("bulletList", *(node("listItem", *item) for item in items))


def numbers(*items: Any, **attrs: Any) -> dict[str, Any]:
    return node("orderedList", *(node("listItem", *item) for item in items), **attrs)


def table(*rows: Any) -> dict[str, Any]:
    return node("table", *(node("tableRow", *row) for row in rows))


def cell(*content: Any, kind: str = "tableCell", **attrs: Any) -> dict[str, Any]:
    return node(kind, *(p(part) if isinstance(part, str) else part for part in content), **attrs)


def head(text: str) -> dict[str, Any]:
    return cell(text, kind="tableHeader")


BR = {"type": "hardBreak"}
CARD = "https://acme.example/browse/AC-1"
NODES = {
    "paragraphs": ([p("One"), p("Two")], "One\n\nTwo", "One\n\nTwo"),
    "hardBreak": ([p("One", BR, "Two", BR)], "One\nTwo", "One\\\nTwo"),
    "heading": ([node("heading", t("Steps"), level=3)], "Steps", "### Steps"),
    "heading of no level": ([node("heading", t("Steps #"), level="x")], "Steps #", "# Steps \\#"),
    "bulletList": ([bullets([p("a")], [p("b")])], "- a\n- b", "- a\n- b"),
    "orderedList": ([numbers([p("a")], [p("b")], order=9)], "9. a\n10. b", "9. a\n10. b"),
    "taskList": (
        [node("taskList", node("taskItem", t("a"), state="DONE"), node("taskList", node("taskItem", t("b"), state="TODO")))],
        "- [x] a\n  - [ ] b",
        "- [x] a\n  - [ ] b",
    ),
    "blockTaskItem": (
        [node("taskList", node("blockTaskItem", node("codeBlock", t("x")), state="TODO"))],
        "- [ ]\n\n  x",
        "- [ ]\n\n  ```\n  x\n  ```",
    ),
    "decisionList": ([node("decisionList", node("decisionItem", t("go"), state="DECIDED"))], "- go", "- go"),
    "blockquote": ([node("blockquote", p("a"), p("b"))], "> a\n>\n> b", "> a\n>\n> b"),
    "panel": ([node("panel", p("careful"), panelType="warning")], "careful", "> careful"),
    "codeBlock": ([node("codeBlock", t("a\n  b()"), language="python")], "a\n  b()", "```python\na\n  b()\n```"),
    "rule": ([p("a"), node("rule"), p("b")], "a\n\nb", "a\n\n***\n\nb"),
    "table": (
        [table([head("a"), head("b")], [cell("1"), cell("2")])],
        "a | b\n1 | 2",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
    ),
    "table without a head": ([table([cell("1"), cell("2")])], "1 | 2", "|  |  |\n| --- | --- |\n| 1 | 2 |"),
    "merged cells": (
        [table([head("a"), head("b")], [cell("1", rowspan=2), cell("2")], [cell("3")], [cell("4", colspan=2)])],
        "a | b\n1 | 2\n3\n4",
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n|  | 3 |\n| 4 |  |",
    ),
    "blocks in a cell": (
        [table([head("a")], [cell("1", "2", bullets([p("x|y")]), node("codeBlock", t("c|d\n\ne")))])],
        "a\n1 2 - x|y c|d e",
        "| a |\n| --- |\n| 1<br>2<br>- x\\|y<br>`c\\|d`<br>`e` |",
    ),
    "expand": ([node("expand", p("in"), title="More")], "More\n\nin", "**More**\n\nin"),
    "nestedExpand": ([node("nestedExpand", p("in"))], "in", "in"),
    "layoutSection": ([node("layoutSection", node("layoutColumn", p("l")), node("layoutColumn", p("r")))], "l\n\nr", "l\n\nr"),
    "mediaSingle": ([node("mediaSingle", node("media", alt="a.png"), node("caption", t("Fig. 1")))], "a.png\n\nFig. 1", "a.png\n\nFig. 1"),
    "mediaGroup": ([node("mediaGroup", node("media", alt="a"), node("media", alt="b"), node("media", id="1"))], "a\n\nb", "a\n\nb"),
    "media elsewhere": ([node("media", type="external", url=CARD, alt="pic")], "pic", f"[pic]({CARD})"),
    "mediaInline": ([p("see ", node("mediaInline", alt="a.pdf"))], "see a.pdf", "see a.pdf"),
    "mention": ([p("ask ", node("mention", text="@Jo Doe", id="7"), " or ", node("mention", text="Bo"))], "ask @Jo Doe or @Bo", "ask @Jo Doe or @Bo"),
    "mention of somebody gone": ([p(node("mention", id="7", text=""))], "@unknown", "@unknown"),
    "emoji": ([p(node("emoji", shortName=":tada:", text="🎉"), node("emoji", shortName=":our_logo:"))], "🎉:our_logo:", "🎉:our_logo:"),
    "date": ([p("by ", node("date", timestamp="1740787200000"))], "by 2025-03-01", "by 2025-03-01"),
    "status": ([p("is ", node("status", text="IN PROGRESS"))], "is IN PROGRESS", "is IN PROGRESS"),
    "placeholder": ([p(node("placeholder", text="who?"))], "who?", "who?"),
    "inlineCard": ([p(node("inlineCard", url=CARD))], CARD, f"[{CARD}]({CARD})"),
    "inlineCard with data": ([p(node("inlineCard", data={"url": CARD, "name": "AC-1"}))], CARD, f"[{CARD}]({CARD})"),
    "blockCard": ([node("blockCard", url=CARD)], CARD, f"[{CARD}]({CARD})"),
    "embedCard": ([node("embedCard", url=CARD)], CARD, f"[{CARD}]({CARD})"),
    "extension": ([node("extension", text="chart"), node("bodiedExtension", p("in")), p(node("inlineExtension", text="x"))], "chart\n\nin\n\nx", "chart\n\nin\n\nx"),
    "unknown": ([node("later", p("a"), node("inner", t("b"))), p("c", node("new", t("d")))], "a\n\nb\n\ncd", "a\n\nb\n\ncd"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "text", "markdown"), NODES.values(), ids=NODES)
def test_every_node_shows_what_a_reader_sees(content, text, markdown) -> None:
    """As text, and as Markdown."""
    assert to_text(doc(*content)) == text
    assert to_markdown(doc(*content)) == markdown


MARKS = {
    "strong": ([t("a", "strong")], "**a**"),
    "em": ([t("a", "em")], "*a*"),
    "strike": ([t("a", "strike")], "~~a~~"),
    "code": ([t("a_b", "code")], "`a_b`"),
    "code with backticks": ([t("a``b`", "code")], "``` a``b` ```"),
    "link": ([t("a", href="/x_(y) z")], "[a](/x\\_\\(y\\)%20z)"),
    "link that runs": ([t("a", href="JavaScript:alert(1)")], "a"),
    "no counterpart": (
        [t("H"), t("2", "subsup"), t("O", "underline", "textColor", "later")],
        "H2O",
    ),
    "nested": ([t("a ", "strong"), t("b", "strong", "em"), t(" c", "strong")], "**a _b_ c**"),
    "crossing": ([t("a", "strong"), t("b", "strong", "em"), t("c", "em")], "**&#97;_b_**_c_"),
    "all": ([t("a", "strike", "em", "strong", "code", href="/x")], "[**_~~`a`~~_**](/x)"),
    "in a link": ([t("a ", href="/x"), t("b", "strong", href="/x")], "[a **b**](/x)"),
    "blanks at the ends": ([t("a"), t(" b ", "strong"), t("c")], "a **b** c"),
    "only blanks": ([t("a"), t("  ", "strong"), t("c")], "a  c"),
    "within a word": ([t("un", "em"), t("like")], "*un*like"),
    "punctuation beside a letter": (
        [t("(a)", "strong"), t("b"), t("(c)", "em")],
        "**(a)**&#98;_(c)_",
    ),
    "punctuation before a word": ([t("(a)", "strong"), t("word")], "**(a)**&#119;ord"),
    "over a break": (
        [t("a", "strong"), BR | {"marks": [{"type": "strong"}]}, t("b", "strong")],
        "**a\\\nb**",
    ),
    "exclamation before a link": ([t("Go!"), t("a", href="/x")], "Go\\![a](/x)"),
}


@pytest.mark.parametrize(("content", "markdown"), MARKS.values(), ids=MARKS)
def test_every_mark_reads_back(content, markdown) -> None:
    """Marks nest in one order, and a Markdown reader takes each for one; the plain text has none."""
    made = to_markdown(doc(p(*content)))

    assert made == markdown
    assert to_text(doc(p(*content))) == "".join(part.get("text", "\n") for part in content)
    assert shown(made).split() == to_text(doc(p(*content))).split()


def shown(markdown: str) -> str:
    """The text of paragraphs as a Markdown reader shows it."""
    children = [child for token in MARKDOWN.parse(markdown) for child in token.children or []]
    return "".join("\n" if child.type.endswith("break") else child.content for child in children)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("# no heading", "\\# no heading"), ("#tag", "#tag"), ("- no item", "\\- no item"), ("-5", "-5"),
        ("+ no item", "\\+ no item"), ("1. no item", "1\\. no item"), ("2) no item", "2\\) no item"), ("1.5", "1.5"),
        ("> no quote", "\\> no quote"), ("a > b", "a > b"), ("---", "\\---"), ("a\n===", "a\\\n\\==="),
        ("a|b\n:-|-:", "a|b\\\n\\:-|-:"), ("*a*", "\\*a\\*"), ("_a_", "\\_a\\_"), ("a_b_c", "a_b_c"),
        ("~~a~~", "\\~\\~a\\~\\~"), ("`a`", "\\`a\\`"), ("[a](b)", "\\[a\\](b)"), ("![a](b)", "!\\[a\\](b)"),
        ("<b>", "\\<b>"), ("&lt; R&D", "\\&lt; R&D"), ("C:\\*", "C:\\\\\\*"), ("    a", "a"), ("```", "\\`\\`\\`"),
        ("Done!", "Done!"), ("日本語、です。", "日本語、です。"),
    ],
)  # fmt: skip
def test_what_only_looks_like_markup_stays_text(text, markdown) -> None:
    """And what does not is left alone."""
    assert to_markdown(doc(p(text))) == markdown
    assert [token.type for token in MARKDOWN.parse(markdown)] == [
        "paragraph_open",
        "inline",
        "paragraph_close",
    ]
    assert shown(markdown).split() == text.split()


NESTED = {
    "lists": ([bullets([p("a"), numbers([p("b"), p("c")]), p("d")], [p("e")])], "- a\n  1. b\n\n     c\n\n  d\n- e"),
    "late list": ([bullets([p("a"), numbers([p("b")], order=10)])], "- a\n\n  10. b"),
    "two lists": ([bullets([p("a")]), bullets([p("b")]), numbers([p("c")]), numbers([p("d")])], "- a\n\n+ b\n\n1. c\n\n1) d"),
    "lists apart": ([bullets([p("a")]), p("x"), bullets([p("b")])], "- a\n\nx\n\n- b"),
    "list of lists": ([bullets([bullets([p("a")], [p("b")])])], "- - a\n  - b"),
    "quote": ([node("blockquote", p("a"), bullets([p("b", BR, "c")])), p("d")], "> a\n>\n> - b\\\n>   c\n\nd"),
    "code in a list": ([bullets([node("codeBlock", t("```\n\nx"))])], "- ````\n  ```\n\n  x\n  ````"),
    "table in a list": ([bullets([table([head("a")])])], "- | a |\n  | --- |"),
    "empty": ([p(), bullets([p(" ")]), node("blockquote"), table([cell()]), node("codeBlock"), node("heading"), p("a")], "a"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "markdown"), NESTED.values(), ids=NESTED)
def test_blocks_within_blocks(content, markdown) -> None:
    """Indented under what they belong to; what is empty leaves nothing."""
    assert to_markdown(doc(*content)) == markdown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, ""), ({}, ""), ([], ""), (7, "7"), ("plain *text*\nof old", "plain *text*\nof old"),
        ({"type": "doc"}, ""), ({"type": "doc", "content": None}, ""), ([p("a"), None, p("b")], "a\n\nb"),
        ({"type": "doc", "content": "a"}, "a"), ({"type": "doc", "content": p("a")}, "a"), ({"text": "a"}, "a"),
        (doc(t("a"), t("b"), p("c")), "ab\n\nc"), (doc(node("listItem", t("a"))), "- a"), (doc(node("tableCell", p("a"))), "a"),
        (doc(node("table", p("a"))), "a"), (doc(node("table", cell("a"), cell("b"))), "a | b"),
        ({"type": ["x"], "attrs": 3, "marks": "y", "content": [{"type": {}, "text": "a", "marks": [None, {"type": []}]}]}, "a"),
        (doc(node("heading", t("a"), level=None), numbers([p("b")], order="x")), "a\n\n1. b"),
        (doc(p(node("date", timestamp="9" * 400), node("date", timestamp=None), node("date", timestamp="NaN"))), "9" * 400 + "NaN"),
        (doc(p("a\x00b\x1b[1m\ud83d\ude00 \udc00 c\r\nd\u2028e")), "ab[1m😀 \ufffd c\nd\ne"),
        (doc(node("codeBlock", t("\tx"), language={"a": 1})), "    x"),
    ],
)  # fmt: skip
def test_half_open_structures_give_what_they_have(value, text) -> None:
    """Missing content, nulls, wrong types, text in place of a document, what cannot be stored."""
    assert to_text(value) == text
    to_markdown(value).encode()


@pytest.mark.parametrize(
    "kind",
    ["blockquote", "listItem", "bulletList", "orderedList", "taskItem", "taskList", "table", "tableCell", "paragraph",
     "codeBlock", "expand", "later"],
)  # fmt: skip
def test_ten_thousand_levels_are_read(kind) -> None:
    """No recursion, and no indentation that grows with the depth."""
    deep = p("lowest")
    for _ in range(10_000):
        deep = {"type": kind, "content": [t("x"), deep]}

    for made in (to_text(deep), to_markdown(deep)):
        assert made.count("x") == 10_000
        assert made.rstrip(" |`\n").endswith("lowest")
        assert len(made) < 1_000_000


def test_a_merge_does_not_decide_how_much_is_written() -> None:
    """A cell that claims a million columns and rows."""
    made = to_markdown(doc(table([cell("a", colspan=10**6, rowspan=10**9)], [cell("b")])))

    assert "a" in made
    assert "b" in made
    assert len(made) < 2_000


def test_a_number_longer_than_python_writes_is_no_text() -> None:
    """Decoders other than Python's let them through."""
    assert to_text([10**5000, "a"]) == "a"
