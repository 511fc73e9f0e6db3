"""What each legal form asks of a holder, forbids, or leaves to be asked.

Points are codes with facts; their words are in `legal_form_words`. Where no sure
text was found the point is an `Ask`: what to ask, and whom.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from workbench.finance.charges import (
    charges_auto_entrepreneur,
    charges_company,
    charges_cpu,
    charges_net_result,
    charges_vat,
    self_employed,
    yearly_charges,
)
from workbench.finance.charges.civil_year import (
    COOPERATIVE_OFFICE,
    INVESTMENT_CENTRE,
    LEGAL_HELP,
    TAX_OFFICE,
    Ask,
    YearFigures,
)
from workbench.knowledge.parameters import Trace

AE = charges_auto_entrepreneur.FORM
CPU = charges_cpu.FORM
NET = charges_net_result.FORM
COMPANIES = charges_company.COMPANIES
COOPERATIVE = charges_company.COOPERATIVE
PERSONS: Final = (AE, CPU, NET)

FORMATION_COST: Final = "company.formation_cost"
MEMBERS: Final = "cooperative.minimum_members"

NATIONAL: Final = "moroccan_national"
WITH_PERMIT: Final = frozenset({"residence_permit", "refugee_with_permit"})
WITHOUT_PERMIT: Final = frozenset({"refugee_card", "asylum_seeker"})
BARRED_MENTION: Final = "visitor"
DOUBTFUL_MENTIONS: Final = frozenset({"student", "medical", "unknown", ""})


@dataclass(frozen=True, slots=True)
class Point:
    """One thing a form requires or forbids, with the facts its words name."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Holder:
    """What of the person and the plan counts here: papers, dependants, trade, staff.

    `opens_on` is the day by which papers must be valid, `staff` the heads planned;
    `coefficient` is the trade's share of income under the CPU, None where the trade
    is excluded from it (`is_excluded`) or not known.
    """

    residence: str = ""
    mention: str = ""
    permit_ends: date | None = None
    dependants: int = 0
    coefficient: Decimal | None = None
    is_excluded: bool = False
    is_inferred: bool = False
    is_farming: bool = False
    staff: int = 0
    opens_on: date | None = None

    @property
    def has_expired_permit(self) -> bool:
        """Whether the permit ends before the business opens."""
        ends, opens = self.permit_ends, self.opens_on
        return ends is not None and opens is not None and ends < opens


def obstacles(
    form: str, figures: YearFigures, holder: Holder, trace: Trace
) -> Iterator[Point]:
    """Yield what stands against the form: each closes it until it is mended."""
    yield from _papers_lacking(form, holder)
    if form == AE and holder.staff:
        may_hire = trace.value("auto_entrepreneur.may_hire", figures.first_day).flag
        if not may_hire:
            yield Point("staff_forbidden", {"staff": holder.staff})
    if form == CPU and holder.is_excluded:
        yield Point("trade_excluded")
    if holder.is_farming and form in {AE, CPU}:
        yield Point("farming_apart")
    if yearly_charges.is_above_ceiling(form, figures, trace):
        yield _above_ceiling(form, figures, trace)


def _papers_lacking(form: str, holder: Holder) -> Iterator[Point]:
    """Papers that close a form: a mention that bars, no permit, one that has ended."""
    if form == yearly_charges.INFORMAL:
        return
    if holder.mention == BARRED_MENTION:
        yield Point("permit_bars")
    if form in PERSONS and holder.residence in WITHOUT_PERMIT:
        yield Point("permit_needed")
    elif holder.residence in WITH_PERMIT and holder.has_expired_permit:
        yield Point("permit_ended", {"ends": holder.permit_ends})


def _above_ceiling(form: str, figures: YearFigures, trace: Trace) -> Point:
    day, branch = figures.first_day, figures.ceiling_branch
    return Point(
        "above_ceiling",
        {
            "turnover": figures.turnover,
            "ceiling": yearly_charges.ceiling(form, branch, day, trace),
            "years": int(trace.value(yearly_charges.EXIT_YEARS[form], day).number),
        },
    )


def requirements(
    form: str, figures: YearFigures, holder: Holder, trace: Trace
) -> Iterator[Point]:
    """Yield what the form requires, and what it costs or brings besides taxes."""
    if form == yearly_charges.INFORMAL:
        yield Point("no_cover")
        return
    yield Point("identity" if holder.residence == NATIONAL else _papers(form))
    yield from _formalities(form, figures, trace)
    if form in {AE, CPU}:
        yield Point("tax_at_a_loss")
        excess = charges_auto_entrepreneur.excess_of_one_client(figures, trace)
        if excess:
            withheld = charges_auto_entrepreneur.withheld_on(excess, figures, trace)
            yield Point("client_withholds", {"withheld": withheld})
    yield from _value_added_tax(form, figures, trace)
    is_limited = form in COMPANIES or form == COOPERATIVE
    yield Point("limited_liability" if is_limited else "personal_liability")


def _papers(form: str) -> str:
    if form == AE:
        return "permit_and_domicile"
    return "permit_and_register" if form in PERSONS else "registration_card"


def _formalities(form: str, figures: YearFigures, trace: Trace) -> Iterator[Point]:
    day = figures.first_day
    if form == AE:
        yield Point("activity_listed")
        yield Point("national_register")
        yield Point("quarterly_return")
    if form in {CPU, NET}:
        yield Point("trade_register")
    if form == CPU:
        yield Point("health_cover_first")
    if form == NET:
        simple = charges_net_result.may_be_simplified(figures, trace)
        yield Point("simplified_accounts" if simple else "full_accounts")
    if form in COMPANIES:
        least = trace.value("company.minimum_capital", day).number
        paid_in = trace.value("company.capital_paid_in_above", day).number
        yield Point("company_capital", {"least": least, "paid_in": paid_in})
        cost = self_employed.entered(FORMATION_COST, figures, trace)
        if cost:
            yield Point("formation_cost", {"cost": cost.number})
        yield Point("statutes")
        yield Point("full_accounts")
    if form == "sarl":
        yield Point("shared")
    if form == COOPERATIVE:
        yield from _of_cooperative(figures, trace)


def _of_cooperative(figures: YearFigures, trace: Trace) -> Iterator[Point]:
    day = figures.first_day
    capital = trace.value("cooperative.minimum_capital", day).number
    share = trace.value("cooperative.minimum_share", day).number
    yield Point("cooperative_capital", {"capital": capital, "share": share})
    members = self_employed.entered(MEMBERS, figures, trace)
    if members:
        yield Point("members", {"members": int(members.number)})
    yield Point("cooperative_register")
    yield Point("full_accounts")
    yield Point("shared")


def _value_added_tax(form: str, figures: YearFigures, trace: Trace) -> Iterator[Point]:
    """Value added tax where it is sure to be charged, with the most it can take."""
    day, branch = figures.first_day, figures.ceiling_branch
    if charges_vat.is_charged(form, branch, figures.turnover, day, trace):
        most = charges_vat.most_within(figures.turnover, day, trace)
        yield Point("charges_vat", {"most": most})


def asked(
    form: str, figures: YearFigures, holder: Holder, trace: Trace
) -> Iterator[Ask]:
    """Yield what no text found answers about the form itself, and who knows."""
    if form == yearly_charges.INFORMAL:
        return
    yield from _about_papers(form, holder)
    if form == CPU and holder.is_inferred:
        yield Ask("coefficient", TAX_OFFICE)
    if form == CPU and holder.coefficient is None and not holder.is_excluded:
        yield Ask("trade", TAX_OFFICE)
    day, branch = figures.first_day, figures.ceiling_branch
    if charges_vat.is_charged(form, branch, figures.turnover, day, trace) is None:
        yield Ask("vat", TAX_OFFICE)
    cost = self_employed.entered(FORMATION_COST, figures, trace)
    if form in COMPANIES and cost is None:
        yield Ask("formation_cost", INVESTMENT_CENTRE)
    members = self_employed.entered(MEMBERS, figures, trace)
    if form == COOPERATIVE and members is None:
        yield Ask("members", COOPERATIVE_OFFICE)


def _about_papers(form: str, holder: Holder) -> Iterator[Ask]:
    """Papers whose acceptance no text settles; nationals and visitors never ask."""
    if holder.residence == NATIONAL or holder.mention == BARRED_MENTION:
        return
    if holder.residence in WITHOUT_PERMIT:
        if form == COOPERATIVE:
            yield Ask("card_accepted", COOPERATIVE_OFFICE)
        elif form in COMPANIES:
            yield Ask("card_accepted", INVESTMENT_CENTRE)
        return
    if holder.residence not in WITH_PERMIT:
        yield Ask("papers", LEGAL_HELP)
    elif holder.mention in DOUBTFUL_MENTIONS:
        yield Ask("mention", LEGAL_HELP)
