"""Legal forms side by side: what is left, what each asks, what to find out."""

from collections.abc import Iterator, Sequence

from workbench.finance.forms.legal_form_points import Point
from workbench.finance.forms.legal_form_words import (
    ASKED,
    FORMS,
    POINTS,
    STANDINGS,
    WHOM,
)
from workbench.finance.forms.legal_forms import FormView, FormYear
from workbench.knowledge.wording import Words
from workbench.ui import tables
from workbench.ui.tables import TableRow

NOT_KNOWN = "—"


def show(words: Words, views: Sequence[FormView]) -> None:
    """Show the comparison in two tables, and how to read it."""
    tables.hint(
        words.text(
            "First twelve months of the forecast, before the loan's principal. "
            "“At most”: some charges are still to be asked."
        )
    )
    tables.show(
        words,
        (
            words.text("Legal form"),
            words.text("Is it possible?"),
            words.text("Left in the first year"),
            words.text("Left in a later year"),
            words.text("Taxes and contributions, later year"),
            words.text("Microcredit up to"),
        ),
        [_figures(view, words) for view in views],
        words.text("What is left to the household, by legal form"),
    )
    tables.show(
        words,
        (words.text("Legal form"), words.text("About"), words.text("What to know")),
        [row for view in views for row in _points(view, words)],
        words.text("What each form requires, forbids, and leaves to be asked"),
    )


def _figures(view: FormView, words: Words) -> TableRow:
    owed = view.later.tax
    return TableRow(
        _name(view, words),
        (
            words.text(STANDINGS[view.standing]),
            _left(view.first_year, words),
            _left(view.later, words),
            NOT_KNOWN if owed is None else words.money(owed.total),
            words.money(view.microcredit_ceiling),
        ),
        is_total=view.is_chosen,
    )


def _name(view: FormView, words: Words) -> str:
    name = words.text(FORMS[view.form])
    return words.text("{form} (chosen)", form=name) if view.is_chosen else name


def _left(year: FormYear, words: Words) -> str:
    """The amount, said to be at most that while a part is not known."""
    if year.tax is None or year.left is None:
        return words.text("ask")
    amount = words.money(year.left)
    return (
        amount
        if year.tax.is_complete
        else words.text("at most {amount}", amount=amount)
    )


def _points(view: FormView, words: Words) -> Iterator[TableRow]:
    name = words.text(FORMS[view.form])
    for point in view.obstacles:
        yield TableRow(name, (words.text("Against"), _said(point, words)))
    for point in view.requires:
        yield TableRow(name, (words.text("Good to know"), _said(point, words)))
    for ask in view.asked:
        whom = words.text(WHOM[ask.whom])
        what = words.text(ASKED[ask.what])
        yield TableRow(name, (words.text("Ask {whom}", whom=whom), what))


def _said(point: Point, words: Words) -> str:
    facts = {name: words.fact(value) for name, value in point.facts.items()}
    return words.text(POINTS[point.code], **facts)
