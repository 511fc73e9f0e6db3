"""The granted loans as businesses to simulate: their plans without a person's words.

Of a case goes out its id, its trade, its region and its plan in figures; every word
that somebody typed into the plan is left behind.
"""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, Final

from workbench import money
from workbench.access.policy import Action
from workbench.errors import WorkbenchError
from workbench.exchange import case_file
from workbench.finance.simulation.asked import spreads_of
from workbench.finance.simulation.portfolio import Exposure, LeftOut
from workbench.journey import parameters as parameter_desk
from workbench.journey import payments
from workbench.journey.desk import Desk, act
from workbench.journey.payments import Loan
from workbench.knowledge import funders
from workbench.knowledge.parameters import Parameters
from workbench.knowledge.risk import usual
from workbench.months import Month
from workbench.plan import building
from workbench.plan.business_plan import BusinessPlan
from workbench.store import cases, dossiers
from workbench.store.connect import Connection
from workbench.store.decisions import DecisionRow
from workbench.store.dossiers import DossierRow

TYPED: Final = frozenset({"name", "unit", "label", "role", "item"})
"""Fields of a plan's parts that hold what a person typed."""


class NothingFunded(WorkbenchError):
    """No loan of the database was granted, or all of them are settled."""

    code = "stress.nothing_funded"


@dataclass(frozen=True, slots=True)
class Holdings:
    """Every granted loan that is still owed, by case id, and what cannot be counted.

    `settled` counts the loans that are repaid or written off.
    """

    exposures: tuple[Exposure, ...]
    left_out: tuple[LeftOut, ...]
    settled: int
    parameters: Parameters


def held(desk: Desk) -> Holdings:
    """Return the loans granted on the cases of the database; NothingFunded."""
    with act(desk, Action.SEE_FORECAST, of="portfolio") as doing:
        rows = sorted(cases.search(doing.conn), key=lambda case: case.id)
        found = [_held(doing.conn, row.id, desk.today) for row in rows]
        parameters = parameter_desk.in_force(doing.conn, desk.today)
    exposures = tuple(one for one in found if isinstance(one, Exposure))
    left_out = tuple(one for one in found if isinstance(one, LeftOut))
    if not exposures and not left_out:
        raise NothingFunded
    return Holdings(exposures, left_out, found.count(SETTLED), parameters)


SETTLED: Final = "settled"


def _held(
    conn: Connection, case_id: str, today: date
) -> Exposure | LeftOut | str | None:
    """The loan of a case: what to simulate, why not, SETTLED, or None without one."""
    granted = payments.granted(conn, case_id)
    if granted is None or not granted.amount_centimes:
        return None
    sent = dossiers.get(conn, granted.dossier_id)
    try:
        if not funders.get(sent.funder).is_loan:
            return None
        found = _exposure(granted, sent)
        loan = payments.load(conn, case_id, today)
    except WorkbenchError as refusal:
        return _left_out(case_id, refusal)
    if isinstance(loan, WorkbenchError):
        return _left_out(case_id, loan)
    return SETTLED if isinstance(loan, Loan) and _is_settled(loan) else found


def _left_out(case_id: str, refusal: WorkbenchError) -> LeftOut:
    facts = tuple((name, str(fact)) for name, fact in refusal.facts.items())
    return LeftOut(case_id, refusal.code, facts)


def _is_settled(loan: Loan) -> bool:
    return loan.standing.is_repaid or loan.standing.is_written_off


def _exposure(granted: DecisionRow, sent: DossierRow) -> Exposure | LeftOut | None:
    """The plan of the frozen dossier, with what was decided since."""
    case = case_file.parse(sent.inputs)
    plan = building.build(case.questionnaire, case.answers)
    if not isinstance(plan, BusinessPlan):
        lacking = ", ".join(plan.questions)
        return LeftOut(sent.case_id, "plan.incomplete", (("questions", lacking),))
    if plan.loan is None or granted.amount_centimes is None:
        return None
    lent = money.from_centimes(granted.amount_centimes)
    decided = Month.of(date.fromisoformat(granted.decided_on))
    return Exposure(
        key=sent.case_id,
        sector=case.answers.text("idea.sector"),
        region=case.answers.text("person.region"),
        plan=replace(
            wordless(plan),
            loan=replace(plan.loan, amount=lent),
            start=max(plan.start, decided.plus(1)),
        ),
        spreads=spreads_of(case.answers, plan, usual(), len(plan.products) + 1),
    )


def wordless(plan: BusinessPlan) -> BusinessPlan:
    """Return the plan without what a person typed: figures, codes and dates only."""
    parts: dict[str, Any] = {
        field.name: tuple(map(_wordless, getattr(plan, field.name)))
        for field in fields(plan)
        if isinstance(getattr(plan, field.name), tuple)
    }
    return replace(plan, **parts)


def _wordless(part: Any) -> Any:  # noqa: ANN401 - any part of a plan
    if not is_dataclass(part) or isinstance(part, type):
        return part
    typed = TYPED & {field.name for field in fields(part)}
    return replace(part, **dict.fromkeys(typed, ""))
