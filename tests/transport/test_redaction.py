"""No secret leaves, in any spelling, by any way out."""

from __future__ import annotations

import base64
import traceback
from urllib.parse import quote

import httpx
import pytest
from pydantic import SecretStr

from productops.errors import ProductopsError
from productops.kit import Basic, Bearer, ClientCredentials, NoAuth, RefreshToken, Request
from productops.transport.redaction import MASK, Redactor

SECRET = 'MARK-p@ss/w&rd+"x"-4711'
PLAIN = "MARKED-client-secret-0815"
REFRESH = "MARKED-refresh-0816"
TOKEN = "MARKED-token-0817"
TICKETS = Request(path="/api/v2/tickets", stream="tickets", query={"q": "x"})


@pytest.mark.parametrize(
    "spelling",
    [
        SECRET,
        quote(SECRET, safe=""),
        quote(SECRET, safe="").replace("%20", "+"),
        base64.b64encode(SECRET.encode()).decode(),
        'MARK-p@ss/w&rd+\\"x\\"-4711',
    ],
)
def test_a_known_secret_goes_in_every_spelling(spelling) -> None:
    """Raw, in a URL, in JSON, in base64."""
    assert Redactor([SECRET]).clean(f"before {spelling} after") == f"before {MASK} after"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Basic b3BzOnRva2Vu", f"Authorization: {MASK}"),
        (
            "{'authorization': 'Bearer abcdefghijkl', 'x': 1}",
            f"{{'authorization': '{MASK}', 'x': 1}}",
        ),
        ("?access_token=abc123&page=2", f"?access_token={MASK}&page=2"),
        ('{"client_secret": "abc", "id": 7}', f'{{"client_secret": "{MASK}", "id": 7}}'),
        ("token Bearer abcdefgh.ijk-l was refused", f"token Bearer {MASK} was refused"),
        ("http://user:pass@host/x", f"http://{MASK}@host/x"),
        ("the api_key=k1 and api-token: t2", f"the api_key={MASK} and api-token: {MASK}"),
    ],
)
def test_what_looks_like_a_credential_goes_too(text, expected) -> None:
    """For what a vendor echoes and nobody told us about."""
    assert Redactor().clean(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a plain sentence about tokens and basics",
        "cursor=abc&page[size]=100",
        "",
        "authorization failed",
    ],
)
def test_ordinary_text_is_left_alone(text) -> None:
    """Redaction does not garble messages."""
    assert Redactor(["", "abc"]).clean(text) == text


def test_a_secret_with_a_blank_goes_in_both_spellings_of_a_query() -> None:
    """`%20` and `+`."""
    assert Redactor(["pass phrase"]).clean("a=pass%20phrase&b=pass+phrase") == f"a={MASK}&b={MASK}"


def test_a_secret_is_not_cut_in_half_by_a_long_message(connect, replies) -> None:
    """Half a secret would not be known again."""
    for lead in range(270, 301):
        answer = httpx.Response(400, json={"error": "x" * lead + PLAIN})
        with pytest.raises(ProductopsError) as caught:
            connect(replies(answer), secrets=[PLAIN]).send(TICKETS)
        assert "MARK" not in str(caught.value)


def test_the_longer_secret_wins() -> None:
    """A secret that contains another one leaves no rest."""
    assert Redactor(["secret", "secret-and-more"]).clean("secret-and-more") == MASK


def test_a_token_learned_later_is_known() -> None:
    """Secrets are added while threads read."""
    redactor = Redactor(["first-secret"])
    redactor.add("later-secret")

    assert redactor.clean("first-secret later-secret") == f"{MASK} {MASK}"


def echo(request: httpx.Request) -> str:
    """Everything a hostile or careless vendor could send back."""
    return f"{request.url} {dict(request.headers)} {request.content!r}"


def careless(status: int):
    """A source that echoes the whole request in its error, and gives a marked token."""

    def handle(request):
        if request.method == "POST" and status != 400:
            return httpx.Response(
                200, json={"access_token": TOKEN, "refresh_token": f"{REFRESH}-2"}
            )
        told = f"{TOKEN} {REFRESH}-2" if TOKEN in request.headers.get("authorization", "") else "no"
        return httpx.Response(status, json={"error": echo(request), "description": told})

    return handle


AUTHS = {
    "basic": Basic("ops@acme.example", SecretStr(SECRET)),
    "bearer": Bearer(SecretStr(SECRET)),
    "key": Bearer(SecretStr(SECRET), header="X-Key", prefix=""),
    "client": ClientCredentials("/t", "c", SecretStr(PLAIN), extra={"scope": "read"}),
    "refresh": RefreshToken("/t", "c", SecretStr(PLAIN), SecretStr(REFRESH)),
    "extra": NoAuth(),
}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422, 429, 503])
@pytest.mark.parametrize("kind", AUTHS)
def test_no_planted_secret_comes_out(connect, seen, kind, status) -> None:
    """Errors, their tracebacks, reprs, and everything an observer hears, with a vendor that echoes all."""
    asked = TICKETS.ask(key=SECRET) if kind == "extra" else TICKETS
    transport = connect(careless(status), auth=AUTHS[kind], secrets=[SECRET], keep=print)

    with pytest.raises(ProductopsError) as caught:
        transport.send(asked)
    error = caught.value
    out = " ".join(
        [
            *map(str, (error, error.args, error.message, error.hint, error.where)),
            *map(repr, (error, transport, transport.redactor, AUTHS[kind], seen)),
            *traceback.format_exception(error),
        ]
    )

    for secret in (SECRET, PLAIN, REFRESH, TOKEN):
        for spelling in (
            secret,
            quote(secret, safe=""),
            base64.b64encode(secret.encode()).decode(),
        ):
            assert spelling not in out
    assert error.__cause__ is None
    assert not isinstance(error.__context__, httpx.HTTPError)


def test_a_connection_error_carries_no_request(connect) -> None:
    """The signed request is in the error of httpx; ours must not hold that one."""

    def handle(request):
        raise httpx.ConnectError(f"cannot reach {echo(request)}", request=request)

    with pytest.raises(ProductopsError) as caught:
        connect(handle, auth=AUTHS["bearer"]).send(TICKETS)

    chain, error = [], caught.value
    while error is not None:
        chain.append(error)
        error = error.__cause__ or error.__context__
    assert all(isinstance(one, ProductopsError) for one in chain)
    assert "MARK" not in str(caught.value)


def test_the_address_of_an_answer_is_clean(connect, replies) -> None:
    """A vendor that wants its key in the query gets it; messages do not."""
    transport = connect(replies(httpx.Response(200, json={})), secrets=[SECRET])
    answer = transport.send(TICKETS.ask(key=SECRET))

    assert "MARK" not in answer.url
    assert answer.url.startswith("https://acme.zendesk.example/api/v2/tickets")
