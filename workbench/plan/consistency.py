"""What does not hold together in the answers of a plan, as findings.

These checks need no forecast; those that do are in `finance.checks`.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from statistics import median

from workbench.findings import Finding, Level
from workbench.knowledge.parameters import Trace
from workbench.knowledge.questions import Questionnaire
from workbench.money import ZERO, whole
from workbench.months import Month
from workbench.plan import answers as answering
from workbench.plan.answers import Answers, Status
from workbench.plan.business_plan import WEEKS_PER_MONTH, Branch, BusinessPlan

DAYS_PER_WEEK = 7
FEWEST_COMPETITORS = 2
SOON_MONTHS = 6
BARRED_MENTION = "visitor"
COMPANIES = frozenset({"sarl", "sarl_au"})
FEWEST_TAKINGS = 6
ABOVE_TAKINGS = Decimal("1.10")
"""A usual month that the plan puts this far above past ones is asked about."""
VAT_ON_COSTS = ("vat.goods_rate", "vat.costs_rate", "vat.equipment_rate")


def of_answers(
    questionnaire: Questionnaire, answers: Answers, today: date
) -> list[Finding]:
    """Return what is missing, unclear or contradictory in the answers themselves."""
    return [
        *_incomplete_sections(questionnaire, answers),
        *_unclear(questionnaire, answers),
        *_rhythm(answers),
        *_market(answers),
        *_residence(answers, today),
        *_first_month(answers, today),
    ]


def of_plan(plan: BusinessPlan, answers: Answers, trace: Trace) -> list[Finding]:
    """Return what is wrong with the plan's own figures and its legal form."""
    return [
        *_products(plan),
        *_staff(plan, trace),
        *_single_client(plan, trace),
        *_loan(plan, answers),
        *_further_loans(plan),
        *_value_added_tax(plan),
        *_vat_rates(plan, answers, trace),
        *_grants(plan, answers),
        *_closures(plan),
        *of_ranges(plan, answers),
        *_takings(plan, answers),
    ]


def of_ranges(plan: BusinessPlan, answers: Answers) -> list[Finding]:
    """Return the ranges of sales that name a product the plan no longer has."""
    sold = {product.name.strip() for product in plan.products}
    named = (row.get("product") for row in answers.rows("risk.products"))
    asked = dict.fromkeys(name.strip() for name in named if isinstance(name, str))
    return [
        Finding(
            "risk.product_gone",
            Level.WARNING,
            "risk.products",
            where=name,
            facts={"product": name},
        )
        for name in asked
        if name and name not in sold
    ]


def _takings(plan: BusinessPlan, answers: Answers) -> Iterator[Finding]:
    """The plan's usual month against that of past takings, both of a usual season."""
    usual = [
        amount / weight
        for row in answers.rows("risk.takings")
        if isinstance(month := row.get("month"), Month)
        and isinstance(amount := row.get("amount"), Decimal)
        and (weight := plan.rhythm.weight(month))
    ]
    if len(usual) < FEWEST_TAKINGS:
        return
    per_week = (plan.rhythm.units_per_week(p) * p.price for p in plan.products)
    taken, planned = median(usual), sum(per_week, ZERO) * WEEKS_PER_MONTH
    if planned > taken * ABOVE_TAKINGS:
        yield Finding(
            "risk.takings_below_plan",
            Level.WARNING,
            "products.list",
            facts={"planned": whole(planned), "taken": whole(taken)},
        )


def _incomplete_sections(
    questionnaire: Questionnaire, answers: Answers
) -> Iterator[Finding]:
    """One finding a section, pointing at its first open question."""
    open_by_section: dict[str, list[str]] = {}
    for question in answering.missing(questionnaire, answers):
        open_by_section.setdefault(question.section, []).append(question.id)
    for section, ids in open_by_section.items():
        yield Finding(
            "section.incomplete",
            Level.BLOCKING,
            ids[0],
            where=section,
            facts={"open": len(ids)},
        )


def _unclear(questionnaire: Questionnaire, answers: Answers) -> Iterator[Finding]:
    for question in questionnaire.questions:
        answer = answers.by_question.get(question.id)
        if answer and answer.status is Status.UNCLEAR and not question.required:
            yield Finding(
                "answer.unclear",
                Level.BLOCKING,
                question.id,
                where=question.id,
                facts={"question": question.label},
            )


def _rhythm(answers: Answers) -> Iterator[Finding]:
    names = ("rhythm.good_days", "rhythm.normal_days", "rhythm.slow_days")
    days = sum(int(answers.number(name)) for name in names)
    if days > DAYS_PER_WEEK:
        yield Finding(
            "rhythm.too_many_days", Level.BLOCKING, names[0], facts={"days": days}
        )
    if days == 0 and answers.rows("products.list") and names[0] in answers:
        yield Finding("rhythm.no_days", Level.BLOCKING, names[0])


def _market(answers: Answers) -> Iterator[Finding]:
    count = len(answers.rows("market.competitors"))
    if "market.competitors" in answers and count < FEWEST_COMPETITORS:
        yield Finding("market.few_competitors", Level.WARNING, "market.competitors")
    if answers.choices("market.evidence") == ("guess",):
        yield Finding("market.only_a_guess", Level.WARNING, "market.evidence")
    if answers.text("operations.permits") == "not_asked":
        yield Finding("operations.permit_missing", Level.WARNING, "operations.permits")


def _residence(answers: Answers, today: date) -> Iterator[Finding]:
    if answers.text("residence.mention") == BARRED_MENTION:
        yield Finding("residence.visitor", Level.BLOCKING, "residence.mention")
    expiry = answers.get("residence.expires_on")
    if not isinstance(expiry, date):
        return
    if expiry < today:
        yield Finding(
            "residence.expired",
            Level.WARNING,
            "residence.expires_on",
            facts={"expires_on": expiry},
        )
    elif Month.of(today).until(Month.of(expiry)) < SOON_MONTHS:
        yield Finding(
            "residence.expires_soon",
            Level.WARNING,
            "residence.expires_on",
            facts={"expires_on": expiry},
        )


def _first_month(answers: Answers, today: date) -> Iterator[Finding]:
    """A plan made for months gone by tells a lender nothing of those to come."""
    question = "actions.start_month"
    first = answers.get(question)
    if isinstance(first, Month) and first < Month.of(today):
        yield Finding("start.past", Level.WARNING, question, facts={"first": first})


def _products(plan: BusinessPlan) -> Iterator[Finding]:
    for product in plan.products:
        if product.price < product.unit_cost:
            yield Finding(
                "product.sold_at_a_loss",
                Level.WARNING,
                "products.list",
                where=product.name,
                facts={
                    "product": product.name,
                    "price": product.price,
                    "unit_cost": product.unit_cost,
                },
            )
        if not (product.per_good_day + product.per_normal_day + product.per_slow_day):
            yield Finding(
                "product.never_sold",
                Level.WARNING,
                "products.list",
                where=product.name,
                facts={"product": product.name},
            )


def _staff(plan: BusinessPlan, trace: Trace) -> Iterator[Finding]:
    day = plan.start.first_day
    if plan.staff and plan.legal_form == "auto_entrepreneur":
        may_hire = trace.value("auto_entrepreneur.may_hire", day).flag
        if not may_hire:
            yield Finding("staff.not_allowed", Level.WARNING, "staff.list")
    hourly = trace.value("wages.smig_per_hour", day).number
    hours = trace.value("wages.smig_hours_per_month", day).number
    minimum = hourly * hours
    for position in plan.staff:
        if position.gross_per_month < minimum:
            yield Finding(
                "staff.below_minimum_wage",
                Level.WARNING,
                "staff.list",
                where=position.role,
                facts={
                    "role": position.role,
                    "gross": position.gross_per_month,
                    "minimum": minimum,
                },
            )


def _single_client(plan: BusinessPlan, trace: Trace) -> Iterator[Finding]:
    """Services to one client above the threshold leave the auto-entrepreneur's rate."""
    if plan.legal_form != "auto_entrepreneur" or plan.branch is not Branch.SERVICES:
        return
    day = plan.start.first_day
    threshold = trace.value("auto_entrepreneur.single_client_threshold", day).number
    excess = plan.largest_client_per_year - threshold
    if excess > 0:
        rate = trace.value("auto_entrepreneur.single_client_withholding", day).fraction
        yield Finding(
            "client.too_large",
            Level.WARNING,
            "legal.largest_client_per_year",
            facts={"threshold": threshold, "withheld": excess * rate, "rate": rate},
        )


def _loan(plan: BusinessPlan, answers: Answers) -> Iterator[Finding]:
    loan = plan.loan
    if loan is None:
        return
    if loan.grace_months >= loan.term_months:
        yield Finding("loan.grace_too_long", Level.BLOCKING, "loan.grace_months")
    expiry = answers.get("residence.expires_on")
    last = plan.start.plus(loan.term_months - 1)
    if isinstance(expiry, date) and Month.of(expiry) < last:
        yield Finding(
            "loan.outlasts_permit",
            Level.WARNING,
            "loan.term_months",
            facts={"expires_on": expiry, "last": last},
        )


def _further_loans(plan: BusinessPlan) -> Iterator[Finding]:
    for later in plan.other_loans:
        if later.terms.grace_months >= later.terms.term_months:
            yield Finding(
                "further_loan.grace_too_long",
                Level.BLOCKING,
                "further_loans.list",
                where=later.label,
                facts={"loan": later.label},
            )


def _value_added_tax(plan: BusinessPlan) -> Iterator[Finding]:
    """An auto-entrepreneur charges none (CGI art. 91); a company nearly always does."""
    if plan.vat is not None and plan.legal_form == "auto_entrepreneur":
        yield Finding("vat.auto_entrepreneur", Level.WARNING, "vat.charged")
    if plan.vat is None and plan.legal_form in COMPANIES and plan.products:
        yield Finding("vat.company_without", Level.WARNING, "vat.charged")


def _vat_rates(plan: BusinessPlan, answers: Answers, trace: Trace) -> Iterator[Finding]:
    """Sales bear a rate of the law (CGI art. 98, 99); purchases may bear a mean one."""
    if plan.vat is None:
        return
    day = plan.start.first_day
    reduced = trace.value("vat.rate_reduced", day).fraction
    standard = trace.value("vat.rate_standard", day).fraction
    of_sales = answers.number("vat.sales_rate") / 100
    unknown = [] if of_sales in {ZERO, reduced, standard} else ["vat.sales_rate"]
    unknown += (q for q in VAT_ON_COSTS if answers.number(q) / 100 > standard)
    for question in unknown:
        yield Finding(
            "vat.rate_unknown",
            Level.WARNING,
            question,
            where=question,
            facts={
                "rate": answers.number(question) / 100,
                "reduced": reduced,
                "standard": standard,
            },
        )


def _grants(plan: BusinessPlan, answers: Answers) -> Iterator[Finding]:
    """A grant that is late as a whole, and one that comes by tranches, may be one."""
    tranches = len(answers.rows("details.grant_tranches"))
    if 0 < tranches < len(plan.grants):
        yield Finding("grant.counted_twice", Level.WARNING, "details.grant_tranches")


def _closures(plan: BusinessPlan) -> Iterator[Finding]:
    shut: dict[Month, Decimal] = {}
    for closure in plan.rhythm.closures:
        shut[closure.month] = shut.get(closure.month, ZERO) + closure.share
    for month, share in shut.items():
        if month < plan.start:
            yield Finding(
                "closures.before_opening",
                Level.WARNING,
                "details.closures",
                where=str(month),
                facts={"month": month},
            )
        if share > 1:
            yield Finding(
                "closures.too_much",
                Level.BLOCKING,
                "details.closures",
                where=str(month),
                facts={"month": month},
            )
