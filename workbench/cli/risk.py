"""The command that runs a plan many times over: of a file, or of a case on record."""

from pathlib import Path

import click

from workbench.cli import risk_told, subjects
from workbench.cli.assessed import PlanIncomplete
from workbench.cli.options import Bounded, dated, pass_session, simulated
from workbench.cli.session import Session
from workbench.exchange import case_file
from workbench.finance.forecast import LONGEST
from workbench.finance.simulation import montecarlo
from workbench.finance.simulation.kernels import Kernel
from workbench.journey import cases, outlook
from workbench.journey import risk as risks
from workbench.journey.risk import Runs, Wish
from workbench.knowledge import funders, parameters
from workbench.knowledge.funders import Funder
from workbench.plan import building
from workbench.plan.business_plan import BusinessPlan


@click.command()
@click.argument("subject", metavar="FILE|ID_OR_NUMBER")
@simulated(
    months=Bounded(outlook.DEFAULT_MONTHS, LONGEST),
    since="opening",
    runs=Bounded(montecarlo.USUAL_RUNS, montecarlo.MOST_KEPT),
    seed=None,
    without="; without it, that of the case's number, one for all files",
)
@click.option(
    "--scenario",
    type=click.IntRange(min=1),
    metavar="POSITION",
    help="A scenario that the case keeps, applied to its plan first.",
)
@click.option(
    "--funder",
    "slug",
    metavar="ID",
    help="Whose level the chance of falling short is held to; a suggestion without.",
)
@dated
@pass_session
def risk(  # noqa: PLR0913 - one argument an option
    session: Session,
    *,
    subject: str,
    months: int,
    runs: int,
    seed: int | None,
    kernel: str,
    scenario: int | None,
    slug: str | None,
) -> None:
    """Run the plan of a case file or case many times over.

    Tells how often cash falls short, by month and at all, what weighs most, what
    would bring the chance down, and what is needed to make the same runs again. See
    docs/simulation.md.
    """
    wish = Wish(months, runs, scenario, seed, Kernel(kernel))
    funder = funders.get(slug) if slug else None
    if subjects.is_file(subject):
        if scenario is not None:
            raise click.UsageError("--scenario goes with a case on record.")
        found = _of_file(session, Path(subject), wish, funder)
    else:
        found = _on_record(session, subject, wish, funder)
    seen = risk_told.Seen(
        risks.with_drivers(found).drivers,
        risks.with_remedies(found),
        risks.advice(found),
    )
    words = session.words
    session.answer(risk_told.plain(seen), *risk_told.told(seen, words))


def _of_file(session: Session, file: Path, wish: Wish, funder: Funder | None) -> Runs:
    case = case_file.read(file)
    plan = building.build(case.questionnaire, case.answers)
    if not isinstance(plan, BusinessPlan):
        raise PlanIncomplete(questions=plan.questions)
    known = parameters.load().known_on(session.today)
    return risks.of_plan(plan, case.answers, known, wish, funder)


def _on_record(
    session: Session, reference: str, wish: Wish, funder: Funder | None
) -> Runs:
    desk = session.opened_for(reference)
    case_id = cases.find(desk, reference).row.id
    seen = risks.look(desk, case_id, wish, funder)
    if seen.refused is not None:
        raise seen.refused
    if seen.runs is None:
        raise PlanIncomplete(questions=seen.lacking)
    return seen.runs
