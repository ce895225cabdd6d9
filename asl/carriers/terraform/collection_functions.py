"""The functions of Terraform about lists, objects and numbers.

Source: https://developer.hashicorp.com/terraform/language/functions
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from asl.carriers.terraform.texts import as_number, as_text, is_open
from asl.carriers.woven import (
    Items,
    Kind,
    Members,
    Scalar,
    Spot,
    Text,
    TooLarge,
    Unknown,
    Woven,
    told,
)

Made: TypeAlias = Callable[[Spot, Sequence[Woven]], Woven | None]

# Lists of lists that are the same one could be written out without bound.
MOST_ITEMS: Final = 100_000
_LONGEST_RANGE: Final = 1024


def _merge(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    merged: dict[str, tuple[Text, Woven]] = {}
    more: Unknown | None = None
    for one in arguments:
        if isinstance(one, Members):
            last = {name.value: (name, value) for name, value in one.entries}
            for name, entry in last.items():
                # Its place in the order is that of the last who says it.
                merged.pop(name, None)
                merged[name] = entry
            more = more or one.more
        elif not (isinstance(one, Scalar) and one.value is None):
            more = more or _unknown(one)
    return Members(spot, tuple(merged.values()), more)


def _concat(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    items: list[Woven] = []
    more: Unknown | None = None
    for one in arguments:
        if isinstance(one, Items):
            items.extend(one.items)
            more = more or one.more
        else:
            more = more or _unknown(one)
        if len(items) > MOST_ITEMS:
            raise TooLarge
    return Items(spot, tuple(items), more)


def _unknown(value: Woven) -> Unknown:
    return value if isinstance(value, Unknown) else Unknown(value.spot, "it is no list or object")


def _flatten(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    items: list[Woven] = []
    more: Unknown | None = None
    waiting = [arguments[0]]
    rounds = 0
    while waiting:
        one = waiting.pop()
        rounds += 1
        if rounds > MOST_ITEMS:
            raise TooLarge
        if isinstance(one, Items):
            waiting.extend(reversed(one.items))
            more = more or one.more
        elif isinstance(one, Unknown):
            more = more or one
        else:
            items.append(one)
    return Items(spot, tuple(items), more)


def _texts_of(value: Woven) -> list[Text] | None:
    """The texts of a list that is known; None where they are not."""
    if not isinstance(value, Items) or value.more or any(is_open(item) for item in value.items):
        return None
    if not all(isinstance(item, (Text, Scalar)) for item in value.items):
        return None
    return [as_text(item) for item in value.items]


def _distinct(texts: Iterable[Text]) -> list[Text]:
    first: dict[str, Text] = {}
    for text in texts:
        first.setdefault(text.value, text)
    return list(first.values())


def _toset(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    texts = _texts_of(arguments[0])
    if texts is None:
        return arguments[0]
    ordered: list[Text] = sorted(_distinct(texts), key=_text)
    return Items(spot, tuple(ordered))


def _text(text: Text) -> str:
    return text.value


def _unique(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    texts = _texts_of(arguments[0])
    return None if texts is None else Items(spot, tuple(_distinct(texts)))


def _sort(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    texts = _texts_of(arguments[0])
    if texts is None:
        return None
    ordered: list[Text] = sorted(texts, key=_text)
    return Items(spot, tuple(ordered))


def _reverse(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    of = arguments[0]
    return Items(spot, of.items[::-1]) if isinstance(of, Items) else None


def _compact(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    texts = _texts_of(arguments[0])
    return None if texts is None else Items(spot, tuple(text for text in texts if text.value))


def _contains(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    texts = _texts_of(arguments[0])
    if texts is None or not isinstance(arguments[1], (Text, Scalar)):
        return None
    sought = as_text(arguments[1]).value
    return Scalar(spot, any(text.value == sought for text in texts))


def _keys(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    of = arguments[0]
    if not isinstance(of, Members):
        return None
    return Items(spot, tuple(told(name, of.spot) for name in sorted(of.named())))


def _values(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    of = arguments[0]
    if not isinstance(of, Members):
        return None
    return Items(spot, tuple(value for _, value in sorted(of.named().items(), key=_first)))


def _first(member: tuple[str, Woven]) -> str:
    return member[0]


def _zipmap(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    names, values = _texts_of(arguments[0]), arguments[1]
    if names is None or not isinstance(values, Items) or len(values.items) != len(names):
        return None
    return Members(spot, tuple(zip(names, values.items, strict=True)))


def _lookup(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    of, key = arguments[0], arguments[1]
    if not isinstance(of, Members) or is_open(key) or not isinstance(key, (Text, Scalar)):
        return None
    found = of.named().get(as_text(key).value)
    if found is None and of.more is None:
        return arguments[2]
    return found


def _element(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    of, index = arguments[0], as_number(arguments[1])
    if not isinstance(of, Items) or not of.items or of.more or index is None:
        return None
    return of.items[int(index) % len(of.items)]


def _one(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    of = arguments[0]
    if not isinstance(of, Items) or of.more or len(of.items) > 1:
        return None
    return of.items[0] if of.items else Scalar(spot, None)


def _coalesce(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    for value in arguments:
        if isinstance(value, Scalar) and value.value is None:
            continue
        if isinstance(value, Text) and not value.runs:
            continue
        return value
    return None


def _coalescelist(_spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    lists = (one for one in arguments if not isinstance(one, Items) or one.items)
    return next(lists, None)


def _length(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    match arguments[0]:
        case Text() as text:
            return Scalar(spot, len(text.value))
        case Items() as items:
            return Scalar(spot, len(items.items))
        case Members() as members:
            return Scalar(spot, len(members.named()))
        case _:
            return None


def _range(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
    numbers = [as_number(argument) for argument in arguments]
    whole = [int(number) for number in numbers if number is not None and number == int(number)]
    if len(whole) != len(numbers) or not whole or 0 in whole[2:]:
        return None
    values = range(*whole[:3])
    if len(values) > _LONGEST_RANGE:
        return None
    return Items(spot, tuple(Scalar(spot, value) for value in values))


def _of_numbers(choose: Callable[[Sequence[Decimal]], Decimal | int]) -> Made:
    def run(spot: Spot, arguments: Sequence[Woven]) -> Woven | None:
        numbers = [as_number(argument) for argument in arguments]
        known = [number for number in numbers if number is not None]
        if not known or len(known) != len(numbers):
            return None
        return Scalar(spot, choose(known))

    return run


STRICT: Final[Mapping[str, tuple[Made, Kind | None]]] = {
    "distinct": (_unique, "list"),
    "compact": (_compact, "list"),
    "sort": (_sort, "list"),
    "reverse": (_reverse, "list"),
    "contains": (_contains, "bool"),
    "keys": (_keys, "list"),
    "values": (_values, "list"),
    "zipmap": (_zipmap, "object"),
    "length": (_length, "number"),
    "range": (_range, "list"),
    "max": (_of_numbers(max), "number"),
    "min": (_of_numbers(min), "number"),
    "abs": (_of_numbers(lambda numbers: abs(numbers[0])), "number"),
    "ceil": (_of_numbers(lambda numbers: math.ceil(numbers[0])), "number"),
    "floor": (_of_numbers(lambda numbers: math.floor(numbers[0])), "number"),
}
OPEN: Final[Mapping[str, tuple[Made, Kind | None]]] = {
    "merge": (_merge, "object"),
    "concat": (_concat, "list"),
    "flatten": (_flatten, "list"),
    "toset": (_toset, "list"),
    "lookup": (_lookup, None),
    "element": (_element, None),
    "one": (_one, None),
    "coalesce": (_coalesce, None),
    "coalescelist": (_coalescelist, "list"),
}
