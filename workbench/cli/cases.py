"""The commands on cases: listed, shown, taken in from a file, written to one."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from workbench import money
from workbench.cli import files, grid, telling
from workbench.cli.options import FILE, dated, pass_session, shared
from workbench.cli.session import Session
from workbench.exchange import case_file
from workbench.funding.content import END, START, Row, Table
from workbench.journey import cases, followup, names, tasks
from workbench.journey.followup import FollowUp, VisitView
from workbench.journey.tasks import TaskList
from workbench.knowledge.wording import Words
from workbench.people.path import Outcome, Stage
from workbench.store.cases import CaseRow
from workbench.store.decisions import DecisionRow
from workbench.store.dossiers import DossierRow

SHOWN_OF_HASH = 16


@click.group()
def case() -> None:
    """List, show, import and export cases."""


@case.command("list")
@click.option("--text", default="", help="Words of the name or the number.")
@click.option(
    "--stage", type=click.Choice([s.value for s in Stage]), help="Only these."
)
@shared
@pass_session
def list_(session: Session, text: str, stage: str | None) -> None:
    """List the cases, the last changed first."""
    found: list[CaseRow] = []
    if session.has_database():
        found = cases.listing(session.opened(), text, stage)
    words = session.words
    lines = grid.lines(_listed(found, words)) if found else [words.text("No case.")]
    session.answer([_plain(row) for row in found], *lines)


def _plain(row: CaseRow) -> dict[str, object]:
    return {
        "id": row.id,
        "number": row.number,
        "name": row.label,
        "profile": row.profile,
        "stage": row.stage,
        "revision": row.revision,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _listed(found: list[CaseRow], words: Words) -> Table:
    return Table(
        title="",
        head=(
            words.text("Number"),
            words.text("Name"),
            words.text("Stage"),
            words.text("Changed on"),
        ),
        sides=(START,) * 4,
        rows=tuple(
            Row(
                (
                    row.number,
                    row.label or words.text("Without a name yet"),
                    names.stage(row.stage, words),
                    _day(row.updated_at, words),
                )
            )
            for row in found
        ),
    )


def _day(at: str, words: Words) -> str:
    return words.date(datetime.fromisoformat(at).astimezone().date())


@case.command()
@click.argument("reference", metavar="ID_OR_NUMBER")
@dated
@pass_session
def show(session: Session, reference: str) -> None:
    """Show where a case stands: its tasks, dossiers, decisions and visits."""
    desk = session.opened_for(reference)
    case_id = cases.find(desk, reference).row.id
    listed = tasks.listing(desk, case_id)
    followed = followup.view(desk, case_id)
    session.answer(
        _plain_case(listed, followed, session.words),
        *_told_case(listed, followed, session.words),
    )


def _plain_case(
    listed: TaskList, followed: FollowUp, words: Words
) -> dict[str, object]:
    shown = listed.case
    return {
        **_plain(shown.row),
        "tasks": [asdict(task) for task in listed.tasks],
        "consents": [asdict(consent) for consent in shown.consents],
        "overrides": {key: it.reason for key, it in shown.overrides.items()},
        "dossiers": [_plain_dossier(row) for row in followed.dossiers],
        "decisions": [_plain_decision(row) for row in followed.decisions],
        "visits": [_plain_visit(visit, words) for visit in followed.visits],
    }


def _plain_dossier(row: DossierRow) -> dict[str, object]:
    return {
        "id": row.id,
        "version": row.version,
        "funder": row.funder,
        "language": row.language,
        "case_revision": row.case_revision,
        "made_at": row.frozen_at,
        "sha256": row.document_sha256,
    }


def _plain_decision(row: DecisionRow) -> dict[str, object]:
    centimes = row.amount_centimes
    return {
        "dossier": row.dossier_id,
        "outcome": row.outcome,
        "decided_on": row.decided_on,
        "amount": None if centimes is None else str(money.from_centimes(centimes)),
        "conditions": row.conditions,
        "reasons": row.reasons,
    }


def _plain_visit(visit: VisitView, words: Words) -> dict[str, object]:
    return {
        "code": visit.row.code,
        "dossier": visit.row.dossier_id,
        "due_on": visit.row.due_on,
        "standing": visit.due.value,
        "done_on": visit.row.done_on,
        "note": visit.row.note,
        "variances": [asdict(variance) for variance in visit.variances],
        "alerts": [telling.plain_finding(alert, words) for alert in visit.alerts],
    }


def _told_case(listed: TaskList, followed: FollowUp, words: Words) -> Iterator[str]:
    row = listed.case.row
    yield f"{row.number}  {row.label or words.text('Without a name yet')}"
    yield names.stage(row.stage, words)
    yield ""
    yield from grid.lines(_tasks(listed, words))
    if followed.dossiers:
        yield ""
        yield from grid.lines(_dossiers(followed, words))
    for decision in followed.decisions:
        yield ""
        yield told_decision(decision, words)
    if followed.visits:
        yield ""
        yield from grid.lines(_visits(followed, words))
    for visit in followed.visits:
        for alert in telling.told(visit.alerts, words):
            yield f"{visit.row.code} - {alert}"


def _tasks(listed: TaskList, words: Words) -> Table:
    return Table(
        title="",
        head=(words.text("Task"), words.text("Status"), ""),
        sides=(START, START, END),
        rows=tuple(
            Row(
                (
                    names.task(task.id, listed.case.questionnaire, words),
                    words.text(names.STATUS[task.status]),
                    f"{task.done}/{task.total}" if task.total else "",
                )
            )
            for task in listed.tasks
        ),
    )


def _dossiers(followed: FollowUp, words: Words) -> Table:
    return Table(
        title=words.text("Versions made"),
        head=(
            words.text("Version"),
            words.text("Funder"),
            words.text("Language"),
            words.text("Made on"),
            words.text("Fingerprint"),
        ),
        sides=(END, START, START, START, START),
        rows=tuple(
            Row(
                (
                    str(row.version),
                    row.funder,
                    row.language,
                    _day(row.frozen_at, words),
                    row.document_sha256[:SHOWN_OF_HASH],
                )
            )
            for row in followed.dossiers
        ),
    )


def told_decision(row: DecisionRow, words: Words) -> str:
    """Return a decision on one line: the outcome, the day, the amount granted."""
    parts = [
        words.text(names.OUTCOMES[Outcome(row.outcome)]),
        words.date(date.fromisoformat(row.decided_on)),
    ]
    if row.amount_centimes is not None:
        parts.append(words.money(money.from_centimes(row.amount_centimes)))
    return " · ".join(parts)


def _visits(followed: FollowUp, words: Words) -> Table:
    return Table(
        title=words.text("Follow-up visits"),
        head=(
            words.text("Visit"),
            words.text("Planned for"),
            words.text("Made on"),
            words.text("Status"),
        ),
        sides=(START,) * 4,
        rows=tuple(
            Row(
                (
                    visit.row.code,
                    words.date(date.fromisoformat(visit.row.due_on)),
                    words.date(date.fromisoformat(visit.row.done_on))
                    if visit.row.done_on
                    else "",
                    words.text(names.DUE[visit.due]),
                )
            )
            for visit in followed.visits
        ),
    )


@case.command("import")
@click.argument("file", type=FILE)
@dated
@pass_session
def import_(session: Session, file: Path) -> None:
    """Take a case file in as a new case and tell its number."""
    read = case_file.read(file)
    row = cases.import_file(session.opened(), read)
    name = row.label or session.words.text("Without a name yet")
    session.answer(_plain(row), f"{row.number}  {name}")


@case.command()
@click.argument("reference", metavar="ID_OR_NUMBER")
@click.option(
    "--out", type=FILE, metavar="FILE", help="Write to this file, not to the screen."
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@dated
@pass_session
def export(session: Session, reference: str, out: Path | None, *, force: bool) -> None:
    """Write a case as a case file.

    Refused unless the person has agreed to share it.
    """
    desk = session.opened_for(reference)
    found = cases.find(desk, reference)
    if out is None:
        click.echo(cases.export_file(desk, found.row.id), nl=False)
        return
    with files.reserved(out, is_replacing=force) as place:
        place.fill(cases.export_file(desk, found.row.id).encode())
    session.answer({"number": found.row.number, "file": str(out)}, str(out))


@case.command("copy-for-person")
@click.argument("reference", metavar="ID_OR_NUMBER")
@click.option("--out", type=FILE, required=True, metavar="FILE", help="A new file.")
@shared
@pass_session
def copy_for_person(session: Session, reference: str, out: Path) -> None:
    """Write all that is kept about a person, for that person.

    Answers, agreements, dossiers, decisions, visits, payments and who saw them.
    """
    desk = session.opened_for(reference)
    found = cases.find(desk, reference)
    with files.reserved(out, is_replacing=False) as place:
        place.fill(cases.copy_for_person(desk, found.row.id, session.words).encode())
    session.answer({"number": found.row.number, "file": str(out)}, str(out))
