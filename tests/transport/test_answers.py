"""What each status means, and what is done about it."""

from __future__ import annotations

import httpx
import pytest

from productops.errors import (
    CredentialsRejected,
    PermissionMissing,
    ProductopsError,
    QuotaExhausted,
    SourceUnavailable,
    UnexpectedAnswer,
)
from productops.kit import Request
from productops.transport.waiting import Bounds, Waiter

TICKETS = Request(path="/api/v2/tickets", stream="tickets", query={"page[size]": 100})
SIZED = TICKETS.with_(page_size="page[size]")
OK = httpx.Response(200, json={"tickets": []})


def failure(transport, request=TICKETS) -> ProductopsError:
    with pytest.raises(ProductopsError) as caught:
        transport.send(request)
    return caught.value


def test_an_answer_comes_as_it_was_sent(connect, seen) -> None:
    """Path and query as the vendor wants them; status, lower-case headers and bytes come back."""
    asked = []

    def handle(request):
        asked.append(request)
        return httpx.Response(200, json={"a": 1}, headers={"X-Page": "1", "Set-Cookie": "s=1"})

    answer = connect(handle).send(
        TICKETS.ask(**{"include[]": ["users", "groups"], "archived": True}).with_(
            headers={"X-ExperimentalApi": "opt-in"}
        )
    )

    assert str(asked[0].url) == (
        "https://acme.zendesk.example/api/v2/tickets"
        "?page%5Bsize%5D=100&include%5B%5D=users&include%5B%5D=groups&archived=true"
    )
    assert asked[0].headers["x-experimentalapi"] == "opt-in"
    assert asked[0].headers["user-agent"].startswith("productops/")
    assert (answer.status, answer.body, answer.headers["x-page"]) == (200, b'{"a":1}', "1")
    assert "set-cookie" not in answer.headers
    assert seen.events == [("sent", "tickets", "/api/v2/tickets")]


@pytest.mark.parametrize(
    ("form", "kind", "content"),
    [
        (False, "application/json", b'{"a":["x","y"]}'),
        (True, "application/x-www-form-urlencoded", b"a=x&a=y"),
    ],
)
def test_a_body_is_json_or_a_form(connect, form, kind, content) -> None:
    """The request says which."""
    asked = []

    def handle(request):
        asked.append((request.headers["content-type"], request.content))
        return OK

    connect(handle).send(TICKETS.with_(method="POST", body={"a": ["x", "y"]}, form=form))

    assert asked == [(kind, content)]


@pytest.mark.parametrize("status", [404, 403, 401, 422, 410])
def test_expected_statuses_are_answers(connect, replies, status) -> None:
    """A 404 that means "none" is no error."""
    transport = connect(replies(httpx.Response(status, json={"error": "x"})))

    assert transport.send(TICKETS.with_(expect=(status,))).status == status


@pytest.mark.parametrize(
    ("answer", "error", "said", "hint"),
    [
        (
            httpx.Response(401, json={"error": "Couldn't authenticate you"}),
            CredentialsRejected,
            "Couldn't authenticate you",
            "credentials",
        ),
        (
            httpx.Response(403, json={"error": {"title": "Forbidden", "message": "Not for you."}}),
            PermissionMissing,
            "Forbidden; Not for you.",
            "role or scope",
        ),
        (
            httpx.Response(
                403,
                json={"description": "Missing"},
                headers={"WWW-Authenticate": 'Bearer error="insufficient_scope", scope="hc:read"'},
            ),
            PermissionMissing,
            "Missing",
            '"hc:read"',
        ),
        (
            httpx.Response(
                403,
                json={
                    "message": "lacks scopes",
                    "errors": [{"context": {"requiredGranularScopes": ["crm.read", "tickets"]}}],
                },
            ),
            PermissionMissing,
            "lacks scopes",
            '"crm.read, tickets"',
        ),
        (
            httpx.Response(401, json={"code": 401, "message": "Unauthorized; scope does not match"}),
            PermissionMissing,
            "(401): Unauthorized; scope does not match",
            "role or scope",
        ),
        (httpx.Response(404, json={"error": "RecordNotFound"}), UnexpectedAnswer, "/api/v2/tickets", "subdomain"),
        (httpx.Response(410, text="gone"), UnexpectedAnswer, "gone", "endpoint was removed"),
        (
            httpx.Response(422, json={"error": "StartTimeTooRecent", "description": "Too recent."}),
            UnexpectedAnswer,
            "Too recent.",
            "",
        ),
        (
            httpx.Response(400, json={"errorMessages": ["no such field"], "errors": {"jql": "bad"}}),
            UnexpectedAnswer,
            "no such field; jql: bad",
            "",
        ),
        (httpx.Response(402, json={"message": "Suspended"}), UnexpectedAnswer, "Suspended", "suspended"),
        (
            httpx.Response(404, html="<!DOCTYPE html><title>Oops</title>"),
            UnexpectedAnswer,
            "an HTML page",
            "base_url",
        ),
        (httpx.Response(200, html="<html>Sign in</html>"), UnexpectedAnswer, "HTML", "login page"),
        (
            httpx.Response(200, text="\n<!doctype HTML><p>", headers={"content-type": "application/json"}),
            UnexpectedAnswer,
            "HTML",
            "subdomain",
        ),
    ],
)  # fmt: skip
def test_an_error_says_what_and_what_to_do(
    connect, replies, seen, answer, error, said, hint
) -> None:
    """The vendor's own words, where it happened, and one thing to do; nothing is repeated."""
    caught = failure(connect(replies(answer)))

    assert type(caught) is error
    assert said in caught.message
    assert hint in caught.hint
    assert caught.where == "support/tickets"
    assert seen.count("sent") == 1


def test_a_long_message_is_cut(connect, replies) -> None:
    """A stack trace of the vendor's does not fill the screen."""
    caught = failure(connect(replies(httpx.Response(400, text="no " * 5000))))

    assert len(caught.message) < 400


@pytest.mark.parametrize(
    "body", [b"[" * 5000, b"\xff\xfe", b"", b'{"error": [[[["deep"]]]]}', b"null"]
)
def test_any_error_body_is_survived(connect, replies, body) -> None:
    """Whatever a 400 carries, it is an UnexpectedAnswer."""
    assert isinstance(
        failure(connect(replies(httpx.Response(400, content=body)))), UnexpectedAnswer
    )


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 408])
def test_a_source_in_trouble_is_asked_again(connect, replies, seen, clock, status) -> None:
    """5xx: the same request again after a growing, announced wait."""
    trouble = httpx.Response(status, text="upstream")
    transport = connect(replies(trouble, trouble, trouble, OK))

    assert transport.send(TICKETS).status == 200
    assert clock.waits == [0.5, 1, 2]
    assert seen.count("retried") == 3
    assert [kind for kind, _, _ in seen.events] == [
        "sent", *["waiting", "retried", "sent"] * 3,
    ]  # fmt: skip


def test_a_source_that_stays_in_trouble_is_given_up(connect, replies, seen) -> None:
    """After the last attempt the status is told."""
    caught = failure(connect(replies(httpx.Response(503)), bounds=Bounds(attempts=4)))

    assert isinstance(caught, SourceUnavailable)
    assert (caught.status, caught.shrink) == (503, False)
    assert seen.count("sent") == 4


@pytest.mark.parametrize("broken", [httpx.Response(504), httpx.ReadTimeout("slow")])
def test_a_page_that_is_too_slow_is_tried_once_more_then_made_smaller(
    connect, replies, seen, broken
) -> None:
    """Retrying the same size cannot work: the engine is told to halve it."""
    caught = failure(connect(replies(broken)), SIZED)

    assert isinstance(caught, SourceUnavailable)
    assert caught.shrink
    assert seen.count("sent") == 2


@pytest.mark.parametrize("request_", [TICKETS, SIZED.ask(**{"page[size]": 1})])
def test_a_page_that_cannot_be_smaller_is_tried_as_often_as_others(
    connect, replies, seen, request_
) -> None:
    """Without a page size, or at one record, a 504 is like any 5xx."""
    caught = failure(connect(replies(httpx.Response(504)), bounds=Bounds(attempts=5)), request_)

    assert not caught.shrink
    assert seen.count("sent") == 5


def test_the_page_size_may_stand_in_the_body_or_a_followed_link(connect, replies) -> None:
    """POST searches and followed links (where it is text) can be halved too."""
    transport = connect(replies(httpx.Response(504)))
    posted = Request(path="/search", method="POST", body={"limit": 100}, page_size="limit")
    linked = SIZED.follow("https://acme.zendesk.example/api/v2/tickets?page%5Bsize%5D=1000")

    assert failure(transport, posted).shrink
    assert failure(transport, linked).shrink


@pytest.mark.parametrize(
    "broken",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout(""),
        httpx.ReadError("reset by peer"),
        httpx.RemoteProtocolError("incomplete chunked read"),
        httpx.Response(200, content=b'{"tickets": [', headers={"content-type": "application/json"}),
        httpx.Response(
            200, content=b'{"a": nonsense}', headers={"content-type": "application/json"}
        ),
        httpx.Response(200, content=b"[" * 100_000, headers={"content-type": "application/json"}),
    ],
)
def test_a_broken_answer_is_asked_for_again(connect, replies, seen, broken) -> None:
    """Connections that fail and JSON that does not parse."""
    assert connect(replies(broken, OK)).send(TICKETS).body == OK.content
    assert seen.count("retried") == 1


def test_a_host_that_never_answered_is_given_up_soon(connect, replies, seen) -> None:
    """A wrong name should not take a minute to be told."""
    caught = failure(connect(replies(httpx.ConnectError("Name or service not known"))))

    assert seen.count("sent") == 3
    assert "subdomain" in caught.hint


def test_a_host_that_once_answered_gets_all_attempts(connect, replies, seen) -> None:
    """A network that is away for a moment costs nothing."""
    transport = connect(replies(OK, httpx.ConnectError("unreachable")), bounds=Bounds(attempts=6))
    transport.send(TICKETS)
    failure(transport)

    assert seen.count("sent") == 1 + 6


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"Retry-After": "93"}, [93]),
        ({"Retry-After": "1.5"}, [1.5]),
        ({"Retry-After": "0"}, []),
        ({"Retry-After": "Fri, 15 Jan 2027 08:00:42 GMT"}, [42]),
        ({}, [0.5]),
        ({"Retry-After": "soon"}, [0.5]),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "7"}, [7]),
        ({"Retry-After": "2", "ratelimit-remaining": "0", "ratelimit-reset": "57"}, [2]),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2027-01-15T08:01Z"}, [60]),
    ],
)
def test_a_429_waits_as_long_as_the_source_says(
    connect, replies, clock, seen, headers, waits
) -> None:
    """Retry-After first, then the reset of a spent limit, then our own backoff."""
    refusal = httpx.Response(429, json={"error": "APIRateLimitExceeded"}, headers=headers)

    assert connect(replies(refusal, OK)).send(TICKETS).status == 200
    assert clock.waits == pytest.approx(waits)
    assert seen.count("retried") == 1


@pytest.mark.parametrize(
    "refusal",
    [
        httpx.Response(429, text="Number of allowed API requests per minute exceeded"),
        httpx.Response(429, json={"detail": "Rate limited by edge protection", "status": "429"}),
        httpx.Response(429, html="<html>slow down</html>"),
        httpx.Response(429),
    ],
)
def test_a_429_may_say_anything(connect, replies, refusal) -> None:
    """Plain text, the edge's JSON and HTML are all just a 429."""
    assert connect(replies(refusal, OK)).send(TICKETS).status == 200


def test_a_wait_is_announced_with_reason_and_end_before_it_starts(
    connect, replies, seen, clock
) -> None:
    """Nobody wonders why nothing happens."""
    refusal = httpx.Response(429, headers={"Retry-After": "30"})
    connect(replies(refusal, OK)).send(TICKETS.with_(bucket="incremental-exports"))
    ((reason, seconds, until),) = seen.waits

    assert reason == "support: the source asks to wait (429, incremental-exports)"
    assert (seconds, until.timestamp()) == (30, clock.now())


def test_a_wait_is_announced_first(connect, replies, seen) -> None:
    """Whoever waits has already said so."""
    announced = []

    def pause(seconds):
        announced.append(seen.count("waiting"))
        return False

    refusal = httpx.Response(429, headers={"Retry-After": "1"})
    connect(replies(refusal, OK), waiter=Waiter(pause=pause)).send(TICKETS)

    assert announced[:1] == [1]


def test_a_429_holds_the_other_threads_too(connect, replies, clock, seen) -> None:
    """What is sent while somebody waits, waits as long; nobody else is refused."""
    other = TICKETS.with_(stream="users")

    def pause(seconds):
        if len(seen.waits) == 1:
            transport.send(other)
        return clock.pause(seconds)

    waiter = Waiter(now=clock.now, pause=pause)
    transport = connect(
        replies(httpx.Response(429, headers={"Retry-After": "30"}), OK), waiter=waiter
    )
    transport.send(TICKETS)

    assert [seconds for _, seconds, _ in seen.waits] == [30, 30]
    assert seen.events[2:4] == [
        ("waiting", "users", "support: the source asked to wait"), ("sent", "users", "/api/v2/tickets"),
    ]  # fmt: skip


def test_a_wait_that_is_too_long_is_not_waited(connect, replies, clock) -> None:
    """An hour's quota stops the source and says when it starts anew."""
    caught = failure(connect(replies(httpx.Response(429, headers={"Retry-After": "3600"}))))

    assert isinstance(caught, QuotaExhausted)
    assert caught.resets_at.timestamp() == clock.now() + 3600
    assert clock.waits == []


def test_waits_of_one_request_are_bounded_together(connect, replies, clock) -> None:
    """Ten minutes twice are too long as well."""
    caught = failure(connect(replies(httpx.Response(429, headers={"Retry-After": "600"}))))

    assert isinstance(caught, QuotaExhausted)
    assert clock.waits == [600]


def test_a_source_that_never_stops_asking_to_wait_is_out_of_quota(connect, replies, clock) -> None:
    """Without a time it ends after the last attempt, resumable."""
    caught = failure(connect(replies(httpx.Response(429)), bounds=Bounds(attempts=3)))

    assert isinstance(caught, QuotaExhausted)
    assert clock.waits == [0.5, 1]


def test_a_retry_after_of_zero_does_not_hammer(connect, replies, clock) -> None:
    """The second time our own backoff holds."""
    refusal = httpx.Response(429, headers={"Retry-After": "0"})
    connect(replies(refusal, refusal, refusal, OK)).send(TICKETS)

    assert clock.waits == [1, 2]


def test_a_days_quota_is_no_reason_to_wait(connect, replies, clock, seen) -> None:
    """HubSpot's policy DAILY stops the source at once."""
    body = {
        "status": "error",
        "message": "You have reached your daily limit.",
        "policyName": "DAILY",
    }
    caught = failure(connect(replies(httpx.Response(429, json=body))))

    assert isinstance(caught, QuotaExhausted)
    assert "daily limit" in caught.message
    assert seen.count("sent") == 1


def test_our_share_of_a_limit_is_kept(connect, clock, seen) -> None:
    """Seven of ten exports, then a wait until the window's end; nothing is refused."""
    left = {"now": 10}

    def handle(request):
        if clock.now() >= 1_800_000_048:
            left["now"] = max(left["now"], 10)
        left["now"] -= 1
        told = f"total=10; remaining={left['now']}; resets=48"
        return httpx.Response(200, json={}, headers={"zendesk-ratelimit-exports": told})

    transport = connect(handle)
    for _ in range(7):
        transport.send(TICKETS)

    assert clock.waits == []

    transport.send(TICKETS)

    assert clock.waits == [48]
    assert "rate_share 0.7" in seen.waits[0][0]


def test_a_request_waits_before_it_is_sent_if_it_says_so(connect, replies, clock, seen) -> None:
    """Export, then poll."""
    connect(replies(OK)).send(TICKETS.with_(wait=5))

    assert clock.waits == [5]
    assert [kind for kind, _, _ in seen.events] == ["waiting", "sent"]


def test_a_page_that_the_source_finds_too_big_is_to_be_made_smaller(connect, replies) -> None:
    """413, where the request says how big a page it wants; at one record it is a refusal like any other."""
    transport = connect(replies(httpx.Response(413, json={"message": "too large"})))

    big = failure(transport, TICKETS.ask(size=100).with_(page_size="size"))
    one = failure(transport, TICKETS.ask(size=1).with_(page_size="size"))

    assert type(big).__name__ == "AnswerTooBig"
    assert "too large" in big.message
    assert type(one).__name__ == "UnexpectedAnswer"


def test_the_limit_on_size_holds_for_declared_and_undeclared_answers(connect) -> None:
    """One byte over is too big, exactly the limit is not."""
    big = Bounds(max_bytes=1000)

    def handle(request):
        size = int(request.url.params["size"])
        return httpx.Response(200, content=(b"x" for _ in range(size)))

    transport = connect(handle, bounds=big)

    assert len(transport.send(TICKETS.ask(size=1000)).body) == 1000

    caught = failure(transport, TICKETS.ask(size=1001))

    assert type(caught).__name__ == "AnswerTooBig"
    assert caught.where == "support/tickets"
