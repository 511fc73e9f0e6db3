import base64
import gc
import hashlib
import re
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from server_process import STREAMLIT, Served, running
from streamlit import config
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from workbench import paths, server

ROUTES = {
    "/": 200,
    "/any/page": 200,
    "/healthz": 200,
    "/dossier/forged": 403,
    "/_stcore/health": 200,
    "/_stcore/host-config": 200,
    "/_stcore/metrics": 404,
    "/_stcore/agent/openapi.json": 404,
    "/media/unknown.docx": 404,
    "/favicon.png": 200,
    "//elsewhere.example": 400,
}
HARDENED = {
    "server.address": "127.0.0.1",
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "server.allowedHosts": ["localhost", "127.0.0.1", "::1"],
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 10,
    "browser.gatherUsageStats": False,
    "client.allowedOrigins": [],
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.disableDataExport": True,
    "runner.magicEnabled": False,
    "logger.enableRich": False,
}


def static_script(served: Served) -> str:
    found = re.search(r'src="\.(/static/js/[^"]+\.js)"', served.get("/").text)
    assert found
    return found[1]


def test_streamlit_knows_every_setting_of_the_file() -> None:
    assert set(server.settings()) <= set(config.get_config_options())


def test_the_running_server_holds_the_settings_of_the_file(served: Served) -> None:
    settings = server.settings()
    assert served.effective(sorted(settings)) == settings


def test_the_settings_stay_hardened(served: Served) -> None:
    assert served.effective(sorted(HARDENED)) == HARDENED


def test_the_settings_are_read_from_the_one_file() -> None:
    content = tomllib.loads(paths.streamlit_config().read_text(encoding="utf-8"))
    sidebar = content["theme"]["sidebar"]["backgroundColor"]
    assert server.settings()["theme.sidebar.backgroundColor"] == sidebar


@pytest.mark.parametrize(("path", "status"), ROUTES.items())
def test_every_answer_carries_the_headers(
    served: Served, path: str, status: int
) -> None:
    answer = served.get(path)
    assert answer.status == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


def test_only_the_scripts_of_the_page_itself_may_run(served: Served) -> None:
    page = served.get("/")
    policy = dict(
        directive.split(" ", 1)
        for directive in page.headers["content-security-policy"].split("; ")
    )
    allowed = {"'self'"}
    for script in re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL):
        digest = hashlib.sha256(script.encode()).digest()
        allowed.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    assert len(allowed) > 1
    assert set(policy["script-src"].split()) == allowed
    assert set(policy["img-src"].split()) == {"'self'", "data:", "blob:"}
    assert policy["connect-src"] == "'self'"


@pytest.mark.parametrize("path", ["/", "/any/page"])
def test_the_page_says_it_is_in_french(served: Served, path: str) -> None:
    page = served.get(path, **{"Accept-Encoding": "gzip"})
    assert '<html lang="fr">' in page.text
    assert int(page.headers["content-length"]) == len(page.body)
    assert "_stcore/agent" not in page.text
    assert "JavaScript" in page.text


def test_a_page_from_an_older_visit_is_sent_again(served: Served) -> None:
    headers = served.get("/").headers
    assert "etag" not in headers
    assert "last-modified" not in headers


def test_asking_for_the_head_alone_sends_no_page(served: Served) -> None:
    answer = served.get("/", "HEAD")
    assert answer.status == 200
    assert answer.body == b""


def test_what_never_changes_is_kept_by_the_browser(served: Served) -> None:
    answer = served.get(static_script(served))
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]
    assert "content-security-policy" in answer.headers


def test_health_is_told_in_one_word(served: Served) -> None:
    assert served.get("/healthz").text == '{"status":"ok"}'


def test_another_host_name_is_refused(served: Served) -> None:
    assert served.get("/healthz", Host="elsewhere.example").status == 400
    assert served.get("/healthz", Host=f"localhost:{served.port}").status == 200
    assert served.get("/healthz", Host=f"[::1]:{served.port}").status == 200


@pytest.mark.parametrize(
    ("host", "origin"),
    [("127.0.0.1", "https://elsewhere.example"), ("elsewhere.example", None)],
)
def test_no_other_site_opens_a_session(
    served: Served, host: str, origin: str | None
) -> None:
    url = f"ws://{host}:{served.port}/_stcore/stream"
    said = Origin(origin) if origin else None
    with (
        socket.create_connection(("127.0.0.1", served.port)) as sock,
        pytest.raises(InvalidStatus),
        connect(url, sock=sock, subprotocols=[STREAMLIT], origin=said),
    ):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="every 127.x answers on Linux only")
def test_only_the_one_address_listens(served: Served) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", served.port), timeout=5)


def test_a_failing_page_tells_a_reference_and_no_value(served: Served) -> None:
    typed = "Awa 0612345678"
    sent = "".join(map(str, served.run_page(fail=typed)))
    found = re.search(r"note the reference ([0-9A-F]{8})", sent)
    assert found
    assert f"{found[1]} builtins.ValueError" in served.log
    assert "sample_page.py:" in served.log
    assert "ValueError" not in sent
    for kept in (sent, served.log, served.terminal):
        assert typed not in kept


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_the_server_stops_when_told(tmp_path: Path, told: signal.Signals) -> None:
    with running(tmp_path) as one:
        assert one.process
        one.process.send_signal(told)
        code = one.process.wait(timeout=20)
        assert code in {0, -told}
        assert one.terminal == ""


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "::", "", "192.168.1.20", "atelier.example"],  # noqa: S104
)
def test_an_address_others_could_reach_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(server.NotLoopback) as refused:
        server.serve(tmp_path / "home", open_browser=False, address=address)
    assert refused.value.facts == {"address": address}
    assert not (tmp_path / "home").exists()


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(server.PortInUse) as refused:
            server.serve(tmp_path / "home", open_browser=False, port=port)
    assert refused.value.facts == {"port": str(port)}
    assert not (tmp_path / "home").exists()


def test_warming_up_spares_what_is_there_from_collections() -> None:
    code = (
        "import gc, sys; from workbench import server; server._warm_up(); "
        "print(gc.get_freeze_count(), set(server.WARMED) <= set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    frozen, is_warm = done.stdout.split()
    assert is_warm == "True"
    assert int(frozen) > gc.get_freeze_count()
