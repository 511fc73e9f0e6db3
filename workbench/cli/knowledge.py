"""The commands on knowledge: the form of a case file, and the dated figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import click

from workbench import money
from workbench.cli import grid
from workbench.cli.options import dated, pass_session, shared
from workbench.cli.session import REFUSED, Session
from workbench.exchange import case_file
from workbench.funding import tables
from workbench.funding.content import START, Row, Table
from workbench.journey import parameters as parameter_desk
from workbench.knowledge import parameters as figures
from workbench.knowledge.parameters import (
    NoValueInForce,
    Parameter,
    Parameters,
    Trace,
    Use,
)
from workbench.knowledge.wording import Words

PLACES: Final = 4
"""Decimals of a figure that the organisation enters."""


def _number(_ctx: click.Context, _param: click.Parameter, typed: str) -> Decimal:
    """Return the number typed, comma or point; a usage error if it is not clear."""
    reading = money.parse_number(typed, PLACES)
    if isinstance(reading, money.Understood):
        return Decimal(f"{reading.amount.normalize():f}")
    if isinstance(reading, money.Ambiguous):
        either = " or ".join(f"{c.normalize():f}" for c in reading.candidates)
        raise click.BadParameter(f"{typed!r} may mean {either}.")
    raise click.BadParameter(f"{typed!r} is not understood: {reading.reason}.")


@click.group()
def schema() -> None:
    """Print the form of the files that the workbench reads."""


@schema.command("case")
@click.option("--profile", default="short", show_default=True, help="Whose questions.")
@shared
@pass_session
def schema_case(session: Session, profile: str) -> None:
    """Print the JSON Schema of a case file."""
    session.give(case_file.schema(profile))


@dataclass(frozen=True, slots=True)
class _Shown:
    """A figure and its use on a day, None when it has no value then."""

    parameter: Parameter
    use: Use | None


@click.command()
@click.option("--check", is_flag=True, help="Report what is wrong with the files.")
@dated
@pass_session
def parameters(session: Session, *, check: bool) -> None:
    """List the legal and market figures as they stand on a day.

    What the organisation entered is taken from the database of the home, if there
    is one. With --check, the exit code is 1 when a file breaks the rules; figures
    that nobody compared with their source for a year are listed apart.
    """
    if check:
        _check(session)
        return
    known = figures.load().known_on(session.today)
    if session.has_database():
        known = parameter_desk.listing(session.opened())
    shown = [_Shown(parameter, _use(known, parameter, session)) for parameter in known]
    words = session.words
    lines = grid.lines(_table(shown, words), grid.UNCUT)
    session.answer(list(map(_plain, shown)), *lines)


def _check(session: Session) -> None:
    known, words = figures.load(), session.words
    problems = figures.check(known)
    stale = figures.stale(known, session.today)
    lines = [*problems]
    lines += [
        words.text("To be checked again: {figure}", figure=name) for name in stale
    ]
    session.answer(
        {"problems": problems, "stale": stale},
        *(lines or [words.text("Every figure is in order.")]),
    )
    if problems:
        raise click.exceptions.Exit(REFUSED)


def _use(known: Parameters, parameter: Parameter, session: Session) -> Use | None:
    """Return the value in force on the day as a calculation would use it."""
    trace = Trace(known)
    try:
        trace.value(parameter.id, session.today)
    except NoValueInForce:
        return None
    return trace.uses()[0]


def _plain(shown: _Shown) -> dict[str, object]:
    parameter, use = shown.parameter, shown.use
    told: dict[str, object] = {
        "id": parameter.id,
        "unit": parameter.unit,
        "label": dict(parameter.label),
        "is_entered_by_organisation": parameter.entered_by_organisation,
        "checked_on": parameter.checked_on,
    }
    if use is None:
        return told | {"value": None}
    return told | {
        "value": use.value,
        "brackets": [
            {"above": str(row.above), "value": str(row.value)} for row in use.brackets
        ],
        "from": use.valid_from,
        "source": use.source,
        "source_date": use.source_date,
        "legal_ref": use.legal_ref,
        "confidence": use.confidence,
        "is_last_known_kept": use.is_last_known_kept,
    }


def _table(shown: list[_Shown], words: Words) -> Table:
    return Table(
        title="",
        head=(
            words.text("Figure"),
            words.text("Value"),
            words.text("In force since"),
            words.text("Checked on"),
            words.text("Source"),
        ),
        sides=(START,) * 5,
        rows=tuple(row for one in shown for row in _rows(one, words)),
    )


def _rows(shown: _Shown, words: Words) -> Iterator[Row]:
    """Yield a figure under its id, one line more for each further row of a scale."""
    checked = words.date(shown.parameter.checked_on)
    if shown.use is None:
        told = words.text("to enter")
        yield Row((shown.parameter.id, told, "", checked, ""))
        return
    _, value, since, *_ = tables.rules([shown.use], words).rows[0].cells
    first, *others = value.split("\n")
    yield Row((shown.parameter.id, first, since, checked, shown.use.source))
    yield from (Row(("", other, "", "", "")) for other in others)


@click.group()
def parameter() -> None:
    """Enter the figures that no text gives."""


@parameter.command("set")
@click.argument("parameter_id", metavar="ID")
@click.argument("value", callback=_number)
@shared
@pass_session
def set_(session: Session, parameter_id: str, value: Decimal) -> None:
    """Keep the organisation's own value of a figure, in the figure's unit."""
    unit = figures.load()[parameter_id].unit
    figures.load().with_entered({parameter_id: value})
    parameter_desk.enter(session.opened(), parameter_id, value)
    plain = {"id": parameter_id, "value": value, "unit": unit}
    session.answer(plain, f"{parameter_id} = {value} {unit}")
