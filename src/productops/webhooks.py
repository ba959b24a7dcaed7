"""An endpoint for webhooks in any web framework: what to answer to a request that arrived.

@app.post("/webhooks/{source}")                                    # FastAPI, Starlette, Flask, …
async def arrived(request):
status, text = await to_thread(respond, ws, request.path_params["source"], request.method,
str(request.url), request.headers, await request.body())
return PlainTextResponse(text, status)
"""

from __future__ import annotations

from collections.abc import Mapping

from .errors import DeliveryRefused, ProductopsError, SettingsError, StoreError
from .workspace import Workspace

STORED, REFUSED, UNKNOWN, FAILED, BUSY = 200, 401, 404, 500, 503


def respond(
    workspace: Workspace,
    source: str,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
) -> tuple[int, str]:
    """Receive a delivery and say what to answer: an HTTP status and a line for the source's log.

    200: all of it is stored, or was before · 401: not the source's, or too old · 404: no such source, or it
    receives nothing · 503: the store is busy, the source should send it again · 500: anything else that it
    should send again. The line tells a stranger nothing of the settings.
    """
    try:
        report = workspace.receive(source, method, url, headers, body)
    except DeliveryRefused as error:
        return (STORED, "received before") if error.repeated else (REFUSED, "refused")
    except SettingsError:
        return UNKNOWN, "nothing is received here"
    except StoreError:
        return BUSY, "busy, send it again"
    except ProductopsError:
        return FAILED, "not stored, send it again"
    return (STORED, "stored") if report.ok else (FAILED, "not stored, send it again")
