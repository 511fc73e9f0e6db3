"""Write docs/cli.md from the help of every command.

Run it from the repository after every change: `python -m tools.cli_doc`.
"""

from collections.abc import Iterator
from pathlib import Path

import click

from workbench.cli import app

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
WIDTH = 80

HEAD = """# The command line

Written by `tools/cli_doc.py` from the programme's own help; run it again after a
change. `python -m workbench` and, once installed, `workbench` are the same.
"""


def commands(
    command: click.Command = app, name: str = "workbench"
) -> Iterator[tuple[str, click.Command]]:
    """Yield the full name of the programme and of every command below it."""
    yield name, command
    if isinstance(command, click.Group):
        for below, child in sorted(command.commands.items()):
            yield from commands(child, f"{name} {below}")


def page() -> str:
    """Return the whole page: one heading and one help text a command."""
    return HEAD + "".join(_section(name, command) for name, command in commands())


def _section(name: str, command: click.Command) -> str:
    context = click.Context(
        command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH
    )
    return f"\n## {name}\n\n```text\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    print(f"{PAGE.name} written")
