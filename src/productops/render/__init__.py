"""Escaping, masking and one compact table, as HTML and as text. Knows nothing of the domain.

Whatever is shown passes through here: HTML is escaped, control characters cannot steer a terminal, and
personal data is masked by its class. What is exported does not pass through here: it is whole.
"""

from .mask import Way, display, mask, salted_as
from .section import Section, html_page, text_page
from .table import cell, escape, html_table, printable, text_table

__all__ = [
    "Section",
    "Way",
    "cell",
    "display",
    "escape",
    "html_page",
    "html_table",
    "mask",
    "printable",
    "salted_as",
    "text_page",
    "text_table",
]
