"""The pages behind a guarded local server: headers, downloads, errors, health.

It serves one person's computer and refuses to be reachable from elsewhere; an
organisation that shares it puts a proxy with TLS in front. It holds no rules about
cases: a dossier is asked for from the journey like any page would.
"""

import base64
import errno
import gc
import hashlib
import importlib
import logging
import os
import re
import secrets
import socket
import sys
import threading
import tomllib
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

import click
import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, file_util

from workbench import paths
from workbench.errors import WorkbenchError, trace_of
from workbench.ui import downloads

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CLOSED: Final = ("/_stcore/metrics", "/_stcore/agent")
WARMED: Final = (
    "workbench.journey.tasks",
    "workbench.journey.dossier",
    "numpy_financial",
    "plotly.graph_objects",
    "plotly.io",
    "plotly.tools",
)
"""What the pages of a case import; not pandas, which only a pasted sheet needs.

While pandas is half imported, plotly in another thread fails on finding it.
"""

WARM_UP_AFTER: Final = 5.0
"""Seconds after the start, when the first page is there."""


_LOG: Final = logging.getLogger("workbench.server")
_INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_NO_SCRIPT: Final = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_SERVICE_LINK: Final = re.compile(r"<!--[^>]*?-->\s*<link rel=\"service-desc\"[^>]*>")
_FAILED: Final = (
    "Une erreur s'est produite ; ce qui était enregistré l'est toujours. Rechargez la "
    "page ; si cela recommence, notez la référence {reference}.\n\n"
    "حدث خطأ، وما تم حفظه ما زال محفوظا. أعيدوا تحميل الصفحة، وإذا تكرر الخطأ فسجلوا "
    "المرجع {reference}.\n\n"
    "Something went wrong; what was saved is still saved. Reload the page; if it "
    "happens again, note the reference {reference}."
)
_EXPIRED: Final = (
    "Ce lien n'est plus valable : revenez à la page du dossier et rechargez-la.\n"
    "لم يعد هذا الرابط صالحا: ارجعوا إلى صفحة الملف وأعيدوا تحميلها.\n"
    "This link is no longer valid: go back to the dossier's page and reload it.\n"
)
_WITHOUT_JAVASCRIPT: Final = (
    "Cette page a besoin de JavaScript. هذه الصفحة تحتاج إلى جافاسكريبت. "
    "This page needs JavaScript."
)


class NotLoopback(WorkbenchError):
    """The address could be reached from other computers; facts: `address`."""

    code = "server.not_loopback"


class PortInUse(WorkbenchError):
    """Another programme listens on this port, or it is reserved; facts: `port`."""

    code = "server.port_in_use"


def serve(
    home: Path, *, port: int = 8501, open_browser: bool, address: str = "127.0.0.1"
) -> None:
    """Serve the pages over one home until stopped; port 0 takes any free one.

    Raises NotLoopback or PortInUse before anything is started.
    """
    _require_loopback(address)
    _require_free(address, port)
    os.environ["WORKBENCH_HOME"] = str(home)
    _open_log(home)
    script = paths.streamlit_app()
    sys.argv = [str(script)]
    desk = _Desk(home, address, open_browser)
    with suppress(KeyboardInterrupt):
        _application(script, desk).run(
            config={**settings(), "server.address": address, "server.port": port}
        )


def settings() -> dict[str, object]:
    """Return the server's settings as Streamlit names them: `section.key`."""
    content = paths.streamlit_config().read_text(encoding="utf-8")
    return dict(_flat("", tomllib.loads(content)))


def _flat(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield prefix + key, value


def _require_loopback(address: str) -> None:
    if address not in LOOPBACK:
        raise NotLoopback(address=address)


def _require_free(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as problem:
            if problem.errno in {errno.EADDRINUSE, errno.EACCES}:
                raise PortInUse(port=str(port)) from problem
            raise


def _application(script: Path, desk: "_Desk") -> st.App:
    index = _index_page()
    headers = _headers(index)
    hosts = [f"[{host}]" if ":" in host else host for host in LOOPBACK]

    async def failed(_request: Request, error: Exception) -> Response:
        text = _FAILED.format(reference=_report(error))
        return PlainTextResponse(text, 500, {**headers, "Cache-Control": "no-store"})

    return st.App(
        script,
        routes=[
            Route("/healthz", _health),
            Route(downloads.ROUTE + "{token}", desk.dossier),
        ],
        middleware=[
            Middleware(_Guard, headers=headers),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
            Middleware(_Index, page=index.encode()),
        ],
        lifespan=desk.lifespan,
        on_script_error=_show_failure,
        exception_handlers={Exception: failed},
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the server's own routes know: whose home, and how it was started."""

    home: Path
    address: str
    open_browser: bool

    @asynccontextmanager
    async def lifespan(self, _app: st.App) -> AsyncIterator[None]:
        """Announce the address once the port is taken, and warm up meanwhile."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        url = f"http://{host}:{config.get_option('server.port')}/"
        _in_background(WARM_UP_AFTER, _warm_up)
        click.echo(f"{url}  (Ctrl+C : arrêter / stop)")
        if self.open_browser:
            _in_background(0, webbrowser.open, url)
        yield

    def dossier(self, request: Request) -> Response:
        """Return a frozen dossier as an attachment to whoever holds its token."""
        now = datetime.now(UTC).astimezone()
        granted = downloads.open_grant(request.path_params["token"], now)
        if granted is None:
            return PlainTextResponse(_EXPIRED, 403)
        from workbench.access import policy  # noqa: PLC0415 - only when needed
        from workbench.journey import dossier  # noqa: PLC0415
        from workbench.journey.desk import Desk  # noqa: PLC0415
        from workbench.knowledge import wording  # noqa: PLC0415

        desk = Desk(paths.database(self.home), policy.local_counsellor(), now)
        try:
            content = dossier.document(desk, granted.dossier_id)
        except WorkbenchError as error:
            said = (wording.words(name).error(error) for name in wording.LANGUAGES)
            return PlainTextResponse("\n".join(said), 409)
        disposition = f'attachment; filename="{granted.file_name}"'
        return Response(content, 200, {"Content-Disposition": disposition}, WORD)


def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _in_background(seconds: float, work: Callable[..., object], *on: str) -> None:
    timer = threading.Timer(seconds, work, on)
    timer.daemon = True
    timer.start()


def _warm_up() -> None:
    """Import what most pages need, then spare it from every collection to come.

    Streamlit collects garbage after each run of a page; what is frozen is not
    looked at again, which makes a click about three times as quick.
    """
    for module in WARMED:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()


def _index_page() -> str:
    """Return Streamlit's page in French, without its invitation to programmes."""
    file = Path(file_util.get_static_dir()) / "index.html"
    page = file.read_text(encoding="utf-8")
    page = page.replace('<html lang="en">', '<html lang="fr">')
    page = _SERVICE_LINK.sub("", page)
    return _NO_SCRIPT.sub(f"<noscript><p>{_WITHOUT_JAVASCRIPT}</p></noscript>", page)


def _headers(index: str) -> dict[str, str]:
    """Return the headers of every answer; only the page's own scripts may run."""
    hashes = " ".join(map(_script_hash, _INLINE_SCRIPT.findall(index)))
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' {hashes}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' blob:",
        "worker-src": "'self' blob:",
        "connect-src": "'self'",
        "frame-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(map(" ".join, policy.items())),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _script_hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class _Guard:
    """Adds the headers to every answer and closes the routes nobody needs here."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app, self._added = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._added)
                if not path.startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        is_closed = path.startswith(CLOSED)
        answer = PlainTextResponse("Not Found", 404) if is_closed else self._app
        await answer(scope, receive, guarded)


class _Index:
    """Sends the prepared page wherever Streamlit sends its own."""

    def __init__(self, app: ASGIApp, page: bytes) -> None:
        self._app, self._page = app, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = b"" if scope["method"] == "HEAD" else self._page
        start: Message | None = None

        async def replaced(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
                headers = MutableHeaders(scope=message)
                for name in ("ETag", "Last-Modified", "Content-Encoding"):
                    del headers[name]
                headers["Content-Length"] = str(len(self._page))
                await send(message)
            elif start is None:
                await send(message)
            elif not message.get("more_body"):
                await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, replaced)


def _is_page(start: Message) -> bool:
    kind = MutableHeaders(scope=start).get("content-type", "")
    return start["status"] == HTTPStatus.OK and kind.startswith("text/html")


def _show_failure(error: Exception) -> bool:
    st.error(_FAILED.format(reference=_report(error)))
    return True


def _report(error: BaseException) -> str:
    """Return the reference under which an error was logged."""
    reference = secrets.token_hex(4).upper()
    _LOG.error("%s %s", reference, trace_of(error))
    return reference


def _open_log(home: Path) -> None:
    """Keep a log in the home, and keep values out of every log of this process."""
    folder = home / "logs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "workbench.log", maxBytes=1_000_000, backupCount=5, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _LOG.addHandler(handler)
    _LOG.propagate = False
    factory = logging.getLogRecordFactory()

    def record(*args: object, **named: object) -> logging.LogRecord:
        made = factory(*args, **named)
        if made.exc_info and made.exc_info[1]:
            made.msg = f"{made.getMessage()}\n{trace_of(made.exc_info[1])}"
            made.args, made.exc_info = (), None
        return made

    logging.setLogRecordFactory(record)
