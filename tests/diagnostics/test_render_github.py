"""Workflow commands of GitHub."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.render_github import render_github
from tests.diagnostics.reports import ERROR, INFO, WARNING

# what is shown: (diagnostic, the line)
SHOWN: dict[str, tuple[Diagnostic, str]] = {
    "an error with a hint": (
        ERROR,
        "::error file=src/order machine.asl.json,line=5,endLine=5,col=21,endColumn=26,"
        "title=transition-target-missing at /States/Pay/Next::"
        '"Next" names no state of this scope: "Shpi"%0Ahint: did you mean "Ship"?',
    ),
    "a warning with what the command would take for its own": (
        replace(WARNING, file="a,b:c%\n.json", pointer="/a,b:c"),
        "::warning file=a%2Cb%3Ac%25%0A.json,line=9,endLine=9,col=21,endColumn=21,"
        "title=no-effect at /a%2Cb%3Ac::0 limits␊nothing: 100%25, <b>&␛",
    ),
    "an information about a whole document": (
        INFO,
        "::notice file=src/order machine.asl.json,line=9,endLine=9,col=3,endColumn=3,"
        "title=deprecated-field::old �",
    ),
}


@pytest.mark.parametrize(("diagnostic", "line"), SHOWN.values(), ids=SHOWN)
def test_a_command(diagnostic: Diagnostic, line: str) -> None:
    assert render_github([diagnostic]) == f"{line}\n"


def test_each_has_a_line() -> None:
    assert len(render_github([ERROR, WARNING, INFO]).splitlines()) == 3
    assert render_github([]) == ""
