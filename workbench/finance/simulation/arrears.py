"""What is paid on a loan in every run, read from cash, and what is late because of it.

A household pays its instalment when there is cash for it. Had no instalment ever been
paid, there would be `free` dirhams at the end of a month; of what has fallen due by
then, so much can have been paid, never less than the month before. What is paid goes
to the oldest instalment first, to its interest before its principal.

Arrays hold months first and runs last, in dirhams.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from workbench.finance.loans.loans import Instalment
from workbench.finance.simulation.draws import Array
from workbench.months import Month

ARREARS, OUTSTANDING, AT_RISK = 0, 1, 2
"""The measures of a loan, in their order."""

Centimes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Repayment:
    """A loan over some months of activity, instalment k due in month k.

    `due` [months] is what has fallen due by the end of each month. Once `knots` have
    been paid in all, `owed` of the principal is left; between two knots either all
    goes to interest or all to principal.
    """

    due: Array
    knots: Array
    owed: Array

    def paid(self, free: Array) -> Array:
        """Return what has been paid by the end of each month, in every run."""
        due = self.due[:, None]
        found = np.minimum(free, due)
        np.maximum(found, 0, out=found)
        np.maximum.accumulate(found, axis=0, out=found)
        return found

    def before(self, first: int) -> Array:
        """Return what had fallen due before each month from `first` on, in a column."""
        shifted = np.concatenate(([0.0], self.due[:-1]))
        return shifted[first:, None]

    def outstanding(self, paid: Array) -> Array:
        """Return the principal still owed once so much has been paid in all."""
        found: Array = np.interp(paid, self.knots, self.owed)
        return found


def of(instalments: tuple[Instalment, ...], months: int) -> Repayment:
    """Return the repayment of a loan over so many months of activity."""
    amount = float(instalments[0].principal + instalments[0].outstanding)
    due, knots, owed = [], [0.0], [amount]
    for row in instalments:
        knots += [knots[-1] + float(row.interest), knots[-1] + float(row.due)]
        owed += [owed[-1], float(row.outstanding)]
        due.append(knots[-1])
    due += [due[-1]] * (months - len(due))
    return Repayment(np.array(due[:months]), np.array(knots), np.array(owed))


@dataclass(frozen=True, slots=True)
class Unpaid:
    """What is still owed of one instalment: principal, and all else that it asks."""

    month: Month
    principal: Decimal
    other: Decimal


def of_record(unpaid: Sequence[Unpaid], opened: Month, months: int) -> Repayment:
    """Return what is left to repay of a loan on record, over months of activity.

    Nothing counts as paid yet; what fell due before the opening is due from it on.
    """
    rows = sorted(unpaid, key=lambda row: row.month)
    due, knots = np.zeros(months), [0.0]
    owed = [float(sum(row.principal for row in rows))]
    for row in rows:
        knots += [knots[-1] + float(row.other)]
        knots += [knots[-1] + float(row.principal)]
        owed += [owed[-1], owed[-1] - float(row.principal)]
        due[max(0, opened.until(row.month)) :] += float(row.other + row.principal)
    return Repayment(due, np.array(knots), np.array(owed))


def restart(closing: Array, planned: Array, left: Repayment, first: int) -> None:
    """Let month's ends start from a loan's record in month `first` (above 0).

    `planned` [months] is what has fallen due by the plan, `closing` [months, runs]
    the cash that it leaves; it is written over as if what is `left` had been paid
    as it falls due. A business that is behind has nothing set aside; one that is not
    has what the plan leaves it.
    """
    aside = np.maximum(closing[first - 1], 0)
    if left.due[first - 1] > 0:
        aside[:] = 0
    closing[first:] += aside - closing[first - 1]
    closing[first:] += (planned[first:] - planned[first - 1])[:, None]
    closing[:first] = 0
    closing -= left.due[:, None]


@dataclass(frozen=True, slots=True)
class Lateness:
    """One loan in every run, at the end of each month looked at [months, runs].

    `arrears` is what is due and not paid; `outstanding` the principal still owed,
    `at_risk` the same where an instalment is more than 30 days late, otherwise 0.
    """

    arrears: Array
    outstanding: Array
    at_risk: Array


def lateness(repayment: Repayment, free: Array, first: int) -> Lateness:
    """Return how late the loan is from month `first` (0: that of opening) on.

    An instalment falls due within its month: at the end of the next one it is more
    than 30 days late. Runs in which there is always cash enough pay as planned.
    """
    due = repayment.due[:, None]
    planned = repayment.outstanding(repayment.due[first:])[:, None]
    shape = (len(planned), free.shape[1])
    found = Lateness(
        arrears=np.zeros(shape),
        outstanding=np.broadcast_to(planned, shape).copy(),
        at_risk=np.zeros(shape),
    )
    short = np.flatnonzero((free < due).any(axis=0))
    if not len(short):
        return found
    paid = repayment.paid(free[:, short])[first:]
    owed = repayment.outstanding(paid)
    found.arrears[:, short] = due[first:] - paid
    found.outstanding[:, short] = owed
    found.at_risk[:, short] = np.where(paid < repayment.before(first), owed, 0.0)
    return found


def in_centimes(repayment: Repayment, closing: Array, first: int) -> Centimes:
    """Return the measures of one loan [measure, months, runs] in whole centimes.

    `closing` is the cash at the end of each month, instalments paid; it is written
    over. Months are those from `first` (0: that of opening) on.
    """
    closing += repayment.due[:, None]
    late = lateness(repayment, closing, first)
    found = np.array([late.arrears, late.outstanding, late.at_risk])
    found *= 100
    np.rint(found, out=found)
    return found.astype(np.int64)
