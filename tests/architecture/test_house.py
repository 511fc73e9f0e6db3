"""The house rules that import-linter cannot say."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "workbench").rglob("*.py"))


def test_the_root_script_holds_the_registry_and_nothing_else() -> None:
    lines = (ROOT / "streamlit_app.py").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.strip()]) <= 3


def test_no_module_is_a_bag_of_things() -> None:
    bags = {"utils", "helpers", "common", "manager", "misc"}
    assert not [file for file in SOURCES if file.stem in bags]


def test_money_is_never_typed_into_a_number_widget() -> None:
    """Streamlit's number_input reads `1,5` as 15."""
    corrupting = re.compile(r"\bnumber_input\b|\bdata_editor\b|\bNumberColumn\b")
    assert not [f for f in SOURCES if corrupting.search(f.read_text(encoding="utf-8"))]


def test_no_page_hands_streamlit_a_file_to_serve() -> None:
    """Media links are open to whoever knows them."""
    open_links = re.compile(r"download_button")
    found = [f for f in SOURCES if open_links.search(f.read_text(encoding="utf-8"))]
    assert [f.name for f in found] in ([], ["downloads.py"])


def test_the_first_page_needs_none_of_the_heavy_imports() -> None:
    code = (
        "import sys; import workbench.ui.shell, workbench.ui.context; "
        "import workbench.journey.cases; "
        "heavy = {'pandas', 'matplotlib', 'docxtpl', 'numpy_financial', "
        "'sqlite_utils'}; print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for dependency in project["project"]["dependencies"]:
        requirement = dependency.partition(";")[0]
        assert ">=" in requirement
        assert "<" in requirement or "tzdata" in requirement


def test_the_clock_is_read_only_at_the_edge() -> None:
    reads = re.compile(r"\.now\(|\.today\(\)|time\.time\(")
    edge = {"ui", "cli", "server.py"}
    inside = [
        f
        for f in SOURCES
        if not edge & set(f.relative_to(ROOT / "workbench").parts)
        and reads.search(f.read_text(encoding="utf-8"))
    ]
    assert inside == []
