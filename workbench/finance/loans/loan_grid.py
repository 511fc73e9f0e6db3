"""The steps on which a loan's amounts and instalments lie."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workbench.finance.loans import centimes
from workbench.finance.loans.terms import Rounding, Terms


@dataclass(frozen=True, slots=True)
class Grid:
    """On which steps amounts and instalments lie."""

    unit: int
    step: int
    rounding: Rounding
    instalment_step: int
    instalment_rounding: Rounding

    def units(self, amount: Decimal) -> int:
        """Return an amount in whole units."""
        return int(amount * self.unit)

    def amount(self, value: Fraction) -> int:
        """Return a value in units, rounded as every amount is."""
        return centimes.rounded(
            value.numerator, value.denominator, self.step, self.rounding
        )

    def instalment(self, value: Fraction) -> int:
        """Return a value in units, rounded as an instalment is."""
        step, rounding = self.instalment_step, self.instalment_rounding
        if step == 1:
            step, rounding = self.step, self.instalment_rounding
        return centimes.rounded(value.numerator, value.denominator, step, rounding)


def grid(terms: Terms) -> Grid:
    """Return the steps that the terms round to."""
    unit = 10**terms.currency_decimals
    return Grid(
        unit=unit,
        step=int((terms.amounts_in_multiples_of or 0) * unit) or 1,
        rounding=terms.rounding,
        instalment_step=int((terms.installment_rounded_to_multiple_of or 0) * unit)
        or 1,
        instalment_rounding=terms.installment_rounding or terms.rounding,
    )
