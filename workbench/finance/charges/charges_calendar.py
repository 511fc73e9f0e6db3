"""In which months a year's tax is paid, by legal form; dirhams, positive.

Each payment stands in the month before whose end it is due. The auto-entrepreneur's
quarters are laid out in `taxation`.
"""

from collections.abc import Mapping
from decimal import Decimal

from workbench.finance.charges import charges_company, charges_cpu, charges_net_result
from workbench.finance.charges.civil_year import FormUnknown, YearlyTax
from workbench.knowledge.parameters import Trace
from workbench.money import ZERO, dirhams
from workbench.months import MONTHS_PER_YEAR, Month

AFTER_YEAR = {
    charges_cpu.FORM: "cpu.payment_months_after_year",
    charges_net_result.FORM: "income_tax.payment_months_after_year",
}
BALANCE_AFTER = "corporate_tax.balance_months_after_year"
INSTALMENT = "corporate_tax.instalment"
INSTALMENT_MONTHS = (3, 6, 9, 12)


def income_tax_payments(tax: YearlyTax, trace: Trace) -> Mapping[Month, Decimal]:
    """Return when a sole trader's tax of a year is paid, in one go after it.

    The single contribution with its health part before April, the tax on the net
    result before May of the following year.
    """
    day = Month(tax.year, 1).first_day
    after = int(trace.value(AFTER_YEAR[tax.form], day).number)
    owed = tax.income_tax or ZERO
    if tax.form == charges_cpu.FORM:
        owed += tax.health or ZERO
    return {Month(tax.year, MONTHS_PER_YEAR).plus(after): owed} if owed else {}


def corporate_tax_payments(
    tax: YearlyTax, before: YearlyTax | None, trace: Trace
) -> Mapping[Month, Decimal]:
    """Return when a company's tax of a year is paid: instalments, then the rest.

    Four instalments, each a share of the tax of the year before brought to twelve
    months, in months 3, 6, 9 and 12 of the year; the rest three months after it, never
    below zero: what was paid too much is set against later instalments, which is not
    shown here. A first year pays nothing before its balance (CGI art. 170-I and II).
    """
    owed = tax.income_tax or ZERO
    day = Month(tax.year, 1).first_day
    share = trace.value(INSTALMENT, day).fraction
    base = before.income_tax if before and before.income_tax else ZERO
    months = before.months if before else MONTHS_PER_YEAR
    instalment = dirhams(base * MONTHS_PER_YEAR / months * share)
    paid = {Month(tax.year, m): instalment for m in INSTALMENT_MONTHS if instalment}
    rest = owed - sum(paid.values(), ZERO)
    after = int(trace.value(BALANCE_AFTER, day).number)
    if rest > 0:
        paid[Month(tax.year, MONTHS_PER_YEAR).plus(after)] = rest
    return paid


def payments(
    tax: YearlyTax, before: YearlyTax | None, trace: Trace
) -> Mapping[Month, Decimal]:
    """Return the months and amounts paid for one year, `before` the year before it.

    FormUnknown for an auto-entrepreneur, whose quarters this record does not hold.
    """
    if tax.form in (*charges_company.COMPANIES, charges_company.COOPERATIVE):
        return corporate_tax_payments(tax, before, trace)
    if tax.form in AFTER_YEAR:
        return income_tax_payments(tax, trace)
    if tax.total:
        raise FormUnknown(field="legal.form", form=tax.form)
    return {}
