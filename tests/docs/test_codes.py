"""docs/codes has a page for every code, and each says what the code's explanation says."""

from __future__ import annotations

from pathlib import Path

import pytest

from asl.cli.pages import write_pages
from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.page import INDEX, pages
from tests.docs.pages import DOCS

DUE = pages()


def test_there_is_a_page_for_every_code_and_no_other() -> None:
    there = {page.name for page in (DOCS / "codes").iterdir()}
    assert there == {INDEX, *(f"{code}.md" for code in CATALOGUE)}


@pytest.mark.parametrize("name", DUE)
def test_a_page_is_fresh(name: str) -> None:
    written = (DOCS / "codes" / name).read_text("utf-8")
    assert written == DUE[name], "write it anew: python -m asl.cli.pages docs/codes"


def test_pages_of_codes_that_are_gone_go(tmp_path: Path) -> None:
    folder = tmp_path / "codes"
    write_pages(folder)
    (folder / "gone.md").write_text("# gone\n", "utf-8")
    write_pages(folder)
    assert {page.name for page in folder.iterdir()} == DUE.keys()
