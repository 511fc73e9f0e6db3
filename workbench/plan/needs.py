"""What is to be paid before opening and what pays for it, as far as it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from workbench.knowledge.questions import Questionnaire
from workbench.money import ZERO, dirhams
from workbench.plan import answers as answering
from workbench.plan.answers import Answers, Row


@dataclass(frozen=True, slots=True)
class Needs:
    """Dirhams needed before opening, and found without the loan asked for."""

    need: Decimal
    found: Decimal

    @property
    def missing(self) -> Decimal:
        """What the loan has to bring, zero where nothing is missing."""
        return max(self.need - self.found, ZERO)


def before_opening(questionnaire: Questionnaire, answers: Answers) -> Needs:
    """Return what is needed and found so far; lines half filled in count as none.

    What is owned already is neither. The cash kept for the first weeks is needed, and
    so are the fees of loans; a grant that comes later has not been found yet.
    """

    def rows(table: str) -> Iterator[Row]:
        question = questionnaire[table]
        for row in answers.rows(table):
            if not answering.incomplete_cells(question, [row]):
                yield row

    bought = (
        dirhams(_number(row, "quantity") * _number(row, "unit_price"))
        for row in rows("equipment.list")
        if row.get("owned") is not True and not _number(row, "month")
    )
    costs = (_number(row, "amount") for row in rows("startup.list"))
    lent = [row for row in rows("further_loans.list") if not _number(row, "month")]
    fees = [_number(row, "fee") for row in lent if _number(row, "amount")]
    if answers.is_yes("loan.wanted") and answers.number("loan.amount"):
        fees.append(answers.number("loan.fees"))
    is_delayed = answers.number("details.grant_delay_months") > 0
    sources = (
        _number(row, "amount")
        for row in rows("financing.sources")
        if not (is_delayed and _is_grant(row))
    )
    kept = answers.number("startup.working_cash")
    return Needs(
        sum((*bought, *costs, *fees), ZERO) + kept,
        sum((*sources, *(_number(row, "amount") for row in lent)), ZERO),
    )


def _is_grant(row: Row) -> bool:
    return row.get("kind") == "grant" and not _number(row, "repay_months")


def _number(row: Row, column: str) -> Decimal:
    value = row.get(column)
    return Decimal(value) if isinstance(value, Decimal | int) else ZERO
