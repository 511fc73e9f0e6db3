"""The command that works out the schedule of a loan from its terms."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal
from functools import cache

import click

from workbench.cli import grid, requests
from workbench.cli.options import dated, pass_session
from workbench.cli.session import Session
from workbench.finance.loans import loans, schedules
from workbench.finance.loans.loan_refusals import TermsRefused
from workbench.finance.loans.schedules import Schedule
from workbench.funding.content import END, START, TOTAL, Row, Table
from workbench.journey import parameters as parameter_desk
from workbench.knowledge.wording import MISSING, Words

MAXIMUM = "microcredit.maximum_rate"
PERCENT = 100


@click.command()
@click.argument("source", metavar="FILE|-")
@dated
@pass_session
def schedule(session: Session, source: str) -> None:
    """Work out the schedule of a loan from its terms in JSON.

    FILE holds one object of terms, or a list of them; - reads what is piped in.
    With --json: {"rows", "totals", "effective_rate_pct"}, or a list of them in the
    same order; in a list, a refusal stands as {"error"} in its place. The effective
    annual rate counts fees and insurance. See docs/loans.md.
    """
    words, raw = session.words, requests.read(source)
    maximum = _maximum(session)

    def answer(one: object) -> dict[str, object]:
        return _plain(_built(one, maximum), words)

    if session.is_json or isinstance(raw, list):
        session.give(requests.answered(raw, answer, words))
    else:
        made = _built(raw, maximum)
        session.tell(*_told(made, words))


def _maximum(session: Session) -> Callable[[], Decimal | None]:
    """Return what looks up the legal maximum that the organisation entered."""

    @cache
    def found() -> Decimal | None:
        if not session.has_database():
            return None
        known = parameter_desk.listing(session.opened())[MAXIMUM]
        if not known.values:
            return None
        return known.at(session.today).fraction * PERCENT

    return found


def _built(raw: object, maximum: Callable[[], Decimal | None]) -> Schedule:
    if isinstance(raw, Mapping) and raw.get("maximum_rate_pct") is None:
        raw = {**raw, "maximum_rate_pct": maximum()}
    return schedules.build(loans.read(raw))


def _plain(made: Schedule, words: Words) -> dict[str, object]:
    """Return a schedule for a programme: amounts and rates are numbers."""
    return {
        "rows": [
            {
                "nr": row.number,
                "due_date": row.due_date,
                "principal": _figure(row.principal),
                "interest": _figure(row.interest),
                "fees": _figure(row.fees),
                "insurance": _figure(row.insurance),
                "savings": _figure(row.savings),
                "due": _figure(row.due),
                "outstanding": _figure(row.outstanding),
            }
            for row in made.rows
        ],
        "totals": {name: _figure(sum_) for name, sum_ in asdict(made.totals).items()},
        "annual_nominal_rate_pct": _figure(made.stated_rate_pct),
        "effective_rate_pct": made.effective_rate_pct,
        "effective_rate_with_savings_pct": made.effective_rate_with_savings_pct,
        "warnings": [_warning(warning, words) for warning in made.warnings],
    }


def _figure(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _warning(warning: TermsRefused, words: Words) -> dict[str, object]:
    field = warning.facts["field"]
    return {"code": warning.code, "message": words.error(warning), "field": field}


def _told(made: Schedule, words: Words) -> list[str]:
    """Return a schedule for a person, the rate quoted and the real cost below it."""
    rate = made.effective_rate_pct
    shown = MISSING if rate is None else words.percent(Decimal(str(rate)) / PERCENT)
    stated = words.percent(made.stated_rate_pct / PERCENT)
    costs = (
        f"{words.text('Interest')}: {words.text('{rate} a year', rate=stated)}",
        f"{words.text('Effective cost a year, fees included')}: {shown}",
    )
    warnings = [words.error(warning) for warning in made.warnings]
    return [*grid.lines(_table(made, words)), *costs, *warnings]


def _table(made: Schedule, words: Words) -> Table:
    beside = [name for name in ("fees", "insurance", "savings") if _has(made, name)]
    labels = {
        "due": words.text("Instalment"),
        "principal": words.text("Principal"),
        "interest": words.text("Interest"),
        "fees": words.text("Fees"),
        "insurance": words.text("Insurance"),
        "savings": words.text("Savings asked for"),
    }
    columns = ["due", "principal", "interest", *beside]

    def cells(of: object) -> tuple[str, ...]:
        return tuple(words.number(getattr(of, name), 2) for name in columns)

    rows = []
    for row in made.rows:
        start, end = (str(row.number), words.date(row.due_date)), row.outstanding
        rows.append(Row((*start, *cells(row), words.number(end, 2))))
    head = [labels[name] for name in columns]
    return Table(
        title=words.text("Loan schedule"),
        head=(words.text("No."), words.text("Date"), *head, words.text("Still owed")),
        sides=(END, START, *([END] * (len(columns) + 1))),
        rows=(*rows, Row(("", words.text("Total"), *cells(made.totals), ""), TOTAL)),
    )


def _has(made: Schedule, name: str) -> bool:
    return bool(getattr(made.totals, name))
