"""Help centre, community and survey responses of the made-up help desk."""

from __future__ import annotations

import random

from zendesk_model import AGENT, ORIGIN, SECOND_AGENT, START, Desk, Json, iso


def add_help_center(desk: Desk, rng: random.Random) -> None:
    """Eight articles, a topic, five posts with comments and votes."""
    for index in range(8):
        one, at = 364_000_000_001 + index, START + index * 7000
        desk.articles[one] = {
            "id": one, "url": f"{ORIGIN}/api/v2/help_center/en-us/articles/{one}.json",
            "html_url": f"{ORIGIN}/hc/en-us/articles/{one}", "author_id": AGENT, "comments_disabled": False,
            "draft": index == 7, "promoted": False, "position": 0, "vote_sum": 1, "vote_count": 1,
            "section_id": 364_500_000_001, "created_at": iso(at), "updated_at": iso(at), "edited_at": iso(at),
            "name": f"How to do {index}", "title": f"How to do {index}", "source_locale": "en-us",
            "locale": "en-us", "outdated": False, "outdated_locales": [], "user_segment_id": None,
            "permission_group_id": 1, "content_tag_ids": [], "label_names": [f"label{index % 2}"],
            "body": f"<p>Open the menu, then choose {index}.</p>",
        }  # fmt: skip
    topic = 365_000_000_001
    desk.topics[topic] = {
        "id": topic, "url": f"{ORIGIN}/api/v2/help_center/community/topics/{topic}.json",
        "html_url": f"{ORIGIN}/hc/en-us/community/topics/{topic}", "name": "Feature requests",
        "description": None, "position": 0, "follower_count": 1, "community_id": 1,
        "created_at": iso(START), "updated_at": iso(START), "manageable_by": "managers",
        "user_segment_id": None,
    }  # fmt: skip
    people = [u for u in desk.users if u > SECOND_AGENT]
    for index in range(5):
        one, at = 366_000_000_001 + index, START + 50_000 + index * 7000
        voters = people[: index % 4]
        desk.posts[one] = {
            "id": one, "title": f"Please add idea {index}", "details": f"<p>It would help, {index}.</p>",
            "author_id": rng.choice(people), "vote_sum": len(voters), "vote_count": len(voters),
            "comment_count": index % 3, "follower_count": 1, "topic_id": topic, "closed": False,
            "pinned": False, "featured": False, "status": ("none", "planned", "answered")[index % 3],
            "html_url": f"{ORIGIN}/hc/en-us/community/posts/{one}", "content_tag_ids": [],
            "url": f"{ORIGIN}/api/v2/help_center/community/posts/{one}.json", "created_at": iso(at),
            "updated_at": iso(at), "non_author_editor_id": None, "non_author_updated_at": None,
        }  # fmt: skip
        for number in range(index % 3):
            _post_comment(desk, one, 367_000_000_001 + index * 10 + number, people[number], at)
        for number, voter in enumerate(voters):
            vote = 368_000_000_001 + index * 10 + number
            desk.votes[vote] = {
                "id": vote, "url": f"{ORIGIN}/api/v2/help_center/votes/{vote}.json", "user_id": voter,
                "value": 1, "item_id": one, "item_type": "Post", "created_at": iso(at),
                "updated_at": iso(at),
            }  # fmt: skip


def _post_comment(desk: Desk, post: int, one: int, author: int, at: int) -> None:
    desk.post_comments[one] = {
        "id": one, "url": f"{ORIGIN}/api/v2/help_center/community/posts/{post}/comments/{one}.json",
        "html_url": f"{ORIGIN}/hc/en-us/community/posts/{post}/comments/{one}", "author_id": author,
        "body": f"<p>Me too, {one}</p>", "post_id": post, "official": False, "vote_sum": 0, "vote_count": 0,
        "created_at": iso(at + 60), "updated_at": iso(at + 60), "non_author_editor_id": None,
        "non_author_updated_at": None,
    }  # fmt: skip


def add_surveys(desk: Desk, rng: random.Random) -> None:
    """Six responses to the CSAT survey; every other one with a text."""
    survey, scale, text = (
        "01J58KJ9RAE0D2EK7HRVM7Z8F2",
        "01GFYBENPDGN1R6NAA4WRDNVFR",
        "01GFYBENPDGN1R6NAA4TEXT00",
    )
    solved = [t for t in desk.tickets.values() if t["status"] in {"solved", "closed"}][:6]
    for index, ticket in enumerate(solved):
        at = ticket["generated_timestamp"] + 3600
        stamp = {"created_at": iso(at), "updated_at": iso(at)}
        one = f"01J1WB51MG6HXTYWE6Q0C9{index:04d}"
        answers: list[Json] = [{
            "type": "rating_scale", "rating": rng.randint(1, 5), "rating_category": "good", **stamp,
            "question": {"id": scale, "alias": "customer_satisfaction", "type": "rating_scale_emoji",
                         "headline": {"type": "static", "value": "How satisfied were you?"},
                         "options": [{"rating": n, "label": {"type": "static", "value": str(n)}}
                                     for n in range(1, 6)]},
        }]  # fmt: skip
        question = {"id": text, "alias": "comment", "type": "open_ended",
                    "headline": {"type": "static", "value": "Anything else?"}}  # fmt: skip
        if index % 2:
            answers.append(
                {"type": "open_ended", "value": f"Answer text {index}", "question": question}
                | stamp
            )
        else:
            answers.append({"type": "skipped", "question": question} | stamp)
        desk.survey_responses[one] = {
            "id": one, "responder_id": ticket["requester_id"], "expires_at": iso(at + 2_419_200),
            "answers": answers, "survey": {"id": survey, "version": 3, "state": "enabled"},
            "subject_zrns": [f"zen:ticket:{ticket['id']}"],
            "subjects": [{"id": str(ticket["id"]), "type": "ticket", "zrn": f"zen:ticket:{ticket['id']}"}],
            "_at": at,
        }  # fmt: skip
    desk.surveys[survey] = {
        "id": survey, "version": 3, "state": "enabled", "created_at": iso(START), "updated_at": iso(START),
        "questions": [
            {"id": scale, "alias": "customer_satisfaction", "type": "rating_scale_emoji",
             "headline": {"type": "static", "value": "How satisfied were you?"},
             "options": [{"rating": n, "label": {"type": "static", "value": str(n)}} for n in range(1, 6)]},
            {"id": text, "alias": "comment", "type": "open_ended",
             "headline": {"type": "static", "value": "Anything else?"}},
        ],
    }  # fmt: skip
