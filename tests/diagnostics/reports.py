"""Diagnostics for tests of reports."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from asl.diagnostics.diagnostic import Diagnostic

ERROR: Final = Diagnostic(
    code="transition-target-missing",
    aws_code="MISSING_TRANSITION_TARGET",
    severity="error",
    file="src/order machine.asl.json",
    line=5,
    column=21,
    pointer="/States/Pay/Next",
    message='"Next" names no state of this scope: "Shpi"',
    hint='did you mean "Ship"?',
    source='            "Next": "Shpi"},',
    width=6,
)
WARNING: Final = replace(
    ERROR,
    code="no-effect",
    aws_code=None,
    severity="warning",
    line=9,
    message="0 limits\nnothing: 100%, <b>&\x1b",
    hint=None,
    source="",
    width=1,
)
INFO: Final = replace(
    WARNING, code="deprecated-field", severity="info", pointer="", message="old \ud800", column=3
)
