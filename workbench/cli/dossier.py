"""The command that makes a Word dossier: of a case on record, or of a file."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

import click

from workbench.cli import files, subjects
from workbench.cli.options import FILE, dated, pass_session
from workbench.cli.session import REFUSED, Session
from workbench.exchange import case_file
from workbench.journey import cases, outlook
from workbench.journey import dossier as dossiers
from workbench.journey.dossier import Cover, DossierBlocked
from workbench.journey.outlook import Assessment
from workbench.knowledge import funders, parameters, wording
from workbench.knowledge.funders import Funder


@dataclass(frozen=True, slots=True)
class _Order:
    """What is asked for: whose dossier, for whom, in which language."""

    session: Session
    subject: str
    funder: Funder
    language: str


@dataclass(frozen=True, slots=True)
class _Mark:
    """How a document is told apart from others; no number without a database."""

    number: str | None
    version: int
    sha256: str


@click.command()
@click.argument("subject", metavar="FILE|ID_OR_NUMBER")
@click.option("--funder", required=True, metavar="ID", help="Whose template and rules.")
@click.option(
    "--lang",
    type=click.Choice(wording.LANGUAGES),
    default=wording.DEFAULT,
    show_default=True,
    help="Language of the dossier.",
)
@click.option(
    "--out", type=FILE, metavar="FILE", required=True, help="The Word file to write."
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@dated
@pass_session
def dossier(
    session: Session, subject: str, funder: str, lang: str, out: Path, *, force: bool
) -> None:
    """Make the Word dossier of a case for a funder.

    A case of the database gets its next version, frozen there with everything it
    was made from. A file is written without a database. While something must be
    mended first, the findings are listed and nothing is written.
    """
    order = _Order(session, subject, funders.get(funder), lang)
    make = _of_file if subjects.is_file(subject) else _on_record
    with files.reserved(out, is_replacing=force) as place:
        mark, document = make(order)
        place.fill(document)
    words = session.words
    version = words.text("Version {n}", n=str(mark.version))
    hashed = words.text("Fingerprint {hash}", hash=mark.sha256)
    said = (mark.number, version, hashed)
    session.answer(
        {"file": str(out), **asdict(mark)}, str(out), " · ".join(filter(None, said))
    )


def _on_record(order: _Order) -> tuple[_Mark, bytes]:
    desk = order.session.opened_for(order.subject)
    case = cases.find(desk, order.subject).row
    funder = order.funder
    try:
        row = dossiers.make(desk, case.id, funder.id, order.language)
    except DossierBlocked as blocked:
        seen = outlook.look(desk, case.id, funder.horizon_months, funder)
        _refuse(order.session, blocked, seen.assessment)
    mark = _Mark(case.number, row.version, row.document_sha256)
    return mark, dossiers.document(desk, row.id)


def _of_file(order: _Order) -> tuple[_Mark, bytes]:
    case = case_file.read(Path(order.subject))
    today, funder = order.session.today, order.funder
    known = parameters.load().known_on(today)
    cover = Cover("", version=1, made_on=today, counsellor="")
    try:
        made, _ = dossiers.from_file(case, known, funder, order.language, cover)
    except DossierBlocked as blocked:
        assessment = outlook.assess(
            case.questionnaire,
            case.answers,
            known,
            months=funder.horizon_months,
            today=today,
            funder=funder,
        )
        _refuse(order.session, blocked, assessment)
    sha256 = hashlib.sha256(made.document).hexdigest()
    return _Mark(None, cover.version, sha256), made.document


def _refuse(
    session: Session, blocked: DossierBlocked, assessment: Assessment
) -> NoReturn:
    """Say what must be mended and what must be answered first."""
    verdict = assessment.verdict
    missing = dict.fromkeys(
        (*assessment.lacking, *(verdict.missing if verdict else ()))
    )
    session.refuse(blocked, assessment.blocking, tuple(missing))
    raise click.exceptions.Exit(REFUSED)
