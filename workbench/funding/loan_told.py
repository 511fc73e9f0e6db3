"""The loans of a plan as a dossier tells them: the rate quoted, the cost, the rows."""

from decimal import Decimal

from workbench.finance.loans import loans
from workbench.funding import answered, tables
from workbench.funding.content import Block, Pair, Section, Table
from workbench.funding.figured import NOT_KNOWN
from workbench.funding.material import Material
from workbench.knowledge.wording import Words
from workbench.money import ZERO
from workbench.months import Month
from workbench.plan.business_plan import LoanTerms


def sections(material: Material, words: Words) -> tuple[Section, ...]:
    """Return each loan of the plan with what it costs and every instalment."""
    plan = material.plan
    main = [(words.text("The loan asked for"), plan.loan, 0)] if plan.loan else []
    later = [
        (loan.label or words.text("Another loan"), loan.terms, loan.month)
        for loan in plan.other_loans
    ]
    return tuple(
        Section(
            title,
            (
                Block(pairs=_cost(terms, material, words)),
                Block(tables=(schedule(terms, plan.start.plus(month), words),)),
            ),
        )
        for title, terms, month in (*main, *later)
    )


def schedule(terms: LoanTerms, first: Month, words: Words) -> Table:
    """Return every instalment, the first one in the month named."""
    return tables.schedule(loans.schedule(terms), first, words)


def effective_rate(terms: LoanTerms, words: Words) -> str:
    """Return the yearly cost of a loan, its fee included, or a dash."""
    rate = loans.effective_rate_per_year(terms)
    return NOT_KNOWN if rate is None else words.percent(Decimal(repr(rate)))


def total_cost(terms: LoanTerms) -> Decimal:
    """Return interest and fee of the whole term, in dirhams."""
    return sum((row.interest for row in loans.schedule(terms)), ZERO) + terms.fee


def method(terms: LoanTerms, material: Material, words: Words) -> str:
    """Return how interest is counted, as the question offers it."""
    return answered.value(
        material.questionnaire["loan.method"], terms.method.value, words
    )


def _cost(terms: LoanTerms, material: Material, words: Words) -> tuple[Pair, ...]:
    """The rate that is quoted beside the cost that is borne."""
    return (
        Pair(words.text("Amount"), words.money(terms.amount)),
        Pair(words.text("Quoted rate a year"), words.percent(terms.rate_per_year)),
        Pair(
            words.text("Effective cost a year, fees included"),
            effective_rate(terms, words),
        ),
        Pair(words.text("How interest is counted"), method(terms, material, words)),
        Pair(words.text("Fee, kept when the loan is paid"), words.money(terms.fee)),
        Pair(
            words.text("Total cost: interest and fee"), words.money(total_cost(terms))
        ),
    )
