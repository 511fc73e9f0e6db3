"""The scenarios that one case keeps: ten at most, each with a name of its own."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from workbench.errors import WorkbenchError
from workbench.finance.scenarios import written
from workbench.finance.scenarios.scenario import Scenario
from workbench.finance.scenarios.written import LONGEST_NAME

MOST: Final = 10


class ScenarioNameUnfit(WorkbenchError):
    """A name that is empty or too long; facts: `longest`."""

    code = "scenario.name"


class ScenarioNameTaken(WorkbenchError):
    """Another scenario of the case has this name; facts: `name`."""

    code = "scenario.name_taken"


class TooManyScenarios(WorkbenchError):
    """The case keeps as many scenarios as it can; facts: `most`."""

    code = "scenario.too_many"


def named(scenario: Scenario, name: str, taken: Collection[str]) -> Scenario:
    """Return the scenario under a name that no other scenario of the case has.

    Spaces are made single and what cannot be seen is left out; capitals make no
    other name. ScenarioNameUnfit or ScenarioNameTaken.
    """
    visible = ("".join(filter(str.isprintable, part)) for part in name.split())
    name = " ".join(filter(None, visible))
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ScenarioNameUnfit(longest=LONGEST_NAME)
    if name.casefold() in map(str.casefold, taken):
        raise ScenarioNameTaken(name=name)
    return replace(scenario, name=name)


def require_room(taken: Collection[str]) -> None:
    """Return when one more can be kept beside those; TooManyScenarios otherwise."""
    if len(taken) >= MOST:
        raise TooManyScenarios(most=MOST)


def read_all(given: Iterable[object]) -> tuple[Scenario, ...]:
    """Return the scenarios that `written.write` wrote, fit to be kept together.

    Raises what `written.read`, `named` and `require_room` raise.
    """
    kept: list[Scenario] = []
    for one in given:
        scenario = written.read(one)
        taken = [other.name for other in kept]
        require_room(taken)
        kept.append(named(scenario, scenario.name, taken))
    return tuple(kept)
