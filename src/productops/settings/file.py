"""From a file (or a mapping) to `Settings`: the shape checked here, each source by its connector."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..errors import SettingsError, did_you_mean
from ..kit.mistakes import NO_FILE, Mistake, dotted, raise_all, translate
from ..model.vocabulary import VALUES
from .schema import STORE, SettingsFile
from .secrets import HOW, reference
from .sources import Bound, Broken, Connectors, SourceKeys, bind
from .syntax import not_toml

TOOLS, INVENTORY = "tools", "inventory"
"""What the source of the list of tools is called, and the connector that reads it."""
_SOURCE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
NAMES = "a source's name has letters, digits, _ and - only, and begins with a letter or digit"
"""What `is_source_name` asks for, in words."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked settings.

    Attributes:
        folder: what relative paths are relative to.
        shape: everything but the sources' own keys.
        sources: by name.
        file: where they were read, None if they were not.
        mistakes: found so far; `bound` raises them together with those of the sources.
    """

    folder: Path
    shape: SettingsFile = field(default_factory=SettingsFile)
    sources: Mapping[str, SourceKeys] = field(default_factory=dict)
    file: Path | None = None
    mistakes: tuple[Mistake, ...] = ()

    @property
    def store(self) -> Path:
        """Where the store is."""
        return self.folder / Path(self.shape.store).expanduser()

    @property
    def label(self) -> str:
        """What to call them in a message."""
        return self.file.name if self.file else NO_FILE

    def check(self, connectors: Connectors) -> None:
        """Check everything that needs no secret.

        Raises:
            SettingsError: all mistakes at once; then secrets that cannot be read are among them.
        """
        if any(self._mistakes(connectors, self.sources.values(), secrets=False)):
            raise_all(
                list(self._mistakes(connectors, self.sources.values(), secrets=True)), self.label
            )

    def bound(
        self,
        connectors: Connectors,
        names: Collection[str] | None = None,
        *,
        secrets: bool = True,
        others: Collection[str] = (),
    ) -> list[Bound | Broken]:
        """The sources in the order of the settings; of *names* only if given.

        Without *secrets* none is read, and their references stand in for them: enough to work on what is stored.
        *others* are sources that are not in the settings but might be meant.

        Raises:
            SettingsError: all mistakes at once, an unknown name among them.
        """
        chosen = [self.sources[name] for name in self.sources if names is None or name in names]
        unknown = [self._unknown(name, others) for name in names or () if name not in self.sources]
        results = {source.name: bind(source, connectors, secrets=secrets) for source in chosen}
        wrong = [m for found in results.values() if isinstance(found, list) for m in found]
        raise_all([*unknown, *self.mistakes, *wrong], self.label)
        return [found for found in results.values() if not isinstance(found, list)]

    def _mistakes(
        self, connectors: Connectors, sources: Iterable[SourceKeys], *, secrets: bool
    ) -> Iterator[Mistake]:
        yield from self.mistakes
        for source in sources:
            found = bind(source, connectors, secrets=secrets)
            yield from found if isinstance(found, list) else ()

    def _unknown(self, name: str, others: Collection[str]) -> Mistake:
        known = [*self.sources, *others]
        hint = did_you_mean(name, known) or f"Sources here: {', '.join(known) or 'none'}."
        return Mistake(name, f'there is no source "{name}" in {self.label}', hint)


def load(path: Path) -> Settings:
    """Read a settings file.

    Raises:
        SettingsError: the file is not there or no TOML. Other mistakes wait in `Settings.mistakes`.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        hint = "Write one: productops init. Or see it work without: productops demo."
        raise SettingsError(
            f"cannot be read ({error.strerror})", where=str(path), hint=hint
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise not_toml(path, error) from None
    return _checked(data, path.resolve().parent, path)


def is_source_name(name: str) -> bool:
    """Whether a source can have that name."""
    return _SOURCE_NAME.fullmatch(name) is not None


def of_dict(data: Mapping[str, Any], folder: Path) -> Settings:
    """Settings given as a mapping with the keys of the file; secrets may stand in it."""
    return _checked(dict(data), folder, None)


def of_store(path: Path) -> Settings:
    """No settings but the place of the store."""
    path = path.expanduser()
    return Settings(path.resolve().parent, SettingsFile(store=path.name or STORE))


def _checked(data: dict[str, Any], folder: Path, file: Path | None) -> Settings:
    tables = data.get("sources", {})
    try:
        shape, mistakes = SettingsFile.model_validate(data), []
    except ValidationError as error:
        shape, mistakes = SettingsFile(), translate(error, SettingsFile, ())
    mistakes += _vocabulary(data.get("vocabulary"))
    mistakes += _salt(data.get("privacy"), in_file=file is not None)
    sources, wrong = _sources(
        tables if isinstance(tables, dict) else {}, folder, from_file=file is not None
    )
    kept, clash = _kept_by_hand(shape, sources, folder)
    return Settings(folder, shape, {**sources, **kept}, file, (*mistakes, *wrong, *clash))


def _kept_by_hand(
    shape: SettingsFile, sources: Mapping[str, SourceKeys], folder: Path
) -> tuple[dict[str, SourceKeys], list[Mistake]]:
    """The source that the list of tools is, if there is one."""
    if shape.tools.file is None:
        return {}, []
    if TOOLS in sources:
        what = "a source of this name is there already: the list of tools that [tools] names"
        return {}, [Mistake(dotted(("sources", TOOLS)), what, "Give this one another name.")]
    keys = {"path": shape.tools.file, "kind": TOOLS}
    return {TOOLS: SourceKeys(TOOLS, INVENTORY, keys, folder, table=(TOOLS,))}, []


def _sources(
    tables: Mapping[str, Any], folder: Path, *, from_file: bool
) -> tuple[dict[str, SourceKeys], list[Mistake]]:
    sources, mistakes = {}, []
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            continue  # the shape says so already
        if not is_source_name(name):
            mistakes.append(Mistake(dotted(("sources", name)), NAMES))
        keys = {key: value for key, value in table.items() if key != "connector"}
        sources[name] = SourceKeys(name, str(table.get("connector", "")), keys, folder, from_file)
    return sources, mistakes


def _vocabulary(tables: Any) -> Iterator[Mistake]:
    """Every word must be mapped to one of ours."""
    for name, table in tables.items() if isinstance(tables, dict) else ():
        known = VALUES.get(name, ())
        for word, ours in table.items() if known and isinstance(table, dict) else ():
            if isinstance(ours, str) and ours not in known:
                hint = did_you_mean(ours, known) or f"Known: {', '.join(known)}."
                yield Mistake(f'vocabulary.{name}."{word}"', f'"{ours}" is no {name}', hint)


def _salt(privacy: Any, *, in_file: bool) -> Iterator[Mistake]:
    salt = privacy.get("salt") if isinstance(privacy, dict) else None
    if in_file and isinstance(salt, str) and not reference(salt):
        yield Mistake("privacy.salt", "a secret must not stand in the file itself", HOW)
