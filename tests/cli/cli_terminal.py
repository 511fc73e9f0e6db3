"""A home, a day, and commands run against them as a person would type them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from workbench.cli import app

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
AWA = SAMPLES / "awa_coiffure.case.json"
IBRAHIM = SAMPLES / "ibrahim_telephone.case.json"
DAY = "2026-12-15"


@dataclass(frozen=True)
class Terminal:
    home: Path

    @property
    def database(self) -> Path:
        return self.home / "workbench.sqlite3"

    def run(self, *arguments: object, on: str = DAY) -> Result:
        given = ["--home", str(self.home), "--on", on, *map(str, arguments)]
        return CliRunner().invoke(app, given)

    def told(self, *arguments: object, on: str = DAY) -> str:
        """Return what a command that must succeed prints."""
        done = self.run(*arguments, on=on)
        assert (done.exit_code, done.stderr) == (0, ""), done.output
        return done.stdout

    def given(self, *arguments: object, on: str = DAY) -> Any:
        """Return the JSON of a command that must succeed."""
        return json.loads(self.told("--json", *arguments, on=on))

    def refusal(self, *arguments: object, on: str = DAY) -> dict[str, Any]:
        """Return what a command that must be refused says in JSON."""
        done = self.run("--json", *arguments, on=on)
        assert (done.exit_code, done.stdout) == (1, ""), done.output
        told: dict[str, Any] = json.loads(done.stderr)
        return told

    def refused(self, *arguments: object, on: str = DAY) -> str:
        """Return the code of the error of a command that must be refused."""
        code: str = self.refusal(*arguments, on=on)["error"]["code"]
        return code


def edited(source: Path, target: Path, **answers: Any) -> Path:
    """Write a case file with other answers (`idea__product`) and return it."""
    case = json.loads(source.read_text(encoding="utf-8"))
    for name, value in answers.items():
        case["answers"][name.replace("__", ".")] = value
    target.write_text(json.dumps(case), encoding="utf-8")
    return target
