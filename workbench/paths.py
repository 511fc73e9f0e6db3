"""Where things lie: shipped knowledge, the user's home, its files."""

import os
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """Return a folder beside the package, or its copy inside an installed wheel."""
    beside = PACKAGE.parent / name
    return beside if beside.exists() else PACKAGE / "_shipped" / name


def data() -> Path:
    """Return the folder of dated knowledge: parameters, reference, wording, locale."""
    return _shipped("data")


def templates() -> Path:
    """Return the folder of questions, profiles and funders."""
    return _shipped("business_plan_templates")


def streamlit_config() -> Path:
    """Return the one file of server settings."""
    beside = PACKAGE.parent / ".streamlit" / "config.toml"
    inside = PACKAGE / "_shipped" / "streamlit_config.toml"
    return beside if beside.exists() else inside


def streamlit_app() -> Path:
    """Return the page registry that Streamlit runs."""
    return _shipped("streamlit_app.py")


def home() -> Path:
    """Return `WORKBENCH_HOME`, or the user's own data directory."""
    chosen = os.environ.get("WORKBENCH_HOME")
    if chosen:
        return Path(chosen).expanduser().resolve()
    return Path(platformdirs.user_data_dir("workbench", appauthor=False))


def database(home_folder: Path) -> Path:
    """Return the database file of a home."""
    return home_folder / "workbench.sqlite3"
