"""The documentation says what the code does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["commands.md", "settings.md", "tables.md"])
def test_the_generated_reference_is_current(page: str) -> None:
    """After a change of the code: python docs/generate.py."""
    written = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")

    assert written == _generator().pages()[page]


def test_links_between_pages_lead_somewhere() -> None:
    """A reader who follows a link finds a page."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    links = [
        (page, link)
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    ]

    assert links
    assert [
        f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()
    ] == []


@pytest.mark.parametrize("heading", ["Run it", "Test it"])
def test_the_readme_has_one_command_to_run_and_one_to_test(heading: str) -> None:
    """What a newcomer copies is one fenced command each."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)

    assert section is not None
    assert len(re.findall(r"^```sh$", section[1], re.MULTILINE)) == 1


def test_python_blocks_are_python() -> None:
    """Every example compiles."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for block in re.findall(
            r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL
        ):
            compile(block, str(page), "exec")


def test_queries_to_copy_leave_out_what_was_deleted() -> None:
    """A reader who counts with them counts as `ws.feedback` does."""
    guides = [
        p for part in ("tutorial", "how-to") for p in sorted((ROOT / "docs" / part).glob("*.md"))
    ]
    queries = [
        (page.name, found[0])
        for page in guides
        for found in re.finditer(r"\bFROM (?!_)\w+[^\"]*\"", page.read_text(encoding="utf-8"))
    ]

    assert len(queries) >= 2
    assert [query for query in queries if "WHERE NOT deleted" not in query[1]] == []
