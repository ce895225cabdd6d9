"""The place that is being read: a value, where it stands, and what holds there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from asl.diagnostics.finding import Finding
from asl.diagnostics.suggestions import Suggestions
from asl.expr.site import ExpressionFault, Role, Site
from asl.syntax import escape_pointer_token
from asl.syntax.values import Json

Language: TypeAlias = Literal["JSONPath", "JSONata"]
JSONPATH: Final[Language] = "JSONPath"
JSONATA: Final[Language] = "JSONata"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A value of the definition.

    Attributes:
        value: the value.
        pointer: its JSON pointer.
        language: the query language that holds here.
        machine_language: the query language of the machine.
        field: the place inside its state as AWS's causes name it; empty for the state itself.
        name: the state's name; empty outside a state.
        retryable: whether the state around can retry.
        findings: takes each finding.
        apart: takes those that leave what is around them readable.
        types: the record of each state type.
        suggestions: finds the names that were meant; one for the whole definition.
    """

    value: Json
    pointer: str
    language: Language
    machine_language: Language
    findings: list[Finding]
    apart: list[Finding]
    types: Mapping[str, Any]
    suggestions: Suggestions
    field: str = ""
    name: str = ""
    retryable: bool = False

    def member(self, key: str) -> Place:
        """The place of a member of the object here."""
        return self._inside(
            self.value[key],
            f"{self.pointer}/{escape_pointer_token(key)}",
            f"{self.field}/{key}" if self.field else key,
        )

    def element(self, index: int) -> Place:
        """The place of an element of the array here."""
        return self._inside(self.value[index], f"{self.pointer}/{index}", f"{self.field}[{index}]")

    def _inside(self, value: Json, pointer: str, field: str) -> Place:
        # One for every member of a definition: `replace` would take three times as long.
        return Place(
            value=value,
            pointer=pointer,
            language=self.language,
            machine_language=self.machine_language,
            findings=self.findings,
            apart=self.apart,
            types=self.types,
            suggestions=self.suggestions,
            field=field,
            name=self.name,
            retryable=self.retryable,
        )

    def report(
        self,
        code: str,
        message: str,
        hint: str | None = None,
        *,
        at_key: bool = False,
        rename: str | None = None,
    ) -> None:
        """Report a finding at this value."""
        self.findings.append(
            Finding(
                code=code,
                pointer=self.pointer,
                message=message,
                hint=hint,
                at_key=at_key,
                rename=rename,
            )
        )

    def site(self, role: Role = "none") -> Site:
        """The place as expressions know it."""
        return Site(
            pointer=self.pointer,
            field=self.field,
            report=self._fault,
            retryable=self.retryable,
            role=role,
        )

    def _fault(self, fault: ExpressionFault) -> None:
        self.findings.append(
            Finding(
                code=fault.code,
                pointer=fault.pointer,
                message=fault.message,
                hint=fault.hint,
                offset=fault.position,
            )
        )


Read: TypeAlias = Callable[[Place], object]
