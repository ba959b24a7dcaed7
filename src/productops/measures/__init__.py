"""Figures over frames: each with its n, window, definition, and what it leaves out.

Written once against narwhals, they run on DuckDB, Polars, pandas and PySpark frames unchanged.
"""

from .answer import Answer, Finding
from .frames import Frames

__all__ = ["Answer", "Finding", "Frames"]
