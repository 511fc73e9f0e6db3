"""Counts of third-party cases, printed once a file at the end of the run.

In CI hypothesis draws the same examples every time, so that a change is judged by
what it changes; elsewhere each run draws anew. No example is timed: a busy machine
is no defect.

Without a home of its own a test finds one that cannot be made, never a person's.

A test over the entries of a file carries `@pytest.mark.vectors("file.json")`; each of
its cases counts as passed, as an expected failure, or as failed. The counts are made
from the reports, so they are the same with several processes.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("usual", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "usual")

os.environ["WORKBENCH_HOME"] = str(Path(__file__) / "home")

VECTOR_COUNTS: dict[str, Counter[str]] = {}
"""How the cases of each file ended: "passed", "expected", "failed"."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "vectors(file): cases of a third-party file")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("vectors"):
        item.user_properties.append(("vectors", mark.args[0]))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    file = dict(report.user_properties).get("vectors")
    if isinstance(file, str) and (report.when == "call" or report.skipped):
        ended = "expected" if hasattr(report, "wasxfail") else report.outcome
        VECTOR_COUNTS.setdefault(file, Counter())[ended] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for file, ended in sorted(VECTOR_COUNTS.items()):
        terminalreporter.write_line(
            f"{file}: {ended['passed']} passed / {ended['expected']} expected failures"
            f" / {ended.total()} total"
        )
