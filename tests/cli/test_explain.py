"""`asl explain`."""

from __future__ import annotations

import pytest

from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.explanations import EXPLANATIONS
from tests.cli.command import asl


@pytest.mark.parametrize("code", EXPLANATIONS)
def test_every_code_is_explained(code: str) -> None:
    called = asl("explain", code)
    told = EXPLANATIONS[code]
    assert (called.code, called.err) == (0, "")
    assert called.out.startswith(f"{code}: {CATALOGUE[code].title}\n")
    for part in (told.what, told.why, told.remedy):
        assert part in called.out
    assert ("Put right:" in called.out) == bool(told.good)


def test_without_a_code_all_are_listed() -> None:
    called = asl("explain")
    assert called.code == 0
    lines = [line.split(maxsplit=2) for line in called.out.splitlines()]
    assert [line[0] for line in lines] == sorted(CATALOGUE)
    assert all([CATALOGUE[code].severity, CATALOGUE[code].title] == rest for code, *rest in lines)


# what is said of a code that there is not
UNKNOWN = {
    "no-efect": 'did you mean "no-effect"?',
    "zzz": "`asl explain` lists the codes",
}


@pytest.mark.parametrize(("code", "hint"), UNKNOWN.items())
def test_a_code_that_there_is_not(code: str, hint: str) -> None:
    called = asl("explain", code)
    assert (called.code, called.out) == (2, "")
    assert called.err == f'asl: there is no code "{code}"\n  hint: {hint}\n'
