"""Requests about equal payments, with numpy-financial's names and signs."""

from typing import Final, Literal

from pydantic import Field

from workbench.finance.rates import annuities
from workbench.finance.rates.annuities import Annuity
from workbench.finance.rates.rate_fields import (
    Number,
    Periods,
    Rate,
    Request,
    When,
    Whole,
)
from workbench.finance.rates.rates import Answer


class _Annuity(Request):
    when: When = Field(default="end", alias="type")

    def terms(self) -> Annuity:
        """Return the annuity; what this kind does not have is 0."""
        given = {name: getattr(self, name, 0.0) for name in _PARTS}
        return Annuity(is_due=self.when == "begin", **given)


_PARTS: Final = ("rate", "nper", "pmt", "pv", "fv")


class _Pmt(_Annuity):
    kind: Literal["pmt"]
    rate: Rate
    nper: Periods
    pv: Number
    fv: Number = 0.0

    def answer(self) -> Answer:
        return annuities.pmt(self.terms())


class _PartOfPayment(_Annuity):
    kind: Literal["ipmt", "ppmt"]
    rate: Rate
    per: Whole
    nper: Periods
    pv: Number
    fv: Number = 0.0

    def answer(self) -> Answer:
        part = annuities.ipmt if self.kind == "ipmt" else annuities.ppmt
        return part(self.terms(), self.per)


class _Cumulated(_Annuity):
    kind: Literal["cumipmt", "cumprinc"]
    rate: Rate
    nper: Periods
    pv: Number
    start: Whole
    end: Whole

    def answer(self) -> Answer:
        is_interest = self.kind == "cumipmt"
        summed = annuities.cumipmt if is_interest else annuities.cumprinc
        return summed(self.terms(), self.start, self.end)


class _Fv(_Annuity):
    kind: Literal["fv"]
    rate: Rate
    nper: Periods
    pmt: Number
    pv: Number

    def answer(self) -> Answer:
        return annuities.fv(self.terms())


class _Pv(_Annuity):
    kind: Literal["pv"]
    rate: Rate
    nper: Periods
    pmt: Number
    fv: Number = 0.0

    def answer(self) -> Answer:
        return annuities.pv(self.terms())


class _Nper(_Annuity):
    kind: Literal["nper"]
    rate: Rate
    pmt: Number
    pv: Number
    fv: Number = 0.0

    def answer(self) -> Answer:
        return annuities.nper(self.terms())


class _RateOf(_Annuity):
    kind: Literal["rate"]
    nper: Whole
    pmt: Number
    pv: Number
    fv: Number = 0.0

    def answer(self) -> Answer:
        return annuities.rate(self.terms())


MODELS: Final = (_Pmt, _PartOfPayment, _Cumulated, _Fv, _Pv, _Nper, _RateOf)
"""The models of these kinds."""
