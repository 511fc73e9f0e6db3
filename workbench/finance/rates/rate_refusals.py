"""Why a request for a rate or a value is refused, with the field at fault.

`field` is written with points for what lies inside (`flows.2.date`).
"""

from workbench.errors import WorkbenchError


class NotARequest(WorkbenchError):
    """No object with a `kind`; facts: `field`."""

    code = "rates.not_a_request"


class KindUnknown(WorkbenchError):
    """A kind of request that does not exist; facts: `field`, `known`."""

    code = "rates.kind_unknown"


class FieldMissing(WorkbenchError):
    """Something without which nothing can be computed; facts: `field`."""

    code = "rates.missing"


class FieldUnknown(WorkbenchError):
    """A key that this kind does not have, perhaps mistyped; facts: `field`."""

    code = "rates.unknown"


class FieldInvalid(WorkbenchError):
    """A value that is not what its key takes; facts: `field`."""

    code = "rates.invalid"


class OutOfRange(WorkbenchError):
    """A number too small or too large for its key; facts: `field`."""

    code = "rates.out_of_range"


class LengthWrong(WorkbenchError):
    """A list with too few or too many entries; facts: `field`."""

    code = "rates.length"


class NotTogether(WorkbenchError):
    """Two keys of which one excludes the other; facts: `field`, `other`."""

    code = "rates.not_together"


def of_problem(kind: str, place: tuple[int | str, ...]) -> WorkbenchError:
    """Return the refusal for what pydantic found (its type) and where."""
    field = ".".join(map(str, place))
    if kind == "missing":
        return FieldMissing(field=field)
    if kind == "extra_forbidden":
        return FieldUnknown(field=field)
    if kind.startswith(("greater_than", "less_than", "finite_number")):
        return OutOfRange(field=field)
    if kind in {"too_short", "too_long"}:
        return LengthWrong(field=field)
    return FieldInvalid(field=field)
