"""Visits after funding: due, made, and what they found against the forecast."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workbench import money
from workbench.access.policy import Action
from workbench.errors import WorkbenchError
from workbench.findings import Finding
from workbench.followup import comparison
from workbench.followup import visits as calendar
from workbench.followup.comparison import MonthFigures, Situation, Variance
from workbench.followup.loan_standing import Standing
from workbench.followup.visits import Due
from workbench.funding.loan_under_way import Account, LoanUnderWay, SalesSeen
from workbench.journey import payments, state
from workbench.journey.desk import Desk, act
from workbench.journey.payments import Loan
from workbench.journey.state import CaseState
from workbench.knowledge import funders
from workbench.money import ZERO
from workbench.months import Month
from workbench.store import decisions, dossiers, visits
from workbench.store.connect import Connection
from workbench.store.decisions import DecisionRow
from workbench.store.dossiers import DossierRow
from workbench.store.visits import VisitReport, VisitRow


class VisitIncomplete(WorkbenchError):
    """A visit sheet without one of its five figures, or a day to come."""

    code = "visit.incomplete"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a visit notes: the day, five figures in dirhams, and the situation."""

    visited_on: date
    figures: MonthFigures
    is_open: bool = True
    days_late: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit with its standing; once made, its month, variances and alerts."""

    row: VisitRow
    due: Due
    month: Month | None = None
    variances: tuple[Variance, ...] = ()
    alerts: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A case's dossiers, decisions, visits, and the loan that was granted.

    Where the loan cannot be counted, what stands in the way is in its place.
    """

    case: CaseState
    dossiers: tuple[DossierRow, ...]
    decisions: tuple[DecisionRow, ...]
    visits: tuple[VisitView, ...]
    loan: Loan | WorkbenchError | None = None


def view(desk: Desk, case_id: str) -> FollowUp:
    """Return what was sent, decided and visited, with the alerts of each visit."""
    with act(desk, Action.OPEN_CASE, case_id) as doing:
        conn = doing.conn
        case = state.load(conn, case_id)
        sent = dossiers.all_of(conn, case_id)
        decided = decisions.all_of(conn, case_id)
        planned = visits.all_of(conn, case_id)
        loan = payments.load(conn, case_id, desk.today)
    by_id = {row.id: row for row in sent}
    return FollowUp(
        case,
        tuple(sent),
        tuple(decided),
        tuple(_view(v, by_id[v.dossier_id], case, desk.today) for v in planned),
        loan,
    )


def due(row: VisitRow, today: date) -> Due:
    """Return where a visit on record stands on a day."""
    done_on = date.fromisoformat(row.done_on) if row.done_on else None
    due_on = date.fromisoformat(row.due_on)
    return calendar.standing(due_on, row.window_days, done_on, today)


def is_late(conn: Connection, case_id: str, today: date) -> bool:
    """Whether a case waits for a visit or an instalment that is overdue."""
    if any(due(v, today) is Due.OVERDUE for v in visits.all_of(conn, case_id)):
        return True
    loan = payments.load(conn, case_id, today)
    return isinstance(loan, Loan) and loan.days_past_due > 0


def _view(row: VisitRow, sent: DossierRow, case: CaseState, today: date) -> VisitView:
    standing = due(row, today)
    done_on = date.fromisoformat(row.done_on) if row.done_on else None
    figures = _figures(row)
    if done_on is None or figures is None:
        return VisitView(row, standing)
    month = comparison.reported_month(done_on)
    promised = _promised(sent, month)
    expiry = case.answers.get("residence.expires_on")
    situation = Situation(
        is_open=row.is_open is not False,
        days_late=row.instalment_days_late or 0,
        permit_expires_on=expiry if isinstance(expiry, date) else None,
        visited_on=done_on,
    )
    limits = funders.get(sent.funder).alerts
    return VisitView(
        row,
        standing,
        month,
        comparison.compare(promised, figures) if promised else (),
        tuple(comparison.alerts(promised, figures, situation, limits)),
    )


def _promised(sent: DossierRow, month: Month) -> MonthFigures | None:
    """What the frozen forecast says of a month, None outside its months."""
    plain = json.loads(sent.forecast).get(str(month))
    return MonthFigures.from_plain(plain) if plain else None


def _figures(row: VisitRow) -> MonthFigures | None:
    amounts = (
        row.sales_centimes,
        row.purchases_centimes,
        row.costs_centimes,
        row.draw_centimes,
        row.cash_centimes,
    )
    known = [a for a in amounts if a is not None]
    if len(known) < len(amounts):
        return None
    return MonthFigures(*map(money.from_centimes, known))


def loan_under_way(conn: Connection, case_id: str, today: date) -> LoanUnderWay | None:
    """Return the loan granted on a case as its next dossier tells it, None without."""
    agreement = payments.granted(conn, case_id)
    loan = payments.load(conn, case_id, today)
    if agreement is None or loan is None:
        return None
    return LoanUnderWay(
        money.from_centimes(agreement.amount_centimes or 0),
        date.fromisoformat(agreement.decided_on),
        _account(loan.standing) if isinstance(loan, Loan) else None,
        _sales_seen(conn, dossiers.get(conn, agreement.dossier_id)),
    )


def _account(standing: Standing) -> Account:
    account, late = standing.account, standing.arrears
    return Account(
        paid=account.received,
        owed=account.unpaid.total,
        principal=account.unpaid.principal,
        overdue=late.overdue.total,
        late_since=late.since,
        days_late=late.days_past_due,
        given_up=max(ZERO, account.written_off.total - account.recovered),
    )


def _sales_seen(conn: Connection, sent: DossierRow) -> SalesSeen | None:
    """What the visits found of the months that the frozen forecast tells of."""
    seen: dict[Month, tuple[Decimal, Decimal]] = {}
    for row in visits.all_of(conn, sent.case_id):
        figures = _figures(row)
        if row.dossier_id != sent.id or not row.done_on or figures is None:
            continue
        month = comparison.reported_month(date.fromisoformat(row.done_on))
        if promised := _promised(sent, month):
            seen[month] = (figures.sales, promised.sales)
    found = sum((sales for sales, _ in seen.values()), ZERO)
    planned = sum((sales for _, sales in seen.values()), ZERO)
    return SalesSeen(len(seen), found, planned) if planned else None


def record(
    desk: Desk, visit_id: int, sheet: Sheet, *, expected_revision: int
) -> VisitRow:
    """Keep the sheet of a visit; StaleVisit when somebody else changed it since."""
    if sheet.visited_on > desk.today:
        raise VisitIncomplete(field="visited_on")
    if min(_amounts(sheet.figures)) < Decimal(0):
        raise VisitIncomplete(field="figures")
    sales, purchases, costs, draw, cash = map(money.centimes, _amounts(sheet.figures))
    with act(desk, Action.RECORD_VISIT, visit=visit_id) as doing:
        doing.case_id = visits.get(doing.conn, visit_id).case_id
        return visits.record(
            doing.conn,
            visit_id,
            VisitReport(
                done_on=sheet.visited_on.isoformat(),
                is_open=sheet.is_open,
                sales_centimes=sales,
                purchases_centimes=purchases,
                costs_centimes=costs,
                draw_centimes=draw,
                cash_centimes=cash,
                instalment_days_late=sheet.days_late,
                note=sheet.note,
            ),
            expected_revision=expected_revision,
            at=desk.at,
            by=desk.actor.id,
        )


def _amounts(figures: MonthFigures) -> tuple[Decimal, ...]:
    return tuple(getattr(figures, name) for name in comparison.FIGURES)
