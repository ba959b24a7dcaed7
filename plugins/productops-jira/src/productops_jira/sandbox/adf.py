"""Building blocks of Atlassian Document Format.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]


def doc(*content: Node) -> Node:
    """A document."""
    return {"type": "doc", "version": 1, "content": list(content)}


def text(words: str, *marks: str | Node) -> Node:
    """Words, perhaps marked (`strong`, `em`, `code`, or a mark with attributes)."""
    made = [{"type": mark} if isinstance(mark, str) else mark for mark in marks]
    return {"type": "text", "text": words, **({"marks": made} if made else {})}


def link(words: str, href: str) -> Node:
    """Words that lead somewhere."""
    return text(words, {"type": "link", "attrs": {"href": href}})


def node(kind: str, *content: Node, **attrs: Any) -> Node:
    """Any node with content; *attrs* only where there are some."""
    return {"type": kind, **({"attrs": attrs} if attrs else {}), "content": list(content)}


def leaf(kind: str, **attrs: Any) -> Node:
    """Any node without content."""
    return {"type": kind, **({"attrs": attrs} if attrs else {})}


def paragraph(*content: Node | str) -> Node:
    """A paragraph of words and inline nodes."""
    made = [text(part) if isinstance(part, str) else part for part in content if part != ""]
    return node("paragraph", *made)


def heading(words: str, level: int = 3) -> Node:
    """A heading."""
    return node("heading", text(words), level=level)


def items(kind: str, lines: list[str]) -> Node:
    """A list; *kind*: `bulletList` or `orderedList`."""
    return node(kind, *(node("listItem", paragraph(line)) for line in lines))


def table(rows: list[list[str]]) -> Node:
    """A table whose first row are headers."""
    made = [
        node(
            "tableRow",
            *(node("tableCell" if n else "tableHeader", paragraph(cell)) for cell in row),
        )
        for n, row in enumerate(rows)
    ]
    return node("table", *made, isNumberColumnEnabled=False, layout="default")


def tasks(lines: list[str]) -> Node:
    """A list of things to do; the first is done."""
    made = [
        {"type": "taskItem", "attrs": {"localId": f"t{n}", "state": "TODO" if n else "DONE"},
         "content": [text(line)]}
        for n, line in enumerate(lines)
    ]  # fmt: skip
    return node("taskList", *made, localId="tasks")


def mention(account_id: str, name: str) -> Node:
    """Somebody who is called by name."""
    return leaf("mention", id=account_id, text=f"@{name}", accessLevel="")


def plain(value: Node) -> str:
    """The words of a document, paragraph by paragraph; for search and for renderings."""
    if "text" in value:
        return str(value["text"])
    attrs = value.get("attrs", {})
    own = str(attrs.get("text") or attrs.get("url") or "")
    parts = [plain(child) for child in value.get("content", ())]
    blocks = value["type"] in {"paragraph", "heading", "codeBlock", "taskItem"}
    return own + ("" if blocks or not parts else "\n").join(parts)
