"""The hooks are few, typed, documented with their exact signature, and called by nobody else's name."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pluggy
import pytest

from productops import hookspecs

DOCS = Path(__file__).parents[1] / "docs" / "reference" / "hooks.md"
HOOKS = {name: value for name, value in vars(hookspecs).items() if name.startswith("productops_")}


def signature(name: str) -> str:
    """As it is written in the code and in the documentation."""
    return f"{name}{inspect.signature(HOOKS[name])}".replace("'", "")


def test_the_hooks_are_those_of_the_contract() -> None:
    """At most eight; a new one needs two users in the tree."""
    assert list(HOOKS) == [
        "productops_connectors",
        "productops_sandboxes",
        "productops_enrich",
        "productops_route",
        "productops_redact",
        "productops_synced",
    ]
    assert len(HOOKS) <= 8


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_typed_and_says_when_it_is_called(name) -> None:
    """One line, with "Called"."""
    function = HOOKS[name]
    known = inspect.signature(function)

    assert known.return_annotation is not inspect.Signature.empty
    assert all(p.annotation is not p.empty for p in known.parameters.values())
    assert "Called" in (function.__doc__ or "")
    assert "\n" not in (function.__doc__ or "").strip()


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_documented_with_its_exact_signature(name) -> None:
    """A heading for each, and no other."""
    page = DOCS.read_text(encoding="utf-8")

    assert f"## `{signature(name)}`" in page
    assert re.findall(r"^## `(productops_\w+)", page, re.MULTILINE) == list(HOOKS)


def test_the_marker_is_the_projects() -> None:
    """What is marked is found by a manager of that name, and fits the specs."""
    manager = pluggy.PluginManager("productops")
    manager.add_hookspecs(hookspecs)

    class Plugin:
        @hookspecs.hookimpl
        def productops_redact(self, text: str) -> str:
            return text.upper()

    manager.register(Plugin())
    manager.check_pending()

    assert manager.hook.productops_redact(text="a") == ["A"]
