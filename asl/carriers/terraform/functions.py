"""The functions of Terraform that tell their result before anything is deployed.

Source: https://developer.hashicorp.com/terraform/language/functions
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from asl.carriers.terraform import collection_functions, text_functions
from asl.carriers.terraform.texts import as_number, as_text, as_truth, is_open
from asl.carriers.weaving import Unknowable, json_text
from asl.carriers.woven import Kind, Scalar, Spot, Text, Unknown, Woven, hole

Run: TypeAlias = Callable[[Spot, Sequence[Woven]], Woven | None]


@dataclass(frozen=True, slots=True)
class Function:
    """A function.

    Attributes:
        run: gives the result; None where it cannot tell it.
        kind: of the result.
        open: whether it makes something of arguments that are not known.
    """

    run: Run
    kind: Kind | None = None
    open: bool = False


# Those whose result is a text, or a number, that only deployment tells or that says nothing here.
_OPAQUE: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(
        (
            *("timestamp", "plantimestamp", "timeadd", "formatdate", "uuid", "uuidv5", "bcrypt"),
            *("md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512", "base64encode"),
            *("base64decode", "base64gzip", "urlencode", "filebase64", "filemd5", "filesha1"),
            *("filesha256", "filesha512", "filebase64sha256", "filebase64sha512", "cidrhost"),
            *("cidrsubnet", "cidrnetmask", "regex", "yamlencode", "csvencode", "rsadecrypt"),
            *("strrev", "dirname", "basename", "abspath", "pathexpand", "type"),
        ),
        "text",
    ),
    **dict.fromkeys(("parseint", "log", "pow", "signum", "sum", "timecmp"), "number"),
    **dict.fromkeys(("regexall", "fileset", "cidrsubnets", "setproduct", "matchkeys"), "list"),
    **dict.fromkeys(("fileexists", "alltrue", "anytrue", "issensitive"), "bool"),
}
# Those that give a text which is still of the kind of the first argument: an ARN stays one.
_KEEPING: Final = frozenset(
    (
        *("replace", "lower", "upper", "trimspace", "trimprefix", "trimsuffix", "trim", "chomp"),
        *("tostring", "nonsensitive", "sensitive", "ephemeralasnull"),
    )
)


def _tostring(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    value = arguments[0]
    return as_text(value) if isinstance(value, (Text, Scalar)) else None


def _tonumber(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    number = as_number(arguments[0])
    return None if number is None else Scalar(arguments[0].spot, number)


def _tobool(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    truth = as_truth(arguments[0])
    return None if truth is None else Scalar(arguments[0].spot, truth)


def _same(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    return arguments[0]


def _jsonencode(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    try:
        return json_text(arguments[0], spot)
    except Unknowable as part:
        # Whether the rest can be judged without it depends on where the text is put.
        return Unknown(part.unknown.spot, part.unknown.reason)


FUNCTIONS: Final[Mapping[str, Function]] = {
    "jsonencode": Function(_jsonencode, "text", open=True),
    "tostring": Function(_tostring, "text"),
    "tonumber": Function(_tonumber, "number"),
    "tobool": Function(_tobool, "bool"),
    **{
        name: Function(_same, open=True)
        for name in ("sensitive", "nonsensitive", "tolist", "tomap", "ephemeralasnull")
    },
    **{name: Function(run, "text") for name, run in text_functions.STRICT.items()},
    **{name: Function(run, "text", open=True) for name, run in text_functions.OPEN.items()},
    **{name: Function(run, kind) for name, (run, kind) in collection_functions.STRICT.items()},
    **{
        name: Function(run, kind, open=True)
        for name, (run, kind) in collection_functions.OPEN.items()
    },
}


def call(spot: Spot, name: str, arguments: Sequence[Woven]) -> tuple[Woven, bool]:
    """The value of a function.

    Returns:
        the value, and whether somebody should hear that it is not known.

    Raises:
        TooLarge: it is too long.
    """
    if name in _OPAQUE:
        return Unknown(spot, f"{name}() is not computed here", _OPAQUE[name]), False
    function = FUNCTIONS.get(name.removeprefix("core::"))
    if function is None:
        return Unknown(spot, f"{name}() is not computed here"), True
    closed = next((one for one in arguments if is_open(one)), None)
    if closed is not None and not function.open:
        return _unclear(spot, name, function, closed, arguments), False
    try:
        value = function.run(spot, arguments)
    except IndexError:
        return Unknown(spot, f"{name}() has too few arguments", function.kind), True
    if value is None:
        is_news = not any(isinstance(one, Unknown) for one in arguments)
        return Unknown(spot, f"what {name}() gives cannot be told", function.kind), is_news
    return value, False


def _unclear(
    spot: Spot, name: str, function: Function, closed: Woven, arguments: Sequence[Woven]
) -> Woven:
    reason = closed.reason if isinstance(closed, Unknown) else "it has parts that are not known"
    stand_in = None
    if name in _KEEPING and isinstance(arguments[0], Unknown):
        stand_in = arguments[0].stand_in
    elif name in _KEEPING and arguments[0] is closed and isinstance(closed, Text):
        return closed
    unknown = Unknown(spot, reason, function.kind, stand_in)
    return hole(unknown) if function.kind == "text" else unknown
