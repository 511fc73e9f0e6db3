"""One employee's month: contributions, allowance, income tax withheld, net pay.

Amounts are dirhams a month, positive. The tax is a twelfth of the yearly scale on
twelve times the month; the professional-expense allowance is tested on the year, so
for irregular pay this is an approach. Overtime, seniority and allowances in kind
belong to the gross given.
"""

from dataclasses import dataclass
from decimal import Decimal

from workbench.finance.charges import income_tax
from workbench.finance.charges.civil_year import ChargesImpossible, refuse_absurd
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month

CEILING = "cnss.ceiling_per_month"
CAPPED = ("cnss.employee_short_term", "cnss.employee_long_term")
HEALTH = "cnss.employee_amo"
EXPENSES_RATE = "income_tax.professional_expenses_rate"
EXPENSES_MOST = "income_tax.professional_expenses_most"


@dataclass(frozen=True, slots=True)
class Payslip:
    """One month of one employee, in dirhams."""

    gross: Decimal
    social_benefits: Decimal
    health: Decimal
    pension: Decimal
    professional_expenses: Decimal
    taxable: Decimal
    tax_before_relief: Decimal
    tax: Decimal

    @property
    def contributions(self) -> Decimal:
        """What the employee pays to the social funds."""
        return self.social_benefits + self.health + self.pension

    @property
    def net(self) -> Decimal:
        """What is handed to the employee."""
        return self.gross - self.contributions - self.tax


def payslip(
    gross: Decimal,
    dependants: int,
    month: Month,
    trace: Trace,
    *,
    untaxed: Decimal = ZERO,
    pension: Decimal = ZERO,
) -> Payslip:
    """Return the payslip of a gross month; `untaxed` of it (transport) bears no tax.

    `pension` is what the employee pays to a complementary fund, taken off the
    taxable pay. Contributions count on the whole gross.
    """
    refuse_absurd("gross_per_month", gross, untaxed, pension)
    if untaxed > gross:
        raise ChargesImpossible(field="gross_per_month")
    benefits, health = contributions(gross, month, trace)
    base = gross - untaxed
    expenses = professional_expenses(base, month, trace)
    taxable = max(ZERO, base - benefits - health - pension - expenses)
    day = month.first_day
    before = income_tax.on_scale(taxable * MONTHS_PER_YEAR, day, trace)
    relief = income_tax.family_relief(dependants, day, trace)
    return Payslip(
        gross=gross,
        social_benefits=benefits,
        health=health,
        pension=pension,
        professional_expenses=expenses,
        taxable=taxable,
        tax_before_relief=dirhams(before / MONTHS_PER_YEAR),
        tax=dirhams(max(ZERO, before - relief) / MONTHS_PER_YEAR),
    )


def contributions(
    gross: Decimal, month: Month, trace: Trace
) -> tuple[Decimal, Decimal]:
    """Return the employee's shares: social benefits up to the ceiling, and health."""
    day = month.first_day
    capped = min(gross, trace.value(CEILING, day).number)
    rate = sum((trace.value(share, day).fraction for share in CAPPED), ZERO)
    health = gross * trace.value(HEALTH, day).fraction
    return dirhams(capped * rate), dirhams(health)


def professional_expenses(
    taxable_gross: Decimal, month: Month, trace: Trace
) -> Decimal:
    """Return the month's allowance by the rate of twelve such months, up to its cap."""
    day = month.first_day
    of_year = dirhams(taxable_gross) * MONTHS_PER_YEAR
    rate = trace.value(EXPENSES_RATE, day).bracket(of_year) / 100
    most = trace.value(EXPENSES_MOST, day).number
    return dirhams(min(of_year * rate, most) / MONTHS_PER_YEAR)
