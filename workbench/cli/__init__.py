"""The terminal: parses what was asked, calls the journey, tells what came of it.

It holds no rules about cases. Whatever a command tells in words it also gives as
JSON, and its exit codes are stable.
"""

from workbench.cli.app import app, main

__all__ = ["app", "main"]
