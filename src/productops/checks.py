"""What `check` found, by source: a mapping that prints, renders and has an exit code."""

from __future__ import annotations

from typing import Any

import msgspec

from .sync import summary
from .sync.report import SourceCheck, combined


class Checks(dict[str, SourceCheck]):
    """Source → what it answered."""

    @property
    def ok(self) -> bool:
        """Whether every source answered."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """0 all answer · otherwise as a sync."""
        return combined({problem.exit_code for problem in summary.problems(self)})

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {"exit_code": self.exit_code, "sources": msgspec.to_builtins(dict(self))}

    def __str__(self) -> str:
        return summary.text(self)

    def _repr_html_(self) -> str:
        return summary.html(self)
