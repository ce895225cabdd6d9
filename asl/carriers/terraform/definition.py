"""Reads the definition that a configuration gives a state machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from asl.carriers import faults
from asl.carriers.carried import Carried
from asl.carriers.terraform.expressions import Expression
from asl.carriers.terraform.module import Module
from asl.carriers.terraform.scope import ModuleScope
from asl.carriers.terraform.texts import is_open
from asl.carriers.weaving import Unknowable, definition_of
from asl.carriers.woven import Spot, Text, TooLarge, Unknown, Woven
from asl.diagnostics.diagnostic import Diagnostic, of_fault
from asl.syntax import Document, SyntaxFault


class Declaration(Protocol):
    """What declares a state machine."""

    @property
    def spot(self) -> Spot:
        """Where its head stands."""

    def expression(self, name: str) -> Expression | None:
        """What a setting says; None where it is not given.

        Raises:
            SyntaxFault: terraform-syntax.
        """


def machine(
    declaration: Declaration, module: Module, name: str, instance: Mapping[str, Woven]
) -> Carried:
    """A state machine.

    Args:
        declaration: of the resource.
        module: that it stands in.
        name: what to call it.
        instance: what `each` and `count` stand for.
    """
    scope = ModuleScope(module, instance)
    document, diagnostics = _read_definition(declaration, scope)
    return Carried(
        name=name,
        file=module.shown,
        document=document,
        diagnostics=(*scope.faults, *diagnostics),
        type=_type(declaration, scope),
        files=tuple(dict.fromkeys(scope.files)),
    )


def _read_definition(
    declaration: Declaration, scope: ModuleScope
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    spot = declaration.spot
    try:
        definition = declaration.expression("definition")
        if definition is None:
            message = "the state machine has no definition"
            return None, (_told(spot, "definition-source", message, None),)
        value = scope.value(definition)
        if isinstance(value, Unknown):
            return None, scope.unless_unread(_elsewhere(value))
        if not isinstance(value, Text):
            message = "the definition is no text"
            hint = "write it as jsonencode({ ... })"
            return None, (_told(value.spot, "definition-unreadable", message, hint),)
        if value.hole and len(value.runs) == 1:
            return None, scope.unless_unread(_elsewhere(value.hole))
        return definition_of(value, spot.source.name), ()
    except SyntaxFault as fault:
        return None, (of_fault(fault),)
    except Unknowable as part:
        return None, scope.unless_unread(_elsewhere(part.unknown))
    except TooLarge:
        message = "the definition is too long, or too deep, when it is written out"
        return None, (_told(spot, "document-too-large", message, None),)


def _elsewhere(unknown: Unknown) -> Diagnostic:
    message = f"the definition cannot be known without running Terraform: {unknown.reason}"
    hint = "check the plan instead: terraform show -json PLAN > plan.json"
    return _told(unknown.spot, "definition-elsewhere", message, hint)


def _told(spot: Spot, code: str, message: str, hint: str | None) -> Diagnostic:
    return faults.in_text(spot.source, code, message, spot.start, spot.end, hint=hint)


def _type(declaration: Declaration, scope: ModuleScope) -> Literal["STANDARD", "EXPRESS"] | None:
    try:
        type_ = declaration.expression("type")
        value = None if type_ is None else scope.value(type_)
    except (SyntaxFault, TooLarge, Unknowable):
        return None
    said = value.value.upper() if isinstance(value, Text) and not is_open(value) else ""
    return "EXPRESS" if said == "EXPRESS" else "STANDARD" if said == "STANDARD" else None
