"""The granted loans as businesses to simulate: their plans without a person's words.

Of a case goes out its id, its trade, its region and its plan in figures; every word
that somebody typed into the plan is left behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, Final

from workbench import money
from workbench.access.policy import Action
from workbench.errors import WorkbenchError
from workbench.exchange import case_file
from workbench.finance.simulation.arrears import Unpaid
from workbench.finance.simulation.asked import is_asked, spreads_of
from workbench.finance.simulation.portfolio import Exposure, LeftOut
from workbench.journey import parameters as parameter_desk
from workbench.journey import payments
from workbench.journey.desk import Desk, act
from workbench.journey.payments import Loan
from workbench.knowledge import funders
from workbench.knowledge.parameters import Parameters
from workbench.knowledge.risk import usual
from workbench.money import ZERO
from workbench.months import Month
from workbench.plan import building
from workbench.plan.business_plan import BusinessPlan, HouseholdLine
from workbench.store import cases, dossiers
from workbench.store.connect import Connection
from workbench.store.decisions import DecisionRow
from workbench.store.dossiers import DossierRow

TYPED: Final = frozenset({"name", "unit", "label", "role", "item"})
"""Fields of a plan's parts that hold what a person typed."""

HOUSEHOLD: Final = ("household_expenses", "household_income")


class NothingFunded(WorkbenchError):
    """No loan of the database was granted, or all of them are settled."""

    code = "stress.nothing_funded"


@dataclass(frozen=True, slots=True)
class Holdings:
    """Every granted loan that is still owed, by case id, and what cannot be counted.

    `settled` counts the loans that are repaid or written off, `by_usual` those whose
    ranges nobody gave.
    """

    exposures: tuple[Exposure, ...]
    left_out: tuple[LeftOut, ...]
    settled: int
    by_usual: int
    parameters: Parameters

    @property
    def by_record(self) -> int:
        """How many loans start from what was recorded of them."""
        return sum(one.unpaid is not None for one in self.exposures)


def held(desk: Desk) -> Holdings:
    """Return the loans granted on the cases of the database; NothingFunded."""
    with act(desk, Action.SEE_FORECAST, of="portfolio") as doing:
        rows = sorted(cases.search(doing.conn), key=lambda case: case.id)
        found = [_held(doing.conn, row.id, desk.today) for row in rows]
        parameters = parameter_desk.in_force(doing.conn, desk.today)
    held = [one for one in found if isinstance(one, _Held)]
    left_out = tuple(one for one in found if isinstance(one, LeftOut))
    if not held and not left_out:
        raise NothingFunded
    return Holdings(
        tuple(one.exposure for one in held),
        left_out,
        settled=found.count(SETTLED),
        by_usual=sum(one.is_by_usual for one in held),
        parameters=parameters,
    )


SETTLED: Final = "settled"


@dataclass(frozen=True, slots=True)
class _Held:
    """A business to simulate, and whether its ranges are the usual ones."""

    exposure: Exposure
    is_by_usual: bool


def _held(conn: Connection, case_id: str, today: date) -> _Held | LeftOut | str | None:
    """The loan of a case: what to simulate, why not, SETTLED, or None without one."""
    granted = payments.granted(conn, case_id)
    if granted is None or not granted.amount_centimes:
        return None
    sent = dossiers.get(conn, granted.dossier_id)
    try:
        if not funders.get(sent.funder).is_loan:
            return None
        loan = payments.load(conn, case_id, today)
        if isinstance(loan, WorkbenchError):
            return _left_out(case_id, loan)
        if loan is None or loan.standing.is_repaid or loan.standing.is_written_off:
            return SETTLED if loan else None
        return _exposure(granted, sent, loan)
    except WorkbenchError as refusal:
        return _left_out(case_id, refusal)


def _left_out(case_id: str, refusal: WorkbenchError) -> LeftOut:
    facts = tuple((name, str(fact)) for name, fact in refusal.facts.items())
    return LeftOut(case_id, refusal.code, facts)


def _exposure(
    granted: DecisionRow, sent: DossierRow, loan: Loan
) -> _Held | LeftOut | None:
    """The plan of the frozen dossier, with what was decided and recorded since."""
    case = case_file.parse_frozen(sent.inputs)
    plan = building.build(case.questionnaire, case.answers)
    if not isinstance(plan, BusinessPlan):
        lacking = ", ".join(plan.questions)
        return LeftOut(sent.case_id, "plan.incomplete", (("questions", lacking),))
    if plan.loan is None or granted.amount_centimes is None:
        return None
    lent = money.from_centimes(granted.amount_centimes)
    decided = Month.of(date.fromisoformat(granted.decided_on))
    exposure = Exposure(
        key=sent.case_id,
        sector=case.answers.text("idea.sector"),
        region=case.answers.text("person.region"),
        plan=replace(
            wordless(plan),
            loan=replace(plan.loan, amount=lent),
            start=max(plan.start, decided.plus(1)),
        ),
        spreads=spreads_of(case.answers, plan, usual(), len(plan.products) + 1),
        unpaid=_unpaid(loan),
    )
    return _Held(exposure, is_by_usual=not is_asked(case.answers))


def _unpaid(loan: Loan) -> tuple[Unpaid, ...] | None:
    """What the record leaves to pay; None where nothing was recorded."""
    if not any(line.is_in_force for line in loan.lines):
        return None
    return tuple(
        Unpaid(
            Month.of(row.due_on),
            row.unpaid.principal,
            row.unpaid.total - row.unpaid.principal,
        )
        for row in loan.standing.account.rows
        if row.unpaid.total
    )


def wordless(plan: BusinessPlan) -> BusinessPlan:
    """Return the plan without what a person typed: figures, codes and dates only.

    Of the family's budget its two totals stay.
    """
    parts: dict[str, Any] = {
        field.name: tuple(map(_wordless, getattr(plan, field.name)))
        for field in fields(plan)
        if isinstance(getattr(plan, field.name), tuple)
    }
    parts |= {name: _total(getattr(plan, name)) for name in HOUSEHOLD}
    return replace(plan, **parts)


def _total(lines: Sequence[HouseholdLine]) -> tuple[HouseholdLine, ...]:
    return (HouseholdLine("", sum((line.per_month for line in lines), ZERO)),)


def _wordless(part: Any) -> Any:  # noqa: ANN401 - any part of a plan
    if not is_dataclass(part) or isinstance(part, type):
        return part
    typed = TYPED & {field.name for field in fields(part)}
    return replace(part, **dict.fromkeys(typed, ""))
