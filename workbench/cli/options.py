"""The options that several commands share.

Home, language and JSON stand before or after the command's name; given twice, the
last one counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from workbench.cli.session import Session
from workbench.finance.simulation.kernels import Kernel
from workbench.knowledge import wording

Function = TypeVar("Function", bound=Callable[..., Any])

FILE: Final = click.Path(path_type=Path)

pass_session = click.make_pass_decorator(Session, ensure=True)


def _kept(
    name: str, change: Callable[[Any], object] = lambda given: given
) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Return a callback that keeps what was given in the session."""

    def keep(ctx: click.Context, _param: click.Parameter, given: Any) -> None:  # noqa: ANN401 - whatever the option's type makes
        session = ctx.ensure_object(Session)
        if given:
            setattr(session, name, change(given))

    return keep


def _option(*declared: str, **settings: Any) -> Callable[[Function], Function]:  # noqa: ANN401 - click's own settings
    return click.option(*declared, expose_value=False, is_eager=True, **settings)


HOME: Final = _option(
    "--home",
    type=FILE,
    metavar="DIR",
    callback=_kept("home_chosen", lambda given: given.expanduser().resolve()),
    help="Folder of the database; else WORKBENCH_HOME, else the user's data folder.",
)
LANGUAGE: Final = _option(
    "--language",
    type=click.Choice(wording.LANGUAGES),
    callback=_kept("language"),
    help="Language of what is told, French without it.",
)
DAY: Final = _option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    callback=_kept("day", datetime.date),
    help="Day on which the command acts, today without it.",
)
JSON: Final = _option(
    "--json",
    is_flag=True,
    callback=_kept("is_json"),
    help="Answer in JSON, refusals too.",
)


def shared(function: Function) -> Function:
    """Add home, language and JSON to a command."""
    for option in (JSON, LANGUAGE, HOME):
        function = option(function)
    return function


def dated(function: Function) -> Function:
    """Add home, language, JSON and the day to a command."""
    return shared(DAY(function))


@dataclass(frozen=True, slots=True)
class Bounded:
    """A count that an option asks for: the usual one, and the most there may be."""

    usual: int
    most: int


def simulated(
    months: Bounded, since: str, runs: Bounded, seed: int | None, without: str = ""
) -> Callable[[Function], Function]:
    """Return what adds how far, how often, with which luck and what to a command.

    `since` says where months are counted from, `without` what comes without a seed.
    """
    told = (
        click.option(
            "--months",
            type=click.IntRange(1, months.most),
            default=months.usual,
            show_default=True,
            help=f"How many months from {since}.",
        ),
        click.option(
            "--runs",
            type=int,
            default=runs.usual,
            show_default=True,
            help=f"How many times luck is drawn, {runs.most} at most.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            default=seed,
            show_default=seed is not None,
            help=f"The same seed draws the same luck{without}.",
        ),
        click.option(
            "--kernel",
            type=click.Choice([one.value for one in Kernel]),
            default=Kernel.NUMPY.value,
            show_default=True,
            help="What does the arithmetic, to the same figures; compiled needs the "
            "extra fast and is worth its start for many plans or very many runs.",
        ),
    )

    def added(function: Function) -> Function:
        for option in reversed(told):
            function = option(function)
        return function

    return added
