"""Legal forms side by side as tables, for the page and for the dossier's annex."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from workbench.finance.charges import yearly_charges
from workbench.finance.charges.civil_year import Ask
from workbench.finance.forms.legal_form_points import Point
from workbench.finance.forms.legal_form_words import (
    ASKED,
    FORMS,
    POINTS,
    STANDINGS,
    WHOM,
)
from workbench.finance.forms.legal_forms import FormView, FormYear
from workbench.funding.content import START, Row, Table
from workbench.funding.figured import NOT_KNOWN, Figured, FiguredRow
from workbench.knowledge.wording import Words
from workbench.money import whole

PAPERS: Final = frozenset(
    {"permit_bars", "permit_needed", "permit_ended", "identity"}
    | {"permit_and_domicile", "permit_and_register", "registration_card"}
)
"""Points that tell which papers the person has: a funder does not read them here."""
ABOUT_PAPERS: Final = frozenset({"card_accepted", "papers", "mention"})


def how_read(words: Words) -> str:
    """Return what the amounts of the comparison are."""
    return words.text(
        "First twelve months of the forecast, before the loan's principal. "
        "“At most”: some charges are still to be asked."
    )


def standings(views: Sequence[FormView], words: Words) -> tuple[str, ...]:
    """Return for each form whether the person can take it."""
    return tuple(words.text(STANDINGS[view.standing]) for view in views)


def left(views: Sequence[FormView], words: Words) -> Figured:
    """Return what each form leaves to the household; the chosen one stands out."""
    return Figured(
        words.text("What is left to the household, by legal form"),
        (
            words.text("Legal form"),
            words.text("Left in the first year"),
            words.text("Left in a later year"),
            words.text("Taxes and contributions, later year"),
            words.text("Microcredit up to"),
        ),
        tuple(_left(view, words) for view in views),
    )


def for_a_funder(views: Sequence[FormView]) -> tuple[FormView, ...]:
    """Return what a funder compares: registered forms, without the person's papers.

    Working without registration stands among them only where it is chosen.
    """
    return tuple(
        replace(
            view,
            obstacles=_without_papers(view.obstacles),
            requires=_without_papers(view.requires),
            asked=tuple(ask for ask in view.asked if ask.what not in ABOUT_PAPERS),
        )
        for view in views
        if view.is_chosen or view.form != yearly_charges.INFORMAL
    )


def _without_papers(told: Iterable[Point]) -> tuple[Point, ...]:
    return tuple(point for point in told if point.code not in PAPERS)


def left_if_open(views: Sequence[FormView], words: Words) -> Figured:
    """Return the same, and of a form that is barred what bars it, no amounts."""
    table = left(views, words)
    rows = (
        _barred(row, view, words) if view.obstacles else row
        for row, view in zip(table.rows, views, strict=True)
    )
    return replace(table, rows=tuple(rows))


def _barred(row: FiguredRow, view: FormView, words: Words) -> FiguredRow:
    why = " ".join(_said(point, words) for point in view.obstacles)
    label = words.text("{place}: {text}", place=row.label, text=why)
    return replace(row, label=label, cells=(NOT_KNOWN,) * len(row.cells))


def _left(view: FormView, words: Words) -> FiguredRow:
    owed = view.later.tax
    cells = (
        _amount_left(view.first_year, words),
        _amount_left(view.later, words),
        NOT_KNOWN if owed is None else words.money(whole(owed.total)),
        words.money(view.microcredit_ceiling),
    )
    return FiguredRow(_name(view, words), cells, view.is_chosen)


def _name(view: FormView, words: Words) -> str:
    name = words.text(FORMS[view.form])
    return words.text("{form} (chosen)", form=name) if view.is_chosen else name


def _amount_left(year: FormYear, words: Words) -> str:
    """The amount, said to be at most that while a part is not known."""
    if year.tax is None or year.left is None:
        return words.text("ask")
    amount = words.money(whole(year.left))
    return (
        amount
        if year.tax.is_complete
        else words.text("at most {amount}", amount=amount)
    )


def points(views: Sequence[FormView], words: Words) -> Figured:
    """Return everything that each form requires, forbids and leaves to be asked."""
    return Figured(
        words.text("What each form requires, forbids, and leaves to be asked"),
        (words.text("Legal form"), words.text("About"), words.text("What to know")),
        tuple(row for view in views for row in _points(view, words)),
    )


def _points(view: FormView, words: Words) -> Iterator[FiguredRow]:
    name = words.text(FORMS[view.form])
    for point in view.obstacles:
        yield FiguredRow(name, (words.text("Against"), _said(point, words)))
    for point in view.requires:
        yield FiguredRow(name, (words.text("Good to know"), _said(point, words)))
    for ask in view.asked:
        yield FiguredRow(name, (_whom(ask, words), words.text(ASKED[ask.what])))


def _said(point: Point, words: Words) -> str:
    facts = {name: words.fact(value) for name, value in point.facts.items()}
    return words.text(POINTS[point.code], **facts)


def _whom(ask: Ask, words: Words) -> str:
    return words.text("Ask {whom}", whom=words.text(WHOM[ask.whom]))


def in_brief(views: Sequence[FormView], words: Words) -> Table:
    """Return one line a form, as a funder reads it."""
    return Table(
        title=words.text("What each form requires, forbids, and leaves to be asked"),
        head=(
            words.text("Legal form"),
            words.text("What it requires"),
            words.text("To be asked"),
        ),
        sides=(START, START, START),
        rows=tuple(_brief(view, words) for view in views),
    )


def _brief(view: FormView, words: Words) -> Row:
    open_points = (
        words.text(
            "{kind}: {name}",
            kind=words.text(WHOM[ask.whom]),
            name=words.text(ASKED[ask.what]),
        )
        for ask in view.asked
    )
    told = (*view.obstacles, *view.requires)
    required = " ".join(_said(point, words) for point in told)
    asks = " · ".join(open_points)
    return Row((_name(view, words), required, asks or NOT_KNOWN))
