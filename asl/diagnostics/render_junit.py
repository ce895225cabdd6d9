"""Diagnostics as a JUnit report: a test case a state machine, failed where it has findings.

Source: https://github.com/testmoapp/junitxml; there is no standard, and this is what Jenkins,
GitLab and the others read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import Severity

# What XML 1.0 cannot hold, not even escaped.
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;"}
)


@dataclass(frozen=True, slots=True)
class Case:
    """A state machine: the file that declares it, its name there, and what was found in it."""

    file: str
    name: str
    diagnostics: Sequence[Diagnostic]


def render_junit(cases: Sequence[Case], failing: frozenset[Severity]) -> str:
    """The report; what does not fail a case stands in its output.

    Args:
        cases: in any order.
        failing: severities that fail a case.
    """
    suites: dict[str, list[Case]] = {}
    for case in cases:
        suites.setdefault(case.file, []).append(case)
    failed = sum(_fails(case, failing) for case in cases)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        _opened("testsuites", {"name": "asl validate", **_counts(len(cases), failed)}),
    ]
    for file, inside in suites.items():
        failed = sum(_fails(case, failing) for case in inside)
        lines.append("  " + _opened("testsuite", {"name": file, **_counts(len(inside), failed)}))
        for case in inside:
            lines.extend(_case(case, failing))
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>", ""])


def _fails(case: Case, failing: frozenset[Severity]) -> bool:
    return any(found.severity in failing for found in case.diagnostics)


def _counts(tests: int, failures: int) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failures), "errors": "0", "skipped": "0"}


def _case(case: Case, failing: frozenset[Severity]) -> Iterator[str]:
    name = case.name or case.file
    opened = _opened("testcase", {"classname": case.file, "name": name, "file": case.file})
    bad = [found for found in case.diagnostics if found.severity in failing]
    other = [found for found in case.diagnostics if found.severity not in failing]
    if not case.diagnostics:
        yield f"    {opened[:-1]}/>"
        return
    yield f"    {opened}"
    if bad:
        count = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        told = {"type": bad[0].code, "message": f"{bad[0].message}{count}"}
        yield f"      {_opened('failure', told)}{_text(_told(bad))}</failure>"
    if other:
        yield f"      <system-out>{_text(_told(other))}</system-out>"
    yield "    </testcase>"


def _told(found: Iterable[Diagnostic]) -> str:
    return "\n".join(
        f"{each.file}:{each.line}:{each.column}: {each.severity} {each.code} {each.message}"
        + (f"\n  at {each.pointer}" if each.pointer else "")
        + (f"\n  hint: {each.hint}" if each.hint else "")
        for each in found
    )


def _opened(tag: str, attributes: Mapping[str, str]) -> str:
    given = "".join(f' {name}="{_attribute(value)}"' for name, value in attributes.items())
    return f"<{tag}{given}>"


def _attribute(text: str) -> str:
    return _NO_XML.sub("\ufffd", text).translate(_ESCAPES)


def _text(text: str) -> str:
    # Line ends may stand in a text as they are.
    return _attribute(text).replace("&#10;", "\n")
