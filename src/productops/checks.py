"""What `check` found, by source: a mapping that prints, renders and has an exit code."""

from __future__ import annotations

from typing import Any

import msgspec

from .sync import summary
from .sync.report import SourceCheck

_ALIKE = {3, 4, 5, 130}
"""Exit codes that hold if every source that failed has the same."""


class Checks(dict[str, SourceCheck]):
    """Source → what it answered."""

    @property
    def ok(self) -> bool:
        """Whether every source answered."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """0 all answer · 3 credentials rejected wherever it failed · 1 otherwise."""
        codes = {problem.exit_code for problem in summary.problems(self)}
        if not codes:
            return 0
        return codes.pop() if len(codes) == 1 and codes <= _ALIKE else 1

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        return {"exit_code": self.exit_code, "sources": msgspec.to_builtins(dict(self))}

    def __str__(self) -> str:
        return summary.text(self)

    def _repr_html_(self) -> str:
        return summary.html(self)
