"""Set up the workbench in this folder and open it.

    python3 tools/start.py            the workbench, on your own cases
    python3 tools/start.py --demo     a throw-away copy filled with fictional cases

Only the standard library is used. The first start downloads the components into
`.venv`, once; later starts need no network.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)

HOLDS_STREAMLIT = (
    "import importlib.util, sys; "
    "sys.exit(importlib.util.find_spec('streamlit') is None)"
)

OLD_PYTHON = 3
NO_VENV = 4
NO_INSTALL = 5

OFFLINE = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Connection refused",
    "Network is unreachable",
    "No route to host",
)


class CannotStart(Exception):
    """What is in the way, in French and English, and the exit code that says so."""

    def __init__(self, french: str, english: str, code: int) -> None:
        super().__init__(f"{french}\n{english}")
        self.code = code


def require_python(version: tuple[int, ...] = sys.version_info[:3]) -> None:
    """Return when this Python is recent enough; CannotStart otherwise."""
    if version >= OLDEST:
        return
    found, wanted = (".".join(map(str, each)) for each in (version, OLDEST))
    raise CannotStart(
        f"Python {wanted} ou plus récent est nécessaire (ici : {found}) : "
        "https://www.python.org/downloads/",
        f"Python {wanted} or later is needed (this is {found}): "
        "https://www.python.org/downloads/",
        OLD_PYTHON,
    )


def require_venv() -> None:
    """Return when this Python can make an environment; CannotStart otherwise."""
    if importlib.util.find_spec("ensurepip") is None:
        raise CannotStart(
            "Il manque le module venv : sudo apt install python3-venv",
            "The venv module is missing: sudo apt install python3-venv",
            NO_VENV,
        )


def environment(root: Path = ROOT) -> Path:
    """Return the folder of the environment of a copy of the workbench."""
    return root / ".venv"


def script(root: Path, name: str) -> Path:
    """Return a programme of the environment: `Scripts/x.exe` or `bin/x`."""
    if os.name == "nt":
        return environment(root) / "Scripts" / (name + ".exe")
    return environment(root) / "bin" / name


def stamp(root: Path) -> Path:
    """Return the file that says what the environment was made from."""
    return environment(root) / "workbench-stamp"


def wanted(root: Path, extra: str) -> str:
    """Return what the stamp says when nothing is left to install."""
    digest = hashlib.sha256((root / "pyproject.toml").read_bytes()).hexdigest()
    return f"{digest} {extra}\n{root}\n"


def is_current(root: Path, extra: str = "") -> bool:
    """Return whether the environment stands and holds at least what is asked."""
    enough = {wanted(root, extra), wanted(root, "dev")}
    return _recorded(root) in enough and _works(root, HOLDS_STREAMLIT)


def _recorded(root: Path) -> str:
    return stamp(root).read_text(encoding="utf-8") if stamp(root).is_file() else ""


def _is_usable(root: Path) -> bool:
    """Return whether the environment can be installed into: it was not moved here."""
    recorded = _recorded(root)
    return _works(root) and (not recorded or recorded.endswith(f"\n{root}\n"))


def _works(root: Path, code: str = "") -> bool:
    python = str(script(root, "python"))
    try:
        return subprocess.run([python, "-c", code], check=False).returncode == 0
    except OSError:
        return False


def set_up(root: Path = ROOT, extra: str = "") -> None:
    """Make the environment and install the workbench, unless that is done already.

    `extra` names a group of optional dependencies. Raises CannotStart.
    """
    if is_current(root, extra):
        return
    if not _is_usable(root):
        require_venv()
        _run([sys.executable, "-m", "venv", "--clear", str(environment(root))], root)
    say(
        "Installation des composants : quelques minutes, la première fois…",
        "Installing the components: a few minutes, the first time…",
    )
    target = f"{root}[{extra}]" if extra else str(root)
    pip = [str(script(root, "python")), "-m", "pip", "install", "--quiet"]
    options = ["--disable-pip-version-check", "--no-input", "--editable"]
    _run([*pip, *options, target], root)
    stamp(root).write_text(wanted(root, extra), encoding="utf-8")


def _run(command: list[str], root: Path) -> None:
    """Run one step of the set-up, its output kept in a file in case it fails."""
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return
    environment(root).mkdir(exist_ok=True)
    log = environment(root) / "set-up.log"
    log.write_text(done.stdout, encoding="utf-8")
    if any(sign in done.stdout for sign in OFFLINE):
        raise CannotStart(
            "Pas d'accès à Internet : il en faut un pour la première installation.",
            "No access to the Internet, which the first installation needs.",
            NO_INSTALL,
        )
    raise CannotStart(
        f"L'installation a échoué ; le détail est dans {log}",
        f"The installation failed; the details are in {log}",
        NO_INSTALL,
    )


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--demo", action="store_true", help="fictional cases, not kept")
    where.add_argument("--home", type=Path, help="the folder of the cases")
    parser.add_argument("--port", type=int, help="the port of the pages (8501)")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument(
        "--setup-only", action="store_true", help="install, and start nothing"
    )
    return parser.parse_args(given)


def command(asked: argparse.Namespace, root: Path = ROOT) -> list[str]:
    """Return the command that serves the workbench as asked."""
    serve = [str(script(root, "python")), "-P", "-m", "workbench", "serve"]
    if asked.demo:
        serve.append("--demo")
    if asked.home is not None:
        serve += ["--home", str(asked.home)]
    if asked.port is not None:
        serve += ["--port", str(asked.port)]
    if asked.no_browser:
        serve.append("--no-browser")
    return serve


def say(french: str, english: str) -> None:
    """Print one thing in two languages."""
    print(f"{french}\n{english}", flush=True)


def main() -> int:
    """Set up, then become the server; return an exit code when that fails."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    asked = arguments()
    try:
        require_python()
        set_up()
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return problem.code
    if asked.setup_only:
        return 0
    serve = command(asked)
    if os.name == "posix":
        os.execv(serve[0], serve)  # noqa: S606 - signals then reach the server itself
    try:
        return subprocess.run(serve, check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
