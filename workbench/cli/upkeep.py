"""The commands on the whole: serve it, try it out, copy it, put a copy back."""

import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from workbench import paths
from workbench.cli import cases, files, telling
from workbench.cli.files import FileNotWritten
from workbench.cli.options import FILE, pass_session, shared
from workbench.cli.session import Session
from workbench.journey import archive, names
from workbench.journey import demo as demonstration
from workbench.journey.demo import Walked
from workbench.knowledge.wording import Words
from workbench.store import connect
from workbench.store.errors import BackupExists, DatabaseUnprepared

PORT = 8501


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="0: any.",
)
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@click.option("--demo", "is_demo", is_flag=True, help="Fictional cases, thrown away.")
@shared
@pass_session
def serve(session: Session, port: int, *, no_browser: bool, is_demo: bool) -> None:
    """Serve the pages, on this computer only.

    Runs until stopped with Ctrl+C. With --demo, a temporary home holds the
    fictional cases and goes when stopped.
    """
    from workbench import server  # noqa: PLC0415 - Streamlit takes a second

    if is_demo and session.home_chosen:
        raise click.UsageError("--demo keeps nothing, so it takes no --home.")
    if not is_demo:
        session.opened()
        server.serve(session.home, port=port, open_browser=not no_browser)
        return
    with _temporary_home() as home:
        _walk(paths.database(home))
        server.serve(home, port=port, open_browser=not no_browser)


@contextmanager
def _temporary_home() -> Iterator[Path]:
    """Yield a folder that goes at the end, also when the process is told to end."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with tempfile.TemporaryDirectory(
            prefix="workbench-demo-", ignore_cleanup_errors=True
        ) as folder:
            yield Path(folder)
    finally:
        signal.signal(signal.SIGTERM, before)


def _walk(database: Path) -> Sequence[Walked]:
    chosen = demonstration.samples()
    connect.prepare(database)
    return tuple(demonstration.walk(database, chosen))


@click.command()
@click.option("--out", type=FILE, required=True, metavar="DIR", help="A new folder.")
@shared
@pass_session
def demo(session: Session, out: Path) -> None:
    """Walk the fictional cases to their last step.

    Writes DIR/home, a home to serve or explore, and DIR/<name>.docx for each
    dossier; tells why one of the cases is refused.
    """
    home = out / "home"
    files.require_new(home)
    try:
        home.mkdir(parents=True)
    except OSError as problem:
        raise FileNotWritten(file=str(home)) from problem
    walked = _walk(paths.database(home))
    for one in walked:
        if one.dossier:
            files.write(_document(out, one), one.document)
    words = session.words
    lines = [line for one in walked for line in _told(out, one, words)]
    session.answer(
        {"home": str(home), "cases": [_plain(out, one, words) for one in walked]},
        *lines,
        words.text("Home: {folder}", folder=str(home)),
    )


def _document(out: Path, one: Walked) -> Path:
    return out / f"{one.name}.docx"


def _plain(out: Path, one: Walked, words: Words) -> dict[str, object]:
    visits = one.follow_up.visits if one.follow_up else ()
    return {
        "name": one.name,
        "number": one.case.number,
        "stage": one.case.stage,
        "dossier": str(_document(out, one)) if one.dossier else None,
        "sha256": one.dossier.document_sha256 if one.dossier else None,
        "decisions": [
            row.outcome for row in (one.follow_up.decisions if one.follow_up else ())
        ],
        "visits_made": [visit.row.code for visit in visits if visit.row.done_on],
        "reasons": [telling.plain_finding(f, words) for f in one.reasons],
    }


def _told(out: Path, one: Walked, words: Words) -> Iterator[str]:
    stage = names.stage(one.case.stage, words)
    yield f"{one.case.number}  {one.case.label}  ({stage})"
    if one.dossier:
        yield f"  {_document(out, one)}"
    yield from (f"  - {reason}" for reason in telling.told(one.reasons, words))
    if one.follow_up:
        for decision in one.follow_up.decisions:
            yield f"  {cases.told_decision(decision, words)}"
        for visit in one.follow_up.visits:
            if visit.row.done_on:
                made_on = words.date(date.fromisoformat(visit.row.done_on))
                standing = words.text(names.DUE[visit.due])
                yield f"  {visit.row.code}  {standing} {made_on}"
            yield from (f"    - {a}" for a in telling.told(visit.alerts, words))


@click.command()
@click.argument("file", type=FILE)
@shared
@pass_session
def backup(session: Session, file: Path) -> None:
    """Write a verified copy of the database to FILE.

    Others go on working meanwhile. A file that exists is never overwritten.
    """
    desk = session.desk()
    if not session.has_database():
        raise DatabaseUnprepared(file=str(desk.database))
    if file.exists():
        raise BackupExists(file=str(file))
    sha256 = archive.back_up(session.opened(), file)
    session.answer({"file": str(file), "sha256": sha256}, str(file), sha256)


@click.command()
@click.argument("file", type=FILE)
@shared
@pass_session
def restore(session: Session, file: Path) -> None:
    """Put a verified copy in the place of the database.

    The database it replaces is kept beside it, and named.
    """
    kept = archive.restore(session.desk(), file)
    words = session.words
    lines = [words.text("Restored: {file}", file=str(file))]
    if kept:
        lines.append(
            words.text("The database before it is kept: {file}", file=str(kept))
        )
    session.answer({"restored": str(file), "kept": kept}, *lines)
