"""The real server in a process of its own, with a page small enough to know."""

import http.client
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

STREAMLIT = Subprotocol("streamlit")
HERE = Path(__file__).parent
ANNOUNCED = re.compile(r"^http://127\.0\.0\.1:(\d+)/")
HOSTILE_CONFIG = """
[server]
enableAgentApi = true
enableStaticServing = true
enableCORS = false
[browser]
gatherUsageStats = true
[logger]
enableRich = true
"""


@dataclass
class Answer:
    """One answer of the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Served:
    """A running server: where it listens, what it wrote, the key of its links."""

    folder: Path
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    port: int = 0
    process: subprocess.Popen[str] | None = None

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def log(self) -> str:
        return (self.home / "logs" / "workbench.log").read_text(encoding="utf-8")

    @property
    def terminal(self) -> str:
        return (self.folder / "terminal").read_text(encoding="utf-8")

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            lower = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, lower, answer.read())
        finally:
            connection.close()

    def run_page(self, **query: str) -> list[ForwardMsg]:
        """Open a session as a browser does and return all that the page sent."""
        url = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        origin = Origin(f"http://127.0.0.1:{self.port}")
        with connect(url, subprotocols=[STREAMLIT], origin=origin) as session:
            message = BackMsg()
            message.rerun_script.query_string = urlencode(query)
            session.send(message.SerializeToString())
            return list(_until_finished(session))

    def effective(self, names: list[str]) -> dict[str, object]:
        """Return the settings as the running server holds them."""
        sent = self.run_page(options=json.dumps(names))
        (told,) = [one.delta.new_element.text.body for one in sent if _is_text(one)]
        effective: dict[str, object] = json.loads(told)
        return effective


def _is_text(message: ForwardMsg) -> bool:
    return message.delta.new_element.WhichOneof("type") == "text"


def _until_finished(session: ClientConnection) -> Iterator[ForwardMsg]:
    while True:
        message = ForwardMsg.FromString(bytes(session.recv(timeout=20, decode=False)))
        yield message
        if message.WhichOneof("type") == "script_finished":
            return


@contextmanager
def running(folder: Path) -> Iterator[Served]:
    """Serve from a folder whose every neighbouring setting says the opposite."""
    served = Served(folder)
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text(HOSTILE_CONFIG)
    hostile = {
        "HOME": str(folder),
        "STREAMLIT_SERVER_ADDRESS": "0.0.0.0",  # noqa: S104
        "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full",
        "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false",
        "PYTHONPATH": str(HERE.parents[1]),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, str(HERE / "server_child.py")]
    command += [str(HERE / "sample_page.py"), str(served.home), served.key.hex()]
    with (
        (folder / "terminal").open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | hostile,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout
        served.process = process
        try:
            announced = ANNOUNCED.match(process.stdout.readline())
            assert announced, served.terminal
            served.port = int(announced[1])
            yield served
        finally:
            process.kill()
