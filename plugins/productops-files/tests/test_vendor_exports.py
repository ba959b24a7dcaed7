"""Real exports: every row in is a response out, at most one in a hundred set aside, and every cell is held."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from productops.kit import files
from productops.workspace import Workspace
from productops_files.columns import filled
from productops_files.layouts import Looked, reading_for
from productops_files.settings import FilesSettings

pytestmark = pytest.mark.vendor

SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).resolve().parents[4] / "shared"))
FORMS = "forms/surveymonkey/fivethirtyeight"
EXPORTS = {  # file → dialect, responses, questions
    "forms/surveymonkey/cncf/maintainer-2019-h2.csv": ("surveymonkey", 70, 15),
    f"{FORMS}/StarWars.csv": ("surveymonkey", 1186, 32),
    f"{FORMS}/raw-responses.csv": ("surveymonkey", 1615, 70),
    f"{FORMS}/steak-risk-survey.csv": ("surveymonkey", 550, 14),
    f"{FORMS}/thanksgiving-2015-poll-data.csv": ("surveymonkey", 1058, 23),
    f"{FORMS}/weather-check.csv": ("surveymonkey", 928, 8),
    "datasets/fivethirtyeight/comma-survey.csv": ("surveymonkey", 1129, 12),
    "datasets/fivethirtyeight/flying-etiquette.csv": ("surveymonkey", 1040, 26),
    "datasets/fivethirtyeight/food-world-cup-data.csv": ("surveymonkey", 1373, 47),
    "forms/google_forms/cncf-maintainer-2017-h1.csv": ("google_forms", 20, 7),
    "forms/google_forms/cncf-maintainer-2018-h1.csv": ("google_forms", 56, 7),
    "forms/typeform/exports/fcc-2016-part1.first150.csv": ("typeform", 149, 23),
    "forms/qualtrics/qualtRics/sample.csv": ("qualtrics", 1, 3),
    "forms/qualtrics/qualtRics/sample_legacy.csv": ("qualtrics", 1, 2),
}
MOST = 40_000
"""Answers of a file that are compared cell by cell; larger ones would take minutes."""
Ask = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module", autouse=True)
def _there() -> None:
    if not (SHARED / "data/forms").is_dir():
        pytest.skip("real exports are not here")


@pytest.mark.parametrize("name", EXPORTS)
def test_rows_in_are_responses_out(ws: Workspace, rows: Ask, name: str) -> None:
    ws.connect("it", "files", path=str(SHARED / "data" / name))
    report = ws.sync(progress=False)
    assert report.exit_code == 0, report.to_dict()
    (told,) = report.sources["it"].warnings
    dialect, responses, questions = EXPORTS[name]
    assert f"read as {dialect}" in told
    assert report.total("set_aside") <= responses / 100
    assert rows("SELECT count(*) n FROM response") == [{"n": responses}]
    assert rows("SELECT count(*) n FROM question") == [{"n": questions}]
    assert rows("SELECT count(*) n FROM answer") == [{"n": responses * questions}]
    assert rows("SELECT count(*) n FROM question WHERE text IS NULL") == [{"n": 0}]
    if responses * questions < MOST:
        every_filled_cell_is_in_an_answer(ws, rows, name)


def every_filled_cell_is_in_an_answer(ws: Workspace, rows: Ask, name: str) -> None:
    """As many answers are filled as a person counts in the sheet: options and texts, a cell each."""
    looked = ws.raw("it", "files", Path(name).name)
    reading = reading_for(files_of(looked), FilesSettings(path=name))
    wanted = 0
    for (payload,) in ws.sql("SELECT payload FROM _raw WHERE stream = 'rows'").to_pandas(pii="keep").values.tolist():  # fmt: skip
        cells = msgspec_cells(payload)
        for column in reading.header.of("answer"):
            for value in filled([cells], column.index):
                parts = value.split(column.multi) if column.multi else [value]
                wanted += sum(bool(part.strip()) for part in parts)
    (held,) = rows(
        "SELECT sum((value_text IS NOT NULL)::INT + (value_number IS NOT NULL)::INT + (other_text IS NOT NULL)::INT"
        " + CASE WHEN value_type = 'boolean' THEN 1 ELSE len(option_labels) END) n FROM answer"
    )
    assert held["n"] == wanted


def files_of(looked: Any) -> Looked:
    import msgspec

    return msgspec.convert(looked, Looked)


def msgspec_cells(payload: str) -> list[Any]:
    import msgspec

    return msgspec.json.decode(payload, type=files.Row).cells or []
