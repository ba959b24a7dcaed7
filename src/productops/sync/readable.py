"""What prints, and shows in a notebook, as its summary."""

from __future__ import annotations


class Readable:
    """A report; see `summary`."""

    __slots__ = ()

    def __str__(self) -> str:
        # the summary knows the reports; they find it when somebody looks at one
        from .summary import text

        return text(self)

    def _repr_html_(self) -> str:
        from .summary import html

        return html(self)
