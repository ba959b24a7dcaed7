"""How a file was found to be written, and the reading that follows from it, kept with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from productops.kit import Run, files

from .mapped import Plan, plan_of
from .reading import Reading, reading_of
from .settings import LEFT_OUT, FilesSettings

_SHOWN = 3
# Keys of a note's front matter, as people write them
NOTES: dict[str, str] = {
    "title": "feedback.title", "date": "feedback.occurred_at", "when": "feedback.occurred_at",
    "body": "feedback.body", "kind": "feedback.kind", "tags": "feedback.tags", "topics": "feedback.tags",
    "language": "feedback.language", "channel": "feedback.channel", "url": "feedback.source_url",
    "priority": "feedback.priority", "person": "person.display_name",
    "participant": "person.display_name", "contact": "person.display_name",
    "customer": "account.name", "company": "account.name", "account": "account.name",
    "email": "person.email", "role": "person.role",
}  # fmt: skip


class Looked(files.Sample, dict=True):
    """A file as it was found, with the reading that follows."""


def reading_for(looked: Looked, settings: FilesSettings) -> Reading:
    """How to read a file; worked out once, since every row asks.

    Raises:
        SettingsError: its dates could mean two days.
    """
    kept: tuple[FilesSettings, Reading] | None = looked.__dict__.get("reading")
    if kept is None or kept[0] is not settings:
        kept = (settings, reading_of(looked, settings))
        looked.__dict__["reading"] = kept
    return kept[1]


def plan_for(looked: Looked, settings: FilesSettings) -> Plan:
    """What to make of a plain file's rows; worked out once, as the reading is."""
    kept: tuple[FilesSettings, Plan] | None = looked.__dict__.get("plan")
    if kept is None or kept[0] is not settings:
        reading, mapping = reading_for(looked, settings), mapping_of(looked, settings)
        kept = (settings, plan_of(reading, mapping, note=is_note(looked, settings)))
        looked.__dict__["plan"] = kept
    return kept[1]


def ids_for(looked: Looked, settings: FilesSettings) -> list[int]:
    """Places of the columns that say what a row is known by: the tool's, or the one mapped to `source_id`."""
    reading = reading_for(looked, settings)
    if reading.is_survey:
        return [column.index for column in reading.header.of("id")]
    return list(plan_for(looked, settings).ids)


def is_note(looked: Looked, settings: FilesSettings) -> bool:
    """Whether a file is a note."""
    return looked.layout.format == "markdown" or settings.dialect == "notes"


def mapping_of(looked: Looked, settings: FilesSettings) -> Mapping[str, str]:
    """What the columns of a file without a tool's dialect mean; a note's keys have a usual meaning."""
    if not is_note(looked, settings):
        return settings.mapping
    return NOTES | {key: target for key, target in settings.mapping.items() if target != LEFT_OUT}


def drift(held: Sequence[Looked], found: Looked, run: Run) -> list[str]:
    """What changed in a file's header; columns are known by their names, so none is shifted."""
    if not held or held[-1].file.version == found.file.version:
        return []
    before, after = (_names(each, run.settings) for each in (held[-1], found))
    new, lost = ([n for n in a if n not in b] for a, b in ((after, before), (before, after)))
    told = [f"new: {_some(new)}"] if new else []
    told += [f"gone: {_some(lost)}"] if lost else []
    if not told and before != after:
        told = ["the same columns in another order"]
    return [f"{found.file.name}: its columns changed ({'; '.join(told)})"] if told else []


def _names(looked: Looked, settings: FilesSettings) -> list[str]:
    return [column.header for column in reading_for(looked, settings).header.columns]


def _some(names: Iterable[str]) -> str:
    shown = [f'"{name[:60]}"' for name in names]
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return ", ".join(shown[:_SHOWN]) + more
