"""docs/functions.md says what is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from asl.configuration.bindings import WAYS
from asl.configuration.project import read_project
from asl.integrations.bindings import (
    Binding,
    Bindings,
    CommandTarget,
    EndpointTarget,
    HandlerTarget,
    UrlTarget,
)

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs" / "functions.md").read_text("utf-8")
README: Final = (ROOT / "README.md").read_text("utf-8")
_SETTINGS: Final = re.compile(r"```toml\n(\[functions.*?)```", re.DOTALL)


def settings(page: str) -> Bindings:
    (text,) = _SETTINGS.findall(page)
    return read_project(text, "asl.toml", Path("/project")).bindings


def kinds(bindings: tuple[Binding, ...]) -> list[type]:
    return [type(binding.target) for binding in bindings]


def test_the_example_binds_every_kind() -> None:
    bindings = settings(PAGE)
    assert kinds(tuple(bindings.functions)) == [
        HandlerTarget,
        CommandTarget,
        UrlTarget,
        EndpointTarget,
    ]
    assert bindings.endpoint is not None
    assert bindings.default is not None


def test_that_of_the_readme_is_read_too() -> None:
    bindings = settings(README)
    assert kinds(tuple(bindings.functions)) == [HandlerTarget, CommandTarget]
    assert bindings.endpoint is not None


@pytest.mark.parametrize("key", sorted({*WAYS, *(key for keys in WAYS.values() for key in keys)}))
def test_every_setting_is_told(key: str) -> None:
    (text,) = _SETTINGS.findall(PAGE)
    assert re.search(rf"^{key} = ", text, re.MULTILINE)
