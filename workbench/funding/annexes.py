"""The annexes of a dossier: statements, loan, capacity, legal forms, in that order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from workbench.finance.accounts import annual
from workbench.finance.accounts.annual import AnnualStatements
from workbench.finance.capacity.capacity import CapacityFound
from workbench.funding import (
    capacity_tables,
    form_tables,
    loan_told,
    remedies_told,
    risk_told,
    scenario_told,
    yearly,
)
from workbench.funding.content import Annex, Block, Pair, Section, Table
from workbench.funding.figured import Figured, printed
from workbench.funding.material import Material
from workbench.funding.risk_told import RiskFound
from workbench.knowledge.funders import ANNEXES, AnnexName
from workbench.knowledge.wording import Words, mark

TITLES: Final[Mapping[AnnexName, str]] = {
    "statements": mark("Statements by year"),
    "loan": mark("The loan and its cost"),
    "capacity": mark("Capacity to repay"),
    "risk": mark("If things turn out otherwise"),
    "legal_forms": mark("Legal forms compared"),
    "monthly": mark("Month by month"),
}
SOURCES: Final = "rules"
MONTHLY: Final = "monthly"


def titles(material: Material, words: Words) -> Mapping[str, str]:
    """Return the numbered title of each annex that the dossier holds, by name."""
    held: dict[str, str] = {
        name: words.text(TITLES[name]) for name in ANNEXES if material.holds(name)
    }
    if "statements" in held and not material.plan.is_registered_form:
        held["statements"] = words.text("The business on one page")
    named = {**held, SOURCES: words.text("Sources of the figures")}
    return {
        name: words.text("Annex {n}. {title}", n=str(number), title=title)
        for number, (name, title) in enumerate(named.items(), 1)
    }


def of(material: Material, words: Words) -> tuple[Annex, ...]:
    """Return the annexes that stand upright; months and sources lie after them."""
    makers: Mapping[AnnexName, Callable[[Material, Words], Annex]] = {
        "statements": _statements,
        "loan": _loan,
        "capacity": _capacity,
        "risk": _risk,
        "legal_forms": _legal_forms,
    }
    named = titles(material, words)
    return tuple(
        replace(make(material, words), title=named[name], mark=name)
        for name, make in makers.items()
        if material.holds(name)
    )


def _annex(note: str, sections: Iterable[Section]) -> Annex:
    return Annex("", "", note, tuple(sections))


def _section(
    title: str, pairs: tuple[Pair, ...] = (), tables: Sequence[Table] = ()
) -> Section:
    """A heading over pairs, tables, or both."""
    blocks = (Block(pairs=pairs), *(Block(tables=(table,)) for table in tables))
    return Section(title, tuple(b for b in blocks if b.pairs or b.tables))


def _titled(table: Table) -> Section:
    """A table under its own title as a heading."""
    return _section(table.title, tables=(replace(table, title=""),))


# The statements


def _statements(material: Material, words: Words) -> Annex:
    found = annual.annual_statements(material.plan, material.of_years)
    is_registered = material.plan.is_registered_form
    sections = _full if is_registered else _on_one_page
    note = words.text("A forecast, not accounts: no accountant has seen it.")
    rounded = words.text("In dirhams, rounded to the dirham.")
    return _annex(f"{note} {rounded}", sections(found, material, words))


def _on_one_page(
    found: AnnualStatements, _: Material, words: Words
) -> tuple[Section, ...]:
    """What a funder reads of a business that keeps no accounts."""
    tables = [printed(part, words) for part in yearly.one_page(found, words)]
    likely = _section(
        words.text("How likely these figures are"), yearly.likelihood(found, words)
    )
    return (*map(_titled, tables), likely)


def _full(
    found: AnnualStatements, material: Material, words: Words
) -> tuple[Section, ...]:
    """The statements of a registered business, as a bank reads them."""
    made: list[Figured | None] = [
        yearly.income_statement(found, words),
        yearly.balances(found, words),
        yearly.balance_sheet(found, words),
        yearly.financing(found, words),
        yearly.working_need(found, words),
        yearly.depreciation(found, words),
        yearly.vat(found, material.plan.start, words),
    ]
    tables = [printed(table, words) for table in made if table and table.rows]
    ratios = replace(
        printed(yearly.ratios(found, words), words), note=yearly.how_marked(words)
    )
    flows = printed(yearly.project_flows(found, words), words)
    return (
        *map(_titled, tables),
        _titled(printed(yearly.break_even(found, words), words)),
        _section(flows.title, yearly.worth(found, words), [replace(flows, title="")]),
        _titled(ratios),
    )


# The loan


def _loan(material: Material, words: Words) -> Annex:
    """Each loan of the plan: what it is said to cost, what it costs, and its rows."""
    note = words.text(
        "The quoted rate is the one the lender names. The effective cost counts "
        "the fee and every instalment at its date: it is the one to compare."
    )
    return _annex(note, loan_told.sections(material, words))


# The capacity to repay


def _capacity(material: Material, words: Words) -> Annex:
    source = words.localised(material.funder.capacity.source)
    note = words.text("Source of the limits: {source}", source=source)
    found = material.capacity
    return _annex(note, _borne(found, words) if found else ())


def _borne(found: CapacityFound, words: Words) -> tuple[Section, ...]:
    largest = capacity_tables.largest(found, words)
    return (
        _section(
            words.text("What the months can bear"),
            tuple(
                Pair(name, " · ".join(told))
                for name, *told in capacity_tables.decisive(found, words)
            ),
        ),
        *([_titled(printed(largest, words))] if largest else []),
        _section(
            words.text("What sales are believed"),
            tables=(
                printed(capacity_tables.sales(found, words), words),
                printed(capacity_tables.other_counts(found, words), words),
            ),
        ),
        _titled(printed(capacity_tables.instalments(found, words), words, 2)),
        _titled(printed(capacity_tables.net_cash(found, words), words, 2)),
    )


# Risk


def _risk(material: Material, words: Words) -> Annex:
    """The scenario that was chosen, then the runs of the plan itself."""
    scenario = _scenario(material, words)
    found = material.risk if material.has_risk else None
    if found is None:
        return _annex("", scenario)
    sections = (*scenario, *_risk_sections(found, words))
    told = (risk_told.in_short(found, words), risk_told.below_the_plan(found, words))
    note = " ".join(filter(None, told))
    return replace(_annex(note, sections), picture="fan")


def _scenario(material: Material, words: Words) -> tuple[Section, ...]:
    shown = material.scenario
    if shown is None:
        return ()
    beside = scenario_told.beside_the_plan(material.forecast, shown, words)
    return (
        _section(
            words.text("A scenario beside the plan"),
            scenario_told.differences(shown, words),
            [beside],
        ),
    )


def _risk_sections(found: RiskFound, words: Words) -> tuple[Section, ...]:
    tables = [
        _titled(printed(table, words))
        for table in (
            risk_told.worst_months(found, words),
            risk_told.drivers(found, words),
        )
        if table.rows
    ]
    helps = (
        *remedies_told.helpful(found, words),
        *remedies_told.futile(found, words),
    )
    return (
        _section(words.text("Chances"), risk_told.figures(found, words)),
        *tables,
        *([_section(words.text("What would help"), helps)] if helps else []),
        _section(
            words.text("How this was computed"), risk_told.assumptions(found, words)
        ),
    )


# Legal forms


def _legal_forms(material: Material, words: Words) -> Annex:
    views = form_tables.for_a_funder(material.forms)
    left = printed(form_tables.left_if_open(views, words), words)
    told = form_tables.in_brief(views, words)
    return _annex(form_tables.how_read(words), (_titled(left), _titled(told)))
