"""Plugins that raise, do not import or misspell a hook: named, contained, and the good source finishes."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from box import Box, source
from zendesk_data import build
from zendesk_server import ZendeskServer

Serve = Callable[..., ZendeskServer]

RAISING = '''
from pluggy import HookimplMarker
from pydantic import BaseModel

hookimpl = HookimplMarker("productops")


class Settings(BaseModel):
    pass


class Broken:
    """A connector all of whose functions raise."""

    name, settings, hosts, streams = "brokenthing", Settings, {"api": "https://broken.example"}, ()

    def auth(self, settings):
        raise RuntimeError("the auth of brokenthing raised")

    def open(self, settings):
        raise RuntimeError("the open of brokenthing raised")

    def opened(self, request, answer):
        raise RuntimeError("the opened of brokenthing raised")


@hookimpl
def productops_connectors():
    return [Broken()]
'''
HOOK = """
from pluggy import HookimplMarker

hookimpl = HookimplMarker("productops")


@hookimpl
def {name}({arguments}):
    raise ValueError("raised by {name}")
"""


def install(box: Box, name: str, code: str) -> None:
    """A distribution as an installer leaves it, on PYTHONPATH."""
    site = box.path / "site"
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (site / f"{name}.py").write_text(code, encoding="utf-8")
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(f"[productops]\n{name} = {name}\n", encoding="utf-8")
    box.env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(site), box.env.get("PYTHONPATH")]))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import a_module_that_is_not_there\n", ["a_module_that_is_not_there"]),
        ("raise SystemError('at import')\n", ["at import"]),
        ("def broken(:\n", ["SyntaxError"]),
        (HOOK.format(name="productops_conectors", arguments=""), ["productops_conectors"]),
    ],
    ids=["missing module", "raises at import", "syntax error", "misspelt hook"],
)
def test_a_plugin_that_does_not_load_is_named_and_the_rest_works(
    box: Box, serve: Serve, code: str, words: list[str]
) -> None:
    """`plugins` names it and why; zendesk syncs as ever."""
    server = serve(build(5))
    install(box, "badplug", code)
    box.settings(support=source(server))
    listed = box.run("plugins")
    assert listed.code == 0, listed.text
    for word in ["badplug", *words]:
        assert word in listed.text
    assert "zendesk" in box.run("connectors").out
    box.sync()
    assert len(box.rows("feedback")) == 10


def test_a_connector_that_raises_is_named_and_the_other_source_finishes(
    box: Box, serve: Serve
) -> None:
    """Exit 1, the source named with what it raised, the good source whole."""
    server = serve(build(5))
    install(box, "raisingplug", RAISING)
    box.settings(good=source(server), bad={"connector": "brokenthing"})
    done = box.run("sync")
    assert done.code == 1, done.text
    assert "bad" in done.err
    assert "brokenthing raised" in done.err
    assert "Traceback" not in done.text
    assert len(box.rows("feedback")) == 10
    checked = box.run("check")
    assert checked.code == 1, checked.text


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("productops_enrich", "records"),
        ("productops_synced", "report"),
        ("productops_connectors", ""),
    ],
)
def test_a_hook_that_raises_is_named_and_changes_nothing(
    box: Box, serve: Serve, name: str, arguments: str
) -> None:
    """The rows are there; the report or the message names the plugin."""
    server = serve(build(5))
    install(box, "hookplug", HOOK.format(name=name, arguments=arguments))
    box.settings(support=source(server))
    done = box.run("sync")
    assert done.code in (0, 1), done.text
    assert "hookplug" in done.text
    assert "Traceback" not in done.text
    assert len(box.rows("feedback")) == 10
