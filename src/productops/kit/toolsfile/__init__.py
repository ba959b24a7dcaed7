"""`tools.yaml`, the list of tools that a person keeps: what it may hold, what is wrong in one, and a first draft.

Pure, so that both the connector that reads it and the command that drafts it may use it.
"""

from .checking import read
from .drafting import draft
from .names import folded, number_of, tool_ids
from .schema import FILE as SCHEMA_FILE
from .schema import schema
from .shape import (
    CompletionEntry,
    ContractEntry,
    Entry,
    IntegrationEntry,
    ProcessDocEntry,
    RiskEntry,
    SeatEntry,
    ToolEntry,
    ToolsFile,
    TrainingEntry,
    VendorEntry,
)

FILE = "tools.yaml"
"""What it is called where the settings do not say."""

__all__ = [
    "FILE",
    "SCHEMA_FILE",
    "CompletionEntry",
    "ContractEntry",
    "Entry",
    "IntegrationEntry",
    "ProcessDocEntry",
    "RiskEntry",
    "SeatEntry",
    "ToolEntry",
    "ToolsFile",
    "TrainingEntry",
    "VendorEntry",
    "draft",
    "folded",
    "number_of",
    "read",
    "schema",
    "tool_ids",
]
