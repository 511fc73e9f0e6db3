"""Whether a command is about a file or about a case of the database."""

from pathlib import Path


def is_file(subject: str) -> bool:
    """Whether `subject` names a file: by its suffix, its folder, or its existence."""
    path = Path(subject)
    return path.suffix == ".json" or len(path.parts) > 1 or path.is_file()
