"""The JUnit report."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from asl.diagnostics.finding import Severity
from asl.diagnostics.render_junit import Case, render_junit
from tests.diagnostics.reports import ERROR, INFO, WARNING

ERRORS: frozenset[Severity] = frozenset({"error"})
CASES = [
    Case("a.json", "", [ERROR, WARNING]),
    Case("template.yaml", "First", []),
    Case("template.yaml", 'Second <&">', [INFO, WARNING]),
]


def report(strict: bool = False) -> ET.Element:
    """The report, read again."""
    failing: frozenset[Severity] = frozenset({"error", "warning"})
    return ET.fromstring(render_junit(CASES, failing if strict else ERRORS))


def test_a_suite_a_file_and_a_case_a_machine() -> None:
    root = report()
    assert root.tag == "testsuites"
    suites = {suite.attrib["name"]: [case.attrib for case in suite] for suite in root}
    assert suites == {
        "a.json": [{"classname": "a.json", "name": "a.json", "file": "a.json"}],
        "template.yaml": [
            {"classname": "template.yaml", "name": "First", "file": "template.yaml"},
            {"classname": "template.yaml", "name": 'Second <&">', "file": "template.yaml"},
        ],
    }


def test_the_counts() -> None:
    counts = {"errors": "0", "skipped": "0"}
    root = report()
    assert root.attrib == {"name": "asl validate", "tests": "3", "failures": "1", **counts}
    assert [dict(suite.attrib) for suite in root] == [
        {"name": "a.json", "tests": "1", "failures": "1", **counts},
        {"name": "template.yaml", "tests": "2", "failures": "0", **counts},
    ]


def test_what_fails_is_a_failure_and_the_rest_output() -> None:
    (case,) = report()[0]
    failure, output = case
    assert failure.tag == "failure"
    assert failure.attrib == {"type": ERROR.code, "message": ERROR.message}
    assert failure.text == (
        f"{ERROR.file}:5:21: error {ERROR.code} {ERROR.message}\n"
        f"  at /States/Pay/Next\n  hint: {ERROR.hint}"
    )
    assert output.tag == "system-out"
    assert output.text == (
        f"{WARNING.file}:9:21: warning no-effect 0 limits\nnothing: 100%, <b>&\ufffd\n"
        "  at /States/Pay/Next"
    )


def test_where_warnings_count_they_fail() -> None:
    (case,) = report(strict=True)[0]
    (failure,) = case
    assert failure.attrib["message"] == f"{ERROR.message} (and 1 more)"


def test_what_xml_cannot_hold_is_replaced() -> None:
    output = report()[1][1][0]
    assert output.text is not None
    assert output.text.startswith(f"{INFO.file}:9:3: info deprecated-field old \ufffd\n")


def test_nothing_at_all() -> None:
    assert ET.fromstring(render_junit([], ERRORS)).attrib["tests"] == "0"
