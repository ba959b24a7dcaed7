"""Forms and what was sent in by them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hs_calls import connect, refusal, walk

from productops_hubspot.sandbox import HubspotSandbox

FORMS = "/marketing/v3/forms"
SENT = "/form-integrations/v1/submissions/forms"


@pytest.fixture
def site():
    """An account to change, and a client of it."""
    sandbox = HubspotSandbox(size=400)
    with connect(sandbox) as client:
        yield client, sandbox


def _form(client, name, **query):
    return next(f for f in walk(client, FORMS, formTypes="all", **query) if f["name"] == name)


def _fields(form):
    return [field for group in form["fieldGroups"] for field in group["fields"]]


def test_regular_forms_only_unless_others_are_asked_for(site):
    """Types by comma or repeated; what is archived is a list of its own."""
    client, _ = site
    assert {f["formType"] for f in walk(client, FORMS)} == {"hubspot"}
    assert {f["formType"] for f in walk(client, FORMS, formTypes="captured,flow", limit=1)} == {
        "captured",
        "flow",
    }
    assert {f["formType"] for f in walk(client, FORMS, formTypes=["captured", "blog_comment"])} == {
        "captured",
        "blog_comment",
    }
    assert len(walk(client, "/marketing/forms/2026-09-beta/", formTypes="all")) == 5
    archived = walk(client, FORMS, archived="true")
    assert [f["name"] for f in archived] == ["Beta sign-up"]
    assert client.get(FORMS, params={"formTypes": "paper"}).status_code == 400
    assert client.get(f"{FORMS}/{archived[0]['id']}").status_code == 404
    assert client.get(f"{FORMS}/{archived[0]['id']}?archived=true").json() == archived[0]


def test_a_definition(site):
    """Questions with types and options; one that hangs on another is inside it."""
    client, _ = site
    form = _form(client, "Before you leave")
    choice = next(field for field in _fields(form) if field["name"] == "would_you_come_back")
    assert [option["value"] for option in choice["options"]] == ["yes", "no"]
    inside = choice["dependentFields"][0]
    assert inside["dependentCondition"]["value"] == "no"
    assert inside["dependentField"]["name"] == "reason"
    assert "reason" not in [field["name"] for field in _fields(form)]


def test_submissions_newest_first_each_once(site):
    """Pages of fifty; no filter by time."""
    client, _ = site
    guid = _form(client, "Product feedback (sales)")["id"]
    rows = walk(client, f"{SENT}/{guid}", limit=50)
    stamps = [row["submittedAt"] for row in rows]
    assert stamps == sorted(stamps, reverse=True)
    assert len({row["conversionId"] for row in rows}) == len(rows) > 50
    assert len(client.get(f"{SENT}/{guid}").json()["results"]) == 20
    assert client.get(f"{SENT}/{guid}?limit=51").status_code == 400
    assert client.get(f"{SENT}/{guid}?after=soon").status_code == 400
    assert client.get(f"{SENT}/none").status_code == 404


def test_what_a_submission_says(site):
    """Several values are several rows of a name; what is not shown or not filled is missing."""
    client, _ = site
    rows = walk(client, f"{SENT}/{_form(client, 'Product feedback (sales)')['id']}", limit=50)
    names = [[value["name"] for value in row["values"]] for row in rows]
    assert any(held.count("use_cases") > 1 for held in names)
    assert any("use_cases" not in held for held in names)
    assert all("email" in held for held in names)
    leaving = walk(client, f"{SENT}/{_form(client, 'Before you leave')['id']}", limit=50)
    for row in leaving:
        held = {value["name"]: value["value"] for value in row["values"]}
        assert ("reason" in held) == (held["would_you_come_back"] == "no")


def test_comments_on_the_blog_cannot_be_read(site):
    """400 with the vendor's word for it."""
    client, _ = site
    answer = client.get(f"{SENT}/{_form(client, 'Blog comments')['id']}")
    assert answer.status_code == 400
    assert "FORM_TYPE_NOT_ALLOWED" in answer.text


def test_archived_forms_keep_their_submissions(site):
    """They can still be read."""
    client, _ = site
    form = _form(client, "Beta sign-up", archived="true")
    assert walk(client, f"{SENT}/{form['id']}")


def test_a_question_is_renamed_added_and_deleted_as_time_goes_by(site):
    """Only the newest form is told; answers to what is deleted stay."""
    client, sandbox = site
    before = {f["name"]: f["label"] for f in _fields(_form(client, "Product feedback (sales)"))}
    sandbox.advance(timedelta(days=30))
    form = _form(client, "Product feedback (sales)")
    after = {f["name"]: f["label"] for f in _fields(form)}
    assert before["what_do_you_need"] != after["what_do_you_need"]
    assert set(after) - set(before) == {"competitor_named"}
    assert form["updatedAt"] == "2026-06-11T09:00:00.000Z"
    gone = "message" in {f["name"] for f in _fields(_form(client, "Before you leave"))}
    assert not gone
    sent = walk(client, f"{SENT}/{form['id']}", limit=50)
    answered = {value["name"] for row in sent for value in row["values"]}
    assert "team_size" in answered - set(after)


def test_one_that_arrives_between_two_pages(site):
    """The second page goes on where the first one ended; the new one is on the first page."""
    client, sandbox = site
    guid = _form(client, "Contact us")["id"]
    first = client.get(f"{SENT}/{guid}?limit=10").json()
    sandbox.advance(timedelta(minutes=1))
    sandbox.submit(guid, {"email": "late@guest.example", "message": "Hello"})
    after = first["paging"]["next"]["after"]
    second = client.get(f"{SENT}/{guid}?limit=10&after={after}").json()["results"]
    seen = {row["conversionId"] for row in first["results"]}
    assert not seen & {row["conversionId"] for row in second}
    newest = client.get(f"{SENT}/{guid}?limit=1").json()["results"][0]
    assert newest["values"][0] == {
        "name": "email",
        "value": "late@guest.example",
        "objectTypeId": "0-1",
    }
    assert newest["submittedAt"] == 1_780_304_460_000


def test_forms_need_their_scope():
    """And nothing else."""
    client = connect(HubspotSandbox(size=50, scopes=["forms"]))
    assert client.get(FORMS).is_success
    assert refusal(client.get("/crm/objects/2026-03/contacts")) == (403, "MISSING_SCOPES")
