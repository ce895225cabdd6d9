"""The explanation of every code of the catalogue; a file an area. Loaded only where one is read."""

from __future__ import annotations

from typing import Final

from asl.diagnostics.explanation import Explanation
from asl.diagnostics.explanations.carriers import CARRIERS
from asl.diagnostics.explanations.expressions import EXPRESSIONS
from asl.diagnostics.explanations.members import MEMBERS
from asl.diagnostics.explanations.mocks import MOCKS
from asl.diagnostics.explanations.rules import RULES
from asl.diagnostics.explanations.services import SERVICES
from asl.diagnostics.explanations.settings import SETTINGS
from asl.diagnostics.explanations.structure import STRUCTURE
from asl.diagnostics.explanations.syntax import SYNTAX

EXPLANATIONS: Final[dict[str, Explanation]] = {
    **SYNTAX,
    **MEMBERS,
    **EXPRESSIONS,
    **STRUCTURE,
    **RULES,
    **CARRIERS,
    **SERVICES,
    **MOCKS,
    **SETTINGS,
}
