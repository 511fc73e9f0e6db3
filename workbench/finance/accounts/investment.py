"""Whether the project earns its money back: NPV, IRR, profitability, payback.

Flow 0 is the day of opening and is not discounted; the flow of each year comes at
its end. What the household draws is the pay of the work and goes off; interest stays
out: how the project is paid for is judged in the financing plan. Amounts are dirhams,
rates fractions of 1 a year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from workbench.finance.accounts.tables import Table
from workbench.finance.model.series import Series, minus, plus
from workbench.finance.rates import rates
from workbench.finance.rates.rates import Answer
from workbench.money import ZERO, dirhams


@dataclass(frozen=True, slots=True)
class Project:
    """The flows of a project and what they are worth at a rate.

    `payback_years` counts simple flows, `discounted_payback_years` discounted
    ones, both interpolated within the year; None: not within the years seen.
    """

    flows: Series
    rate: Decimal
    net_present_value: Decimal
    internal_rate: Answer
    profitability: Decimal | None
    payback_years: Decimal | None
    discounted_payback_years: Decimal | None


def flows(
    invested: Series,
    result: Series,
    interest: Series,
    depreciation: Series,
    end: Decimal,
) -> Series:
    """Return the flows: what is invested at each date out, what each year earns in.

    `invested` has the opening and each year: equipment, start-up and the rise of
    the working-capital need. The last year gets back `end`: the need and the value
    that is left.
    """
    years = (r + i + d for r, i, d in zip(result, interest, depreciation, strict=True))
    earned = [ZERO, *years]
    earned[-1] += end
    return tuple(e - out for e, out in zip(earned, invested, strict=True))


def judge(given: Sequence[Decimal], rate: Decimal) -> Project:
    """Return the measures of flows, the first one now."""
    discounted = present_values(given, rate)
    worth = sum(discounted, ZERO)
    invested = -given[0]
    return Project(
        flows=tuple(given),
        rate=rate,
        net_present_value=dirhams(worth),
        internal_rate=rates.irr(tuple(float(flow) for flow in given)),
        profitability=1 + worth / invested if invested > 0 else None,
        payback_years=payback(given),
        discounted_payback_years=payback(discounted),
    )


def present_values(given: Sequence[Decimal], rate: Decimal) -> tuple[Decimal, ...]:
    """Return each flow as it is worth on the day of opening."""
    return tuple(flow / (1 + rate) ** year for year, flow in enumerate(given))


def payback(given: Sequence[Decimal]) -> Decimal | None:
    """Return the years until cumulated flows stay no longer below zero, interpolated.

    Within a year the flow is taken as even; None when it never happens.
    """
    sums = list(accumulate(given))
    for year, reached in enumerate(sums):
        if reached >= 0:
            before = sums[year - 1] if year else ZERO
            return year - 1 - before / given[year] if before < 0 else Decimal(year)
    return None


def of_plan(income: Table, balances: Table, plan: Table, rate: Decimal) -> Project:
    """Return the measures of a forecast over its years of activity.

    The need and the net value of the equipment come back at the end of the last.
    """
    out = ("equipment", "start_up_costs", "deposits", "working_need_up")
    back = ("working_need_down", "deposits_back")
    count = len(plan["equipment"])
    spent = tuple(
        sum((plan[key][c] for key in out), ZERO)
        - sum((plan[key][c] for key in back), ZERO)
        for c in range(count)
    )
    worn = sum(balances["depreciation"], ZERO)
    apart = plus(income["grant_to_income"], balances["draw"])
    result = minus(income["net_result"], apart)
    end = sum(spent, ZERO) - worn
    made = flows(
        spent, result, income["financial_costs"], balances["depreciation"], end
    )
    return judge(made, rate)
