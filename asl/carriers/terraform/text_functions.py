"""The functions of Terraform that make texts.

A text is cut and put together with its places kept, and only made anew where it becomes another.

Source: https://developer.hashicorp.com/terraform/language/functions
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from asl.carriers.terraform.texts import as_number, as_text, as_truth
from asl.carriers.woven import Items, Run, Scalar, Spot, Text, Unknown, Woven, joined, told

Made: TypeAlias = Callable[[Spot, Sequence[Woven]], Woven | None]

_VERB: Final = re.compile(r"%(?:%|([-+ 0#]*)([0-9]{1,3})?(?:\.([0-9]{1,2}))?(\[[0-9]+\])?(.))")
_SPACE: Final = " \t\r\n\v\f"


def _letters(change: Callable[[str], str]) -> Made:
    """A function of each character, where it leaves each in its place."""

    def run(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
        text = as_text(arguments[0])
        runs = [Run(change(one.text), one.source, one.offsets, one.hole) for one in text.runs]
        if any(len(new.text) != len(old.text) for new, old in zip(runs, text.runs, strict=True)):
            return told(change(text.value), text.spot)
        return Text(text.spot, tuple(runs))

    return run


def _title(text: str) -> str:
    return re.sub(r"(?<!\w)[^\W\d_]", lambda match: match[0].upper(), text)


def _cut(strip: Callable[[str, str], str], *, characters: str | None = None) -> Made:
    """A function that takes something away from the ends."""

    def run(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
        text = as_text(arguments[0])
        what = characters if characters is not None else as_text(arguments[1]).value
        value = text.value
        left = strip(value, what)
        start = value.find(left)
        if strip is str.removeprefix:
            start = len(value) - len(left)
        elif strip is str.removesuffix:
            start = 0
        return text.part(start, start + len(left))

    return run


def _chomp(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    text = as_text(arguments[0])
    return text.part(0, len(text.value.rstrip("\r\n")))


def _substr(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    text, first, length = as_text(arguments[0]), as_number(arguments[1]), as_number(arguments[2])
    if first is None or length is None:
        return None
    size = len(text.value)
    start = max(size + int(first), 0) if first < 0 else min(int(first), size)
    return text.part(start, size if length < 0 else min(start + int(length), size))


def _replace(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    text, old, new = (as_text(argument) for argument in arguments[:3])
    sought = old.value
    if not sought or (sought.startswith("/") and sought.endswith("/") and len(sought) > 1):
        # A regular expression: Go's are not Python's, and can be made to take for ever here.
        return None
    return joined(text.spot, _replaced(text, sought, new))


def _replaced(text: Text, sought: str, new: Text) -> Iterator[Text]:
    value, at = text.value, 0
    while (found := value.find(sought, at)) >= 0:
        yield text.part(at, found)
        yield new
        at = found + len(sought)
    yield text.part(at, len(value))


def _split(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    separator, text = as_text(arguments[0]).value, as_text(arguments[1])
    value, parts, at = text.value, list[Woven](), 0
    if not separator:
        return None
    while (found := value.find(separator, at)) >= 0:
        parts.append(text.part(at, found))
        at = found + len(separator)
    return Items(spot, (*parts, text.part(at, len(value))))


def _indent(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    spaces, text = as_number(arguments[0]), as_text(arguments[1])
    if spaces is None or not 0 <= spaces <= 1000:  # noqa: PLR2004 - more is no indentation
        return None
    return joined(text.spot, _replaced(text, "\n", told("\n" + " " * int(spaces), spot)))


def _join(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    separator = as_text(arguments[0])
    texts: list[Text] = []
    for given in arguments[1:]:
        if not isinstance(given, Items) or given.more:
            return None
        for item in given.items:
            texts += [separator, as_text(item)]
    return joined(spot, texts[1:])


def _format(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    pattern = as_text(arguments[0])
    if pattern.hole:
        return None
    values = iter(arguments[1:])
    parts: list[Text] = []
    at = 0
    for match in _VERB.finditer(pattern.value):
        parts.append(pattern.part(at, match.start()))
        at = match.end()
        if match[0] == "%%":
            parts.append(pattern.part(at - 1, at))
            continue
        part = None if match[4] else _formatted(match, next(values, None))
        if part is None:
            return None
        parts.append(part)
    return joined(spot, [*parts, pattern.part(at, len(pattern.value))])


def _formatted(match: re.Match[str], value: Woven | None) -> Text | None:
    """One value by its verb: `%s`, `%d` and `%v` as they are mostly written; None for the rest."""
    flags, width, precision, verb = match[1], match[2], match[3], match[5]
    if value is None:
        return None
    if isinstance(value, Unknown):
        return as_text(value)
    if verb in "sv" and not (flags or width or precision):
        return as_text(value) if isinstance(value, (Text, Scalar)) else None
    if verb == "d" and not precision and flags in ("", "0"):
        number = as_number(value)
        if number is not None and number == int(number):
            return told(f"{int(number):{flags}{width or ''}d}", value.spot)
    if verb == "t" and as_truth(value) is not None:
        return as_text(value)
    if verb == "q" and isinstance(value, Text) and not value.hole:
        plain = value.value.isprintable() and not set(value.value) & {'"', "\\"}
        return told(f'"{value.value}"', value.spot) if plain else None
    return None


STRICT: Final[Mapping[str, Made]] = {
    "lower": _letters(str.lower),
    "upper": _letters(str.upper),
    "title": _letters(_title),
    "trimspace": _cut(str.strip, characters=_SPACE),
    "trim": _cut(str.strip),
    "trimprefix": _cut(str.removeprefix),
    "trimsuffix": _cut(str.removesuffix),
    "chomp": _chomp,
    "substr": _substr,
    "split": _split,
}
OPEN: Final[Mapping[str, Made]] = {
    "replace": _replace,
    "indent": _indent,
    "join": _join,
    "format": _format,
}
