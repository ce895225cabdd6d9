"""docs/bindings.md says what is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from asl.configuration.project import read_project
from asl.integrations.bindings import WAYS, Bindings
from asl.runtime.errors import StatesError
from asl.runtime.host import TaskCall
from asl.services.extensions import GROUP
from tests.docs.pages import DOCS, section

PAGE = "bindings.md"


def block(title: str, language: str) -> str:
    """The only block of a language in a section."""
    (text,) = re.findall(rf"```{language}\n(.*?)```", section(PAGE, title), re.DOTALL)
    return str(text)


def settings(title: str, profile: str | None = None) -> Bindings:
    return read_project(block(title, "toml"), "asl.toml", Path("/project"), profile).bindings


def test_the_choices_show_every_way() -> None:
    choices = settings("Choosing for single Tasks").choices
    assert {one.way for one in choices} == set(WAYS)
    assert [one.target.url for one in choices if one.target is not None] == [
        "http://127.0.0.1:5000"
    ]


@pytest.mark.parametrize(
    ("profile", "calls_aws", "mocked"),
    [(None, False, False), ("ci", False, True), ("aws", True, False)],
)
def test_the_profiles(profile: str | None, calls_aws: bool, mocked: bool) -> None:
    bindings = settings("Profiles", profile)
    assert bindings.calls_aws is calls_aws
    assert (bindings.choice("Any", "arn:x") is not None) is mocked


def test_the_group_of_entry_points() -> None:
    declared = tomllib.loads(block("Integrations of other packages", "toml"))
    assert list(declared["project"]["entry-points"]) == [GROUP]


def test_the_function_of_a_package() -> None:
    names: dict[str, Any] = {}
    exec(block("Integrations of other packages", "python"), names)
    call = TaskCall(state="Send", resource="arn:aws:states:::acme:send", input={"To": "x"})
    assert _ran(names["send"](call)) == {"Sent": True}
    call.input = {}
    with pytest.raises(Exception, match="NoAddress") as failed:
        _ran(names["send"](call))
    assert not isinstance(failed.value, StatesError)


def _ran(coroutine: Any) -> Any:
    try:
        coroutine.send(None)
    except StopIteration as ended:
        return ended.value
    raise AssertionError("it waits for something")


def test_the_page_is_linked() -> None:
    assert "(bindings.md)" in (DOCS / "functions.md").read_text("utf-8")
