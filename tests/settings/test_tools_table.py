"""`[tools] file`: the list of tools is a source of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk import Connectors, file_in

from productops.errors import SettingsError
from productops.plugins import load as plugins
from productops.settings import Bound, of_dict

KEPT = '[tools]\nfile = "lists/tools.yaml"\n'


class Inventory(Connectors):
    """A plugin host that has the connector of the list."""

    def connector(self, name: str) -> Any:
        if name != "inventory":
            return super().connector(name)
        return plugins(["inventory"]).connector("inventory")


def test_it_is_the_source_named_tools(tmp_path: Path) -> None:
    """Relative to the settings file, wherever one stands."""
    (found,) = file_in(tmp_path, KEPT).bound(Inventory())
    assert isinstance(found, Bound)
    assert (found.name, found.connector.name, found.folder) == ("tools", "inventory", tmp_path)
    assert (found.settings.path, found.settings.kind) == ("lists/tools.yaml", "tools")


def test_it_comes_beside_the_others_and_can_be_named(tmp_path: Path) -> None:
    settings = file_in(tmp_path, KEPT + '[sources.eng]\nconnector = "desk"\nsubdomain = "acme"\n')
    assert list(settings.sources) == ["eng", "tools"]
    (found,) = settings.bound(Inventory(), ["tools"])
    assert found.name == "tools"


@pytest.mark.parametrize("given", [{}, {"tools": {}}])
def test_without_a_file_there_is_none(given: dict[str, Any], tmp_path: Path) -> None:
    assert dict(of_dict(given, tmp_path).sources) == {}


def test_a_source_of_that_name_is_a_mistake(tmp_path: Path) -> None:
    """Which of the two was meant is for a person to say."""
    settings = file_in(tmp_path, KEPT + '[sources.tools]\nconnector = "inventory"\npath = "x"\n')
    with pytest.raises(SettingsError) as caught:
        settings.check(Inventory())
    assert caught.value.where == "sources.tools"
    assert caught.value.hint == "Give this one another name."


def test_a_missing_plugin_says_what_to_install(tmp_path: Path) -> None:
    settings = file_in(tmp_path, KEPT)
    with pytest.raises(SettingsError) as caught:
        settings.check(plugins([]))
    assert caught.value.where == "tools.connector"
    assert caught.value.hint == "Install it: python -m pip install productops-inventory"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[tools]\nfile = 1\n", "tools.file: must be text"),
        ('[tools]\nfile = ""\n', "tools.file: must not be empty"),
        ('[tools]\nfil = "tools.yaml"\n', 'tools.fil: unknown key\nDid you mean "file"?'),
    ],
)
def test_a_wrong_table_is_told(text: str, mistake: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        file_in(tmp_path, text).check(Inventory())
    assert mistake in str(caught.value)


def test_whose_word_counts_is_asked_of_words_and_fields_that_there_are(tmp_path: Path) -> None:
    """A field or a source that is misspelt would otherwise be passed over in silence."""
    with pytest.raises(SettingsError) as caught:
        file_in(tmp_path, '[tools]\nprefer = ["hand_kpt"]\nfields.statu = ["sso"]\n').check(
            Inventory()
        )
    first, second = caught.value.problems
    assert first.startswith("tools.prefer[0]: ")
    assert first.endswith('Did you mean "hand_kept"?')
    assert second.startswith("tools.fields.statu: ")
    assert second.endswith('Did you mean "status"?')
