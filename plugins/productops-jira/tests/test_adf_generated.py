"""Atlassian documents of every shape: nothing a reader sees is lost, and Markdown reads back as the same text.

What is visible is told here a second time, in the simplest way, to compare with. The vendors' own documents
are read from `PRODUCTOPS_SHARED` (or `../shared` beside the repository), where that is.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from productops_jira.adf import to_both, to_markdown, to_text

SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).parents[4] / "shared"))
DATA = SHARED / "data" / "jira"
EXAMPLES = int(os.environ.get("PRODUCTOPS_ADF_EXAMPLES", "400"))
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
DAYS = {"1740787200000": "2025-03-01", "0": "1970-01-01", "-1": "1969-12-31", "soon": "soon"}

TRICKY = [
    "1. x", "2) y", "# h", "#", "- a", "+ b", "---", "===", "***", "* * *", "> q", "|a|b|", "|-|-|", ":-|-:", "a | b",
    "[x](y)", "[x]: /u", "![p](q)", "!", "<b>", "<!-- c -->", "</div>", "<https://x.example>", "&amp;", "&#97;", "&",
    "`", "``", "```", "~~~", "~~s~~", "*", "**", "_", "__", "_e_", "snake_case_name", "a__b", "\\", "\\|", "a\\*",
    "C:\\dir\\", "https://x.example/a_b(c)?d=1&e=2", "「語」", "日本", "。", "€", "😀", "a)b", "(", ")", '"', "é", "x",
    "word", "two words", " lead", "trail ", "  ", "\n", "a\nb", "a\n\n- b", "tab\tbed", "a\xa0b", "\xa0", "    code",
    "[ ]", "[x]", "$5", "@me", ":", "1", ".", "-", "+", "=", "#a", "10.", "</td>", "<br>", "%7C", "\u200b", "\u0301",
]  # fmt: skip
texts = (
    st.lists(st.sampled_from(TRICKY), min_size=1, max_size=4).map("".join)
    | st.text(st.sampled_from("ab1*_`~[]()<>!#+-=|\\&;:. \n\t"), min_size=1, max_size=12)
    | st.text(st.characters(exclude_categories=("Cs", "Cn", "Co")), min_size=1, max_size=8)
)
addresses = st.sampled_from([
    "https://x.example/", "https://x.example/a_(b)_c?d=1&amp;e=2|f", "/browse/AC-1", "mailto:jo@x.example", "#top",
    "https://x.example/a b\\c<d>*e*", "javascript:alert(1)", "file:///etc/x", "", "ms-teams:x[y]",
])  # fmt: skip
marks = st.lists(
    st.sampled_from(["strong", "em", "strike", "code", "underline"]).map(
        lambda name: {"type": name}
    )
    | st.sampled_from(["sub", "sup"]).map(lambda way: {"type": "subsup", "attrs": {"type": way}})
    | st.just({"type": "textColor", "attrs": {"color": "#ff0000"}})
    | addresses.map(lambda href: {"type": "link", "attrs": {"href": href}}),
    max_size=4,
)


short = st.sampled_from(
    ["a", "b", "ab", "(", ")", "€", "a)", "(b", "é", "😀", "。", "日", " ", "!", "_", "*", "a b"]
)
looks = st.lists(
    st.sampled_from(["strong", "em", "strike", "code", "link"]).map(
        lambda name: {"type": name, "attrs": {"href": "/x"}}
    ),
    max_size=3,
)


def node(kind: str, content: Any = None, **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "attrs": attrs} | ({} if content is None else {"content": content})


def text(value: str, *kinds: str, **link: str) -> dict[str, Any]:
    linked = [{"type": "link", "attrs": link}] if link else []
    return {"type": "text", "text": value, "marks": [*linked, *({"type": kind} for kind in kinds)]}


inline = st.one_of(
    texts.map(lambda value: {"type": "text", "text": value}),
    st.builds(lambda value, looks: {"type": "text", "text": value, "marks": looks}, texts, marks),
    st.builds(lambda value, looks: {"type": "text", "text": value, "marks": looks}, texts, marks),
    texts.map(lambda name: node("mention", id="1", text=f"@{name}")),
    texts.map(lambda name: node("emoji", shortName=":tada:", text=name)),
    st.just(node("emoji", shortName=":white_check_mark:")),
    st.sampled_from(list(DAYS)).map(lambda stamp: node("date", timestamp=stamp)),
    texts.map(lambda name: node("status", text=name, color="green")),
    texts.map(lambda name: node("placeholder", text=name)),
    addresses.map(lambda url: node("inlineCard", url=url)),
    texts.map(lambda name: node("mediaInline", id="1", alt=name)),
    texts.map(lambda name: node("inlineExtension", extensionKey="k", text=name)),
    texts.map(lambda name: {"type": "notYetKnown", "text": name}),
    st.just(node("hardBreak")),
)
inlines = st.lists(inline, max_size=6)
looking = st.lists(
    st.builds(lambda value, looks: {"type": "text", "text": value, "marks": looks}, short, looks),
    max_size=8,
)
paragraphs = (inlines | looking).map(lambda content: node("paragraph", content))
media = st.builds(lambda alt: node("media", type="file", id="1", alt=alt), texts)
leaves = st.one_of(
    paragraphs,
    paragraphs,
    st.builds(
        lambda level, content: node("heading", content, level=level), st.integers(1, 6), inlines
    ),
    st.builds(
        lambda lines, language: node(
            "codeBlock", [text(line) for line in lines], language=language
        ),
        st.lists(texts, max_size=3),
        st.sampled_from(["python", "c++", "``` x\ny", ""]),
    ),
    st.just(node("rule")),
    st.lists(media, max_size=2).map(lambda content: node("mediaGroup", content)),
    st.builds(
        lambda one, content: node("mediaSingle", [one, node("caption", content)]), media, inlines
    ),
    addresses.map(lambda url: node("blockCard", url=url)),
    addresses.map(lambda url: node("embedCard", url=url)),
    texts.map(lambda value: node("extension", extensionKey="k", text=value)),
    st.lists(inlines.map(lambda content: node("decisionItem", content)), max_size=3).map(
        lambda items: node("decisionList", items)
    ),
)
tasks = st.recursive(
    st.builds(
        lambda kind, state, content: node(kind, content, state=state),
        st.sampled_from(["taskItem", "blockTaskItem"]),
        st.sampled_from(["TODO", "DONE"]),
        inlines,
    ),
    lambda items: st.lists(items, max_size=3).map(lambda content: node("taskList", content)),
    max_leaves=4,
)


def _items(blocks: Any) -> Any:
    return st.lists(st.lists(blocks, max_size=3).map(lambda b: node("listItem", b)), max_size=3)


def _tables(blocks: Any) -> Any:
    spans = st.fixed_dictionaries(
        {}, optional={"colspan": st.integers(1, 3), "rowspan": st.integers(1, 3)}
    )
    cell = st.builds(
        lambda kind, content, span: node(kind, content, **span),
        st.sampled_from(["tableCell", "tableHeader"]),
        st.lists(blocks, max_size=2),
        spans,
    )
    rows = st.lists(
        st.lists(cell, max_size=3).map(lambda cells: node("tableRow", cells)), max_size=3
    )
    return rows.map(lambda content: node("table", content))


def _containers(blocks: Any) -> Any:
    some = st.lists(blocks, max_size=3)
    return st.one_of(
        _items(blocks).map(lambda items: node("bulletList", items)),
        st.builds(
            lambda start, items: node("orderedList", items, order=start),
            st.sampled_from([0, 1, 7, 99, 999_999_999]),
            _items(blocks),
        ),
        st.lists(tasks, max_size=3).map(lambda content: node("taskList", content)),
        some.map(lambda content: node("blockquote", content)),
        some.map(lambda content: node("panel", content, panelType="info")),
        st.builds(
            lambda kind, title, content: node(kind, content, title=title),
            st.sampled_from(["expand", "nestedExpand"]),
            texts,
            some,
        ),
        some.map(lambda content: node("layoutSection", [node("layoutColumn", content, width=50)])),
        some.map(lambda content: node("bodiedExtension", content, extensionKey="k")),
        some.map(lambda content: node("notYetKnownBlock", content)),
        _tables(blocks),
    )


documents = st.lists(st.recursive(leaves, _containers, max_leaves=10), max_size=4).map(
    lambda content: {"type": "doc", "version": 1, "content": content}
)


def visible(item: dict[str, Any], *, cell: bool = False) -> Iterator[str]:
    """The texts of a valid document in reading order; in a cell the marks of lists are texts, too."""
    attrs, kind = item.get("attrs", {}), item["type"]
    if kind in ("expand", "nestedExpand"):
        yield attrs["title"]
    elif kind == "date":
        yield DAYS.get(attrs["timestamp"], attrs["timestamp"])
    elif kind == "emoji":
        yield attrs["text"] if squeezed(attrs.get("text", "")) else attrs["shortName"]
    elif kind == "mention":
        name = attrs["text"].removeprefix("@")
        yield from ("@", name if squeezed(name) else "unknown")
    else:
        yield item.get("text") or attrs.get("text") or attrs.get("alt") or attrs.get("url") or ""
    number = attrs.get("order", 1)
    within = cell or kind in ("tableCell", "tableHeader")
    for child in item.get("content", []):
        found = [*visible(child, cell=within)]
        shown = squeezed("".join(found))
        if cell and kind == "orderedList":
            yield f"{min(number, 999_999_999)}." if shown else ""
            number += 1
        elif (
            cell
            and shown
            and child["type"] in ("listItem", "decisionItem", "taskItem", "blockTaskItem")
        ):
            yield "-"
        if shown and child["type"] in ("taskItem", "blockTaskItem"):
            yield "[x]" if child["attrs"].get("state") == "DONE" else "[ ]"
        yield from found


def squeezed(value: str) -> str:
    return "".join(UNSEEN.sub("", value).split())


def read(markdown: str) -> str:
    """The text a Markdown reader shows."""
    shown: list[str] = []
    for token in MARKDOWN.parse(markdown):
        assert token.type != "html_block", markdown
        if token.type in ("fence", "code_block"):
            shown.append(token.content)
        for child in token.children or []:
            assert child.type != "image", markdown
            assert child.type != "html_inline" or child.content == "<br>", markdown
            shown.append("" if child.type == "html_inline" else child.content)
    return squeezed("".join(shown))


def same_text(document: dict[str, Any]) -> None:
    texts = [*visible(document)]
    plain, at = to_text(document), 0
    for word in (UNSEEN.sub("", word) for value in texts for word in value.split()):
        found = plain.find(word, at)
        assert found >= 0, (word, plain)
        at = found + len(word)
    markdown = to_markdown(document)
    assert read(markdown) == squeezed("".join(texts)), markdown
    assert not UNSEEN.search(plain + markdown)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents)
def test_nothing_a_reader_sees_is_lost(document) -> None:
    """Every text is in the plain text, in order; a Markdown reader shows the same text as the document."""
    same_text(document)


def spelt_out(item: dict[str, Any]) -> dict[str, Any]:
    """The same document, in which nothing is without content, be it empty."""
    return {**item, "content": [spelt_out(child) for child in item.get("content", [])]}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents)
def test_a_document_is_what_its_nodes_say(document) -> None:
    """Blocks that hold only text are taken at once; they read as if they were taken node by node, in either form."""
    both = to_both(document)
    assert both == (to_text(document), to_markdown(document))
    assert both == to_both(spelt_out(document))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8)
    | st.sampled_from(["text", "paragraph", "table", "tableCell", "tableRow", "bulletList", "listItem", "codeBlock",
                       "taskItem", "expand", "heading", "mention", "date", "link", "marks"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["type", "content", "attrs", "marks", "text", "level", "order", "colspan"]),
                      inner, max_size=5),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(values)
def test_any_json_value_gives_text_that_can_be_stored(value) -> None:
    """Wrong types anywhere: no error, no lone surrogates, no control characters."""
    for made in (to_text(value), to_markdown(value)):
        made.encode()
        assert not UNSEEN.search(made)


def _found(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and value.get("type") == "doc" and "content" in value:
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _found(inner)


@pytest.mark.vendor
@pytest.mark.skipif(not DATA.is_dir(), reason="the vendors' recordings are not here")
def test_the_vendors_documents_keep_their_text() -> None:
    """Every document in every recording."""
    count = 0
    for path in sorted(DATA.rglob("*.json")):
        raw = path.read_text()
        for document in _found(json.loads(raw)) if raw.strip() else ():
            same_text(document)
            count += 1
    assert count >= 40
