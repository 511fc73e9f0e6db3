"""Requests for a rate or a value as JSON holds them, one model a `kind`.

docs/rates.md describes every kind. Amounts and rates are numbers or strings of
decimal digits; rates are fractions of 1; dates are in ISO form.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final, Literal, get_args

from pydantic import Field, ValidationError

from workbench.finance.rates import (
    annuity_requests,
    day_counts,
    rate_refusals,
    rates,
    unit_periods,
)
from workbench.finance.rates.rate_fields import (
    Day,
    Flows,
    NotNegative,
    Number,
    Payments,
    PerYear,
    Positive,
    Rate,
    Request,
    Values,
    Whole,
)
from workbench.finance.rates.rates import Answer, Dated, Timed


class _Irr(Request):
    """Rate a period of equally spaced flows.

    Instead of `values`: `first`, then `repeated`, an amount and how many times.
    """

    kind: Literal["irr"]
    values: Values | None = None
    first: Number | None = None
    repeated: tuple[Number, Whole] | None = None

    def answer(self) -> Answer:
        return rates.irr(self._values())

    def _values(self) -> tuple[float, ...]:
        if self.repeated is None:
            if self.values is None:
                raise rate_refusals.FieldMissing(field="values")
            if self.first not in {None, self.values[0]}:
                raise rate_refusals.NotTogether(field="first", other="values")
            return self.values
        if self.values is not None:
            raise rate_refusals.NotTogether(field="repeated", other="values")
        if self.first is None:
            raise rate_refusals.FieldMissing(field="first")
        amount, count = self.repeated
        return (self.first, *(amount,) * count)


class _OfDays(Request):
    flows: Flows
    day_count: str = day_counts.ACTUAL_365

    @property
    def depends_on(self) -> str:
        return self.day_count

    def dated(self) -> list[Dated]:
        return [Dated(flow.date, flow.amount) for flow in self.flows]


class _Xirr(_OfDays):
    kind: Literal["xirr"]

    def answer(self) -> Answer:
        return rates.xirr(self.dated(), self.day_count)


class _Xnpv(_OfDays):
    kind: Literal["xnpv", "xnfv"]
    rate: Rate

    def answer(self) -> Answer:
        valued = rates.xnpv if self.kind == "xnpv" else rates.xnfv
        return valued(self.rate, self.dated(), self.day_count)


class _Npv(Request):
    kind: Literal["npv"]
    rate: Rate
    values: Values
    first_discounted: Annotated[bool, Field(strict=True)] = False

    @property
    def depends_on(self) -> str:
        return "first_discounted" if self.first_discounted else "first_not_discounted"

    def answer(self) -> Answer:
        return rates.npv(self.rate, self.values, first_discounted=self.first_discounted)


class _Mirr(Request):
    kind: Literal["mirr"]
    values: Values
    finance_rate: Rate
    reinvest_rate: Rate

    def answer(self) -> Answer:
        return rates.mirr(self.values, self.finance_rate, self.reinvest_rate)


class _Apr(Request):
    """Annual rate of what is received and paid, by years or by dates."""

    kind: Literal["apr"]
    method: Literal["eu", "unit_period"] = "eu"
    unit: Literal["week", "month", "quarter", "year"] | None = None
    advances: Payments
    payments: Payments
    day_count: str | None = None

    @property
    def depends_on(self) -> str:
        return "nominal" if self.method == "unit_period" else "effective"

    def answer(self) -> Answer:
        if self.method == "unit_period":
            lent, repaid = self._dated("advances"), self._dated("payments")
            return unit_periods.annual_rate(lent, repaid, self.unit or "month")
        if all(flow.date is None for flow in (*self.advances, *self.payments)):
            return rates.apr(self._timed("advances"), self._timed("payments"))
        return rates.apr_of_days(
            self._dated("advances"),
            self._dated("payments"),
            self.day_count or day_counts.EU_MONTHS,
        )

    def _timed(self, side: Literal["advances", "payments"]) -> list[Timed]:
        timed = []
        for place, flow in enumerate(getattr(self, side)):
            if flow.years is None:
                raise rate_refusals.FieldMissing(field=f"{side}.{place}.years")
            timed.append(Timed(flow.years, flow.amount))
        return timed

    def _dated(self, side: Literal["advances", "payments"]) -> list[Dated]:
        dated = []
        for place, flow in enumerate(getattr(self, side)):
            where = f"{side}.{place}"
            if flow.date is None:
                raise rate_refusals.FieldMissing(field=f"{where}.date")
            if flow.years is not None:
                raise rate_refusals.NotTogether(field=f"{where}.years", other="date")
            dated.append(Dated(flow.date, flow.amount))
        return dated


class _Flat(Request):
    """The effective annual cost of a loan quoted at a flat rate a year."""

    kind: Literal["flat"]
    amount: Positive
    flat_rate: Annotated[Rate, Field(ge=0)]
    number: Whole
    periods_per_year: PerYear = 12
    fee: NotNegative = 0.0
    cost_per_payment: NotNegative = 0.0

    def answer(self) -> Answer:
        interest = self.flat_rate * self.number / self.periods_per_year
        payment = self.amount * (1 + interest) / self.number + self.cost_per_payment
        times = [k / self.periods_per_year for k in range(self.number + 1)]
        paid = [Timed(0.0, self.fee)] + [Timed(time, payment) for time in times[1:]]
        return rates.apr([Timed(0.0, self.amount)], paid)


class _DayCount(Request):
    kind: Literal["day_count"]
    convention: str
    start: Day
    end: Day

    def answer(self) -> Answer:
        return Answer(day_counts.years(self.convention, self.start, self.end))


_MODELS: Final = (
    *(_Irr, _Xirr, _Xnpv, _Npv, _Mirr, _Apr, _Flat, _DayCount),
    *annuity_requests.MODELS,
)
KINDS: Final[Mapping[str, type[Request]]] = {
    kind: model
    for model in _MODELS
    for kind in get_args(model.model_fields["kind"].annotation)
}
"""The model of each kind of request."""


def answer(raw: object) -> Answer:
    """Return the figure that an object from JSON asks for, or say why not.

    Raises one of `rate_refusals`, `rates.RateImpossible` or an error of
    `day_counts`, each with the `field` at fault.
    """
    if not isinstance(raw, Mapping):
        raise rate_refusals.NotARequest(field="")
    if "kind" not in raw:
        raise rate_refusals.FieldMissing(field="kind")
    kind = raw["kind"]
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise rate_refusals.KindUnknown(field="kind", known=", ".join(sorted(KINDS)))
    request = _read(model, raw)
    return replace(request.answer(), convention=request.depends_on)


def _read(model: type[Request], raw: Mapping[str, object]) -> Request:
    try:
        return model.model_validate(dict(raw))
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False)[0]
        raise rate_refusals.of_problem(first["type"], first["loc"]) from None
