"""Why terms of a loan are refused: one name for each reason, with the field.

Every refusal has the fact `field`: the key of the terms at fault, written with
points for what lies inside (`disbursements.0.amount`).
"""

from workbench.errors import WorkbenchError


class TermsRefused(WorkbenchError):
    """The terms are not an object of terms at all; facts: `field`."""

    code = "loan_terms.not_terms"


class FieldMissing(TermsRefused):
    """Something without which no schedule can be made; facts: `field`."""

    code = "loan_terms.missing"


class FieldUnknown(TermsRefused):
    """A key that terms do not have, perhaps mistyped; facts: `field`."""

    code = "loan_terms.unknown"


class FieldInvalid(TermsRefused):
    """A value that is not what its key takes; facts: `field`."""

    code = "loan_terms.invalid"


class AmountImpossible(TermsRefused):
    """An amount nobody lends: zero, negative, or absurdly large; facts: `field`."""

    code = "loan_terms.amount"


class RateImpossible(TermsRefused):
    """A negative or absurd rate, in percent a year; facts: `field`."""

    code = "loan_terms.rate"


class RateAboveMaximum(TermsRefused):
    """A rate above the legal maximum entered; facts: `field`, `rate`, `maximum`.

    Both rates are fractions of 1 a year.
    """

    code = "loan_terms.rate_above_maximum"


class TermImpossible(TermsRefused):
    """No instalment, or more than any loan has; facts: `field`."""

    code = "loan_terms.term"


class GraceTooLong(TermsRefused):
    """A grace that leaves no instalment to repay in; facts: `field`, `instalments`."""

    code = "loan_terms.grace"


class DatesOutOfOrder(TermsRefused):
    """A day before the one it must follow, or after the last one; facts: `field`."""

    code = "loan_terms.dates"


class SharesDoNotSum(TermsRefused):
    """Shares that are not 100 percent together; facts: `field`, `total` (of 1)."""

    code = "loan_terms.shares"


class LengthDiffers(TermsRefused):
    """A list that lacks or exceeds the instalments; facts: `field`, `instalments`."""

    code = "loan_terms.length"


class NotTogether(TermsRefused):
    """Two keys that contradict each other; facts: `field`, `other`."""

    code = "loan_terms.not_together"


class InstalmentTooSmall(TermsRefused):
    """An instalment that never repays the loan; facts: `field`, `instalment`."""

    code = "loan_terms.instalment_too_small"


class GraceNotEnough(TermsRefused):
    """Cash goes below zero whatever the grace; facts: `field`."""

    code = "loan_terms.grace_not_enough"


class OutlastsPermit(TermsRefused):
    """The last instalment falls after the permit; facts: `field`, `end`, `permit`.

    A warning, never raised: the schedule is computed all the same.
    """

    code = "loan_terms.outlasts_permit"
