"""What an expression of Terraform says, as far as that is known before anything is deployed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from asl.carriers.terraform.expressions import (
    Attribute,
    Binary,
    Call,
    Choice,
    Conditional,
    Expression,
    For,
    Index,
    Literal,
    Name,
    Object,
    Part,
    Piece,
    Repetition,
    Splat,
    Template,
    Tuple,
    Unary,
)
from asl.carriers.terraform.operators import binary, read_index, unary
from asl.carriers.terraform.texts import as_text, is_open
from asl.carriers.woven import (
    MOST_CHARACTERS,
    Items,
    Kind,
    Members,
    Run,
    Scalar,
    Spot,
    Text,
    TooLarge,
    Unknown,
    Woven,
    joined,
    told,
)

_MOST_DEEP: Final = 180
# Rounds of all `for` together.
_MOST_ROUNDS: Final = 100_000

Names: TypeAlias = Mapping[str, Woven]
Step: TypeAlias = Attribute | Index


class Scope(Protocol):
    """What names stand for outside an expression."""

    def resolve(self, root: Name, steps: Sequence[Step]) -> tuple[Woven, int]:
        """The value of a name and of the first of the steps from it, and how many these are."""

    def call(self, spot: Spot, name: str, arguments: Sequence[Woven]) -> Woven:
        """The value of a function."""

    def note(self, unknown: Unknown) -> None:
        """Hear of a value that is not known, and that nobody would expect to be unknown."""


@dataclass(slots=True)
class Evaluator:
    """Evaluates expressions; one for all of a state machine, so that what it does is bounded."""

    scope: Scope
    _deep: int = 0
    _rounds: int = 0
    _size: int = 0
    _kinds: dict[type, Callable[..., Woven]] = field(init=False)

    def __post_init__(self) -> None:
        self._kinds = {
            Literal: lambda one, _: Scalar(one.spot, one.value),
            Template: self._template,
            Tuple: lambda one, names: Items(
                one.spot, tuple(self.value(item, names) for item in one.items)
            ),
            Object: self._object,
            Name: self._path,
            Attribute: self._path,
            Index: self._path,
            Splat: self._splat,
            Call: self._call,
            Unary: lambda one, names: unary(one, self.value(one.operand, names)),
            Binary: self._binary,
            Conditional: self._conditional,
            For: self._for,
        }

    def value(self, expression: Expression, names: Names) -> Woven:
        """What an expression says.

        Args:
            expression: of any kind.
            names: what the names stand for that its surroundings bind.

        Raises:
            TooLarge: it goes too deep, or is too long.
        """
        self._deep += 1
        if self._deep > _MOST_DEEP:
            raise TooLarge
        value = self._kinds[type(expression)](expression, names)
        self._deep -= 1
        return value

    def template(self, template: Template, names: Names) -> Text:
        """The text that a template says.

        Raises:
            TooLarge: it goes too deep, or is too long.
        """
        text = joined(template.spot, self._texts(template.parts, names))
        self._size += sum(len(run.text) for run in text.runs)
        if self._size > MOST_CHARACTERS:
            raise TooLarge
        return text

    def _template(self, template: Template, names: Names) -> Woven:
        only = template.parts[0] if len(template.parts) == 1 else None
        if only is None or isinstance(only, (Piece, Choice, Repetition)):
            return self.template(template, names)
        return self.value(only, names)

    def _texts(self, parts: Sequence[Part], names: Names) -> Iterator[Text]:
        for part in parts:
            match part:
                case Piece():
                    run = Run(part.text, part.spot.source, part.offsets)
                    yield Text(part.spot, (run,) if part.text else ())
                case Choice():
                    chosen = self._choose(part.condition, names)
                    yield from self._texts(part.then if chosen else part.otherwise, names)
                case Repetition():
                    for bound in self._rounds_of(part.spot, part.names, part.over, names):
                        yield from self._texts(part.body, bound)
                case _:
                    yield as_text(self.value(part, names))

    def _object(self, one: Object, names: Names) -> Woven:
        entries = []
        for key, value in one.entries:
            name = as_text(self.value(key, names))
            entries.append((name, self.value(value, names)))
        return Members(one.spot, tuple(entries))

    def _path(self, one: Expression, names: Names) -> Woven:
        steps: list[Step] = []
        root = one
        while isinstance(root, (Attribute, Index)):
            steps.append(root)
            root = root.of
        steps.reverse()
        if not isinstance(root, Name):
            value, taken = self.value(root, names), 0
        elif root.name in names:
            value, taken = names[root.name], 0
        else:
            value, taken = self.scope.resolve(root, steps)
        for step in steps[taken:]:
            value = self._step(value, step, names)
        return value

    def _step(self, value: Woven, step: Step, names: Names) -> Woven:
        if isinstance(step, Attribute):
            key: Woven = told(step.name, step.spot)
        else:
            key = self.value(step.key, names)
        return read_index(step.spot, value, key)

    def _splat(self, one: Splat, names: Names) -> Woven:
        over = self.value(one.of, names)
        if isinstance(over, Unknown):
            return Unknown(one.spot, over.reason, "list")
        if isinstance(over, Scalar) and over.value is None:
            return Items(one.spot, ())
        items = over.items if isinstance(over, Items) else (over,)
        values = tuple(self.value(one.each, {**names, "*": item}) for item in items)
        return Items(one.spot, values, over.more if isinstance(over, Items) else None)

    def _call(self, one: Call, names: Names) -> Woven:
        if one.name in ("try", "can"):
            return self._try(one, names)
        arguments = [self.value(argument, names) for argument in one.arguments]
        if one.expands:
            last = arguments.pop()
            if not isinstance(last, Items) or last.more:
                return self._noted(one.spot, "what its arguments are is not known")
            arguments.extend(last.items)
        return self.scope.call(one.spot, one.name, arguments)

    def _try(self, one: Call, names: Names) -> Woven:
        """`try(a, b)`: the first that can be; of what is not known, that is the first."""
        if one.name == "can" or not one.arguments:
            return Unknown(one.spot, "it is tried when it is deployed", "bool")
        for argument in one.arguments:
            value = self.value(argument, names)
            if not isinstance(value, Unknown):
                break
        return value

    def _binary(self, one: Binary, names: Names) -> Woven:
        # A long sum leans to the left.
        spine = [one]
        while isinstance(spine[-1].left, Binary):
            spine.append(spine[-1].left)
        value = self.value(spine[-1].left, names)
        for part in reversed(spine):
            value = binary(part, value, self.value(part.right, names))
        return value

    def _conditional(self, one: Conditional, names: Names) -> Woven:
        return self.value(one.then if self._choose(one.condition, names) else one.otherwise, names)

    def _choose(self, condition: Expression, names: Names) -> bool:
        """Whether a condition holds; one that is not known does, and somebody is told."""
        value = self.value(condition, names)
        if isinstance(value, Scalar):
            return bool(value.value)
        if isinstance(value, Text) and not is_open(value):
            return value.value == "true"
        self._noted(condition.spot, "whether it is true is not known here, and taken to be")
        return True

    def _for(self, one: For, names: Names) -> Woven:
        over = self.value(one.over, names)
        if isinstance(over, (Unknown, Text, Scalar)):
            kind: Kind = "list" if one.key is None else "object"
            reason = over.reason if isinstance(over, Unknown) else "that is nothing to go through"
            self.scope.note(Unknown(one.over.spot, reason))
            return Unknown(one.spot, reason, kind)
        rounds = [
            bound
            for bound in self._bindings(one.names, over, names)
            if one.condition is None or self._choose(one.condition, bound)
        ]
        values = [self.value(one.value, bound) for bound in rounds]
        if one.key is None:
            return Items(one.spot, tuple(values), over.more)
        keys = [as_text(self.value(one.key, bound)) for bound in rounds]
        entries = tuple(zip(keys, values, strict=True))
        return Members(one.spot, _grouped(entries) if one.grouped else entries, over.more)

    def _rounds_of(
        self, spot: Spot, bound: tuple[str, ...], over: Expression, names: Names
    ) -> Iterator[Names]:
        value = self.value(over, names)
        if isinstance(value, (Items, Members)):
            yield from self._bindings(bound, value, names)
            return
        # One round says more of what is in it than none.
        reason = value.reason if isinstance(value, Unknown) else "that is nothing to go through"
        self.scope.note(Unknown(over.spot, reason))
        yield {**names, **{name: Unknown(spot, reason) for name in bound}}

    def _bindings(
        self, bound: tuple[str, ...], over: Items | Members, names: Names
    ) -> Iterator[Names]:
        pairs: Sequence[tuple[Woven, Woven]]
        if isinstance(over, Items):
            pairs = [(Scalar(item.spot, index), item) for index, item in enumerate(over.items)]
        else:
            last = {name.value: name for name, _ in over.entries}
            members = sorted(over.named().items())
            pairs = [(last[name], value) for name, value in members]
        for pair in pairs:
            self._rounds += 1
            if self._rounds > _MOST_ROUNDS:
                raise TooLarge
            # Of one name it is the value, of two the key too.
            yield {**names, **dict(zip(bound, pair[-len(bound) :], strict=True))}

    def _noted(self, spot: Spot, reason: str) -> Unknown:
        unknown = Unknown(spot, reason)
        self.scope.note(unknown)
        return unknown


def _grouped(entries: Sequence[tuple[Text, Woven]]) -> tuple[tuple[Text, Woven], ...]:
    names: dict[str, Text] = {}
    groups: dict[str, list[Woven]] = {}
    for name, value in entries:
        names.setdefault(name.value, name)
        groups.setdefault(name.value, []).append(value)
    return tuple(
        (names[name], Items(names[name].spot, tuple(group))) for name, group in groups.items()
    )
