"""Set up everything the checks need, run them all, and say what failed.

    python3 tools/check.py            all but the long tests
    python3 tools/check.py --fast     without browser and office suite
    python3 tools/check.py --slow     the long tests too

Only the standard library is used. As root on Debian, missing system packages are
installed; elsewhere they are named.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

import start

VENV_PACKAGE = "python3-venv"
PACKAGES = (
    "chromium",
    "libreoffice-writer-nogui",
    "libreoffice-calc-nogui",
    "poppler-utils",
    "fonts-noto-core",
    "fonts-hosny-amiri",
)
APT = ("apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=500")


@dataclass(frozen=True)
class Step:
    """One check: its name and the command that passes or fails it."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How one check ended."""

    name: str
    passed: bool
    seconds: float


def steps(*, fast: bool, slow: bool) -> list[Step]:
    """Return the checks in their order, cheapest first."""
    python = str(start.script(start.ROOT, "python"))
    imports = str(start.script(start.ROOT, "lint-imports"))
    left_out = [] if slow else ["slow"]
    quick = _without("browser", *(["office"] if fast else []), *left_out)
    pytest = (python, "-m", "pytest", "-q")
    found = [
        Step("ruff check", (python, "-m", "ruff", "check")),
        Step("ruff format", (python, "-m", "ruff", "format", "--check")),
        Step("mypy", (python, "-m", "mypy")),
        Step("imports", (imports,)),
        Step("messages", (python, "tools/messages.py", "check")),
        Step("tests", (*pytest, "-n", "2", "-m", quick)),
    ]
    if not fast:
        chosen = " and ".join(filter(None, ("browser", _without(*left_out))))
        found.append(Step("browser tests", (*pytest, "-m", chosen)))
    return found


def _without(*marks: str) -> str:
    return " and ".join(f"not {mark}" for mark in marks)


def missing(packages: Iterable[str]) -> list[str]:
    """Return the Debian packages that are not installed."""
    return [package for package in packages if not _is_installed(package)]


def _is_installed(package: str) -> bool:
    if shutil.which("dpkg-query") is None:
        return False
    asked = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    return found.stdout == "installed"


def can_install() -> bool:
    """Return whether this is root on a system with apt."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None


def install(packages: list[str]) -> list[str]:
    """Install system packages where that is possible; return those still missing."""
    if packages and can_install():
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for action in (("update",), ("install", "--no-install-recommends", *packages)):
            subprocess.run([*APT, *action], env=quiet, check=False)
        packages = missing(packages)
    return packages


def prepare(*, fast: bool) -> list[Outcome]:
    """Set up packages and environment; return what could not be had.

    Raises start.CannotStart when no check can run at all.
    """
    start.require_python()
    began = time.monotonic()
    if importlib.util.find_spec("ensurepip") is None:
        install([VENV_PACKAGE])
        importlib.invalidate_caches()
    lacking = [] if fast else install(missing(PACKAGES))
    start.set_up(extra="dev")
    if not lacking:
        return []
    print("Missing system packages: apt install " + " ".join(lacking))
    return [Outcome("system packages", passed=False, seconds=time.monotonic() - began)]


def run(step: Step) -> Outcome:
    """Run one check, its output shown as it comes."""
    print(f"\n=== {step.name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(step.command, cwd=start.ROOT, check=False)
    return Outcome(step.name, done.returncode == 0, time.monotonic() - began)


def table(outcomes: Iterable[Outcome]) -> str:
    """Return one line per check: how it ended and how long it took."""
    return "\n".join(
        f"{'ok' if outcome.passed else 'FAILED':8}{outcome.seconds:6.0f} s  "
        f"{outcome.name}"
        for outcome in outcomes
    )


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fast", action="store_true", help="no browser, no office")
    parser.add_argument("--slow", action="store_true", help="the long tests too")
    return parser.parse_args(given)


def main() -> int:
    """Prepare, run every check, and return 1 when one failed."""
    asked = arguments()
    try:
        outcomes = prepare(fast=asked.fast)
    except start.CannotStart as problem:
        print(problem, file=sys.stderr)
        return problem.code
    outcomes += [run(step) for step in steps(fast=asked.fast, slow=asked.slow)]
    print(f"\n{table(outcomes)}")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
