"""The options that several commands share.

Home, language and JSON stand before or after the command's name; given twice, the
last one counts.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from workbench.cli.session import Session
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
