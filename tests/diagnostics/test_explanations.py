"""The examples of the codes' pages: the code is found in the bad one and not in the good one."""

from __future__ import annotations

from pathlib import Path

import pytest

from asl.carriers.discovery import discover
from asl.configuration.settings_file import BadSettings
from asl.definition import load_file
from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.explanation import Explanation
from asl.diagnostics.explanations import EXPLANATIONS
from asl.linter.lint import lint
from asl.linter.settings import Settings
from asl.linter.settings_file import load_settings
from asl.testing.mock_case import Selector, examine_mocks

# A text of a megabyte is no example for a page.
WITHOUT_EXAMPLE = {"document-too-large"}
EXAMPLES = {code: told for code, told in EXPLANATIONS.items() if code not in WITHOUT_EXAMPLE}


def lay(folder: Path, told: Explanation, text: str) -> Path:
    """The files of an example, and the one that the code is about."""
    for name, beside in told.beside.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(beside, "utf-8")
    file = folder / told.file
    file.parent.mkdir(parents=True, exist_ok=True)
    # A text of a page holds bytes that are no UTF-8 as halves of surrogate pairs.
    file.write_bytes(text.encode(errors="surrogateescape"))
    return file


def codes(file: Path, told: Explanation) -> set[str]:
    """What is found in the example."""
    if file.name == "asl.toml":
        try:
            load_settings(file, str(file))
        except BadSettings as error:
            return {found.code for found in error.diagnostics}
        return set()
    if file.name == "mocks.json":
        machine = load_file(file.parent / "machine.asl.json")
        asked = Selector(str(file), "Case", "machine")
        return {found.code for found in examine_mocks(file.read_bytes(), asked, machine=machine)[1]}
    judged = lint(
        discover([str(file)], root=file.parent), Settings(), "EXPRESS" if told.express else None
    )
    return {found.code for machine in judged for found in machine.diagnostics}


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_bad_example_has_the_code(code: str, tmp_path: Path) -> None:
    told = EXAMPLES[code]
    assert code in codes(lay(tmp_path, told, told.bad), told)


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_good_example_has_it_not(code: str, tmp_path: Path) -> None:
    told = EXAMPLES[code]
    found = codes(lay(tmp_path, told, told.good), told)
    assert {each for each in found if each == code or CATALOGUE[each].severity != "info"} == set()


def test_every_code_is_explained() -> None:
    assert CATALOGUE.keys() - EXPLANATIONS.keys() == set()


def test_nothing_else_is_explained() -> None:
    assert EXPLANATIONS.keys() - CATALOGUE.keys() == set()


@pytest.mark.parametrize("code", EXPLANATIONS)
def test_an_explanation_is_whole(code: str) -> None:
    told = EXPLANATIONS[code]
    for text in (told.what, told.why, told.remedy):
        assert text.strip() == text
        assert text.endswith((".", "`", ":"))
    assert bool(told.bad) == bool(told.good) == (code not in WITHOUT_EXAMPLE)
