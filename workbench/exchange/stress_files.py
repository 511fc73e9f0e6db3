"""What a portfolio's chunks came to, kept in files so that a run can be resumed.

One JSON file a chunk: the ids of its cases, its groups, and their sums as compressed
64-bit integers in base64. No name of a person is in it. A file that cannot be read,
or is about other cases, counts as not there.
"""

import base64
import json
import os
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from workbench.errors import WorkbenchError
from workbench.finance.simulation.arrears import Centimes
from workbench.finance.simulation.portfolio import Group, LeftOut, Sums

PRIVATE: Final = 0o700
LEVEL: Final = 1
"""Of zlib: the sums are mostly zeros."""


class ChunkNotWritten(WorkbenchError):
    """The folder of the chunks cannot be written; facts: `file`."""

    code = "stress.not_written"


def read(file: Path, cases: Sequence[str]) -> Sums | None:
    """Return what was kept of these cases, None where it has to be made again."""
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        return _sums(plain) if plain["cases"] == list(cases) else None
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        return None


def write(file: Path, cases: Sequence[str], sums: Sums) -> None:
    """Keep the sums of these cases, whole or not at all; ChunkNotWritten."""
    text = json.dumps({"cases": list(cases), **_plain(sums)}, ensure_ascii=False)
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        for folder in (file.parent.parent, file.parent):
            folder.mkdir(exist_ok=True, mode=PRIVATE)
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except OSError as problem:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise ChunkNotWritten(file=str(file)) from problem


def _plain(sums: Sums) -> Mapping[str, object]:
    return {
        "groups": [
            {
                "of": group,
                "loans": sums.loans[group],
                "shape": array.shape,
                "sums": base64.b64encode(zlib.compress(_bytes(array), LEVEL)).decode(),
            }
            for group, array in sums.of.items()
        ],
        "struck": sums.struck,
        "left_out": [[one.key, one.code, one.facts] for one in sums.left_out],
    }


def _bytes(array: Centimes) -> bytes:
    return array.astype("<i8", copy=False).tobytes()


def _sums(plain: Any) -> Sums:  # noqa: ANN401 - JSON
    found: dict[Group, Centimes] = {}
    loans: dict[Group, int] = {}
    for one in plain["groups"]:
        kind, key = one["of"]
        raw = zlib.decompress(base64.b64decode(one["sums"], validate=True))
        found[kind, key] = np.frombuffer(raw, dtype="<i8").reshape(one["shape"])
        loans[kind, key] = int(one["loans"])
    return Sums(
        found,
        loans,
        tuple(map(int, plain["struck"])),
        tuple(
            LeftOut(key, code, tuple((name, fact) for name, fact in facts))
            for key, code, facts in plain["left_out"]
        ),
    )
