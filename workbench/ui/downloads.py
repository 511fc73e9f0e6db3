"""Short-lived links to a frozen dossier, so that Streamlit never serves one itself.

A file handed to `st.download_button` can be fetched by anybody who knows its
address. A link from here names one dossier and expires; the key that signs it
exists only in this process, so a restart ends every link.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

LIFETIME: Final = timedelta(minutes=10)
ROUTE: Final = "/dossier/"

_KEY: Final = secrets.token_bytes(32)
_NOT_IN_A_FILE_NAME: Final = re.compile(r"[^A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Grant:
    """The right to fetch one version of one dossier until a moment."""

    dossier_id: str
    case_number: str
    version: int
    expires: float

    @property
    def file_name(self) -> str:
        """The name the file is saved under: ASCII, and nobody's name."""
        number = _NOT_IN_A_FILE_NAME.sub("-", self.case_number).strip("-")
        return f"dossier-{number}-v{self.version}.docx"


def grant(dossier_id: str, case_number: str, version: int, now: datetime) -> str:
    """Return a token that opens this dossier for ten minutes from `now`."""
    expires = (now + LIFETIME).timestamp()
    granted = asdict(Grant(dossier_id, case_number, version, expires))
    payload = _encoded(json.dumps(granted).encode())
    return f"{payload}.{_signature(payload)}"


def address(token: str) -> str:
    """Return the address, on this server, that a token opens."""
    return ROUTE + token


def open_grant(token: str, now: datetime) -> Grant | None:
    """Return what a token grants; nothing when it is forged, altered or expired."""
    payload, _, signature = token.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(payload).encode()):
        return None
    granted = Grant(**json.loads(base64.urlsafe_b64decode(payload + "==")))
    return granted if now.timestamp() < granted.expires else None


def _signature(payload: str) -> str:
    return _encoded(hmac.new(_KEY, payload.encode(), hashlib.sha256).digest())


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
