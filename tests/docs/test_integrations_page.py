"""docs/integrations.md says what is so."""

from __future__ import annotations

import re
from itertools import islice

import pytest

from asl.integrations.optimised.following import Pace
from asl.integrations.optimised.unbound import missing_endpoint
from asl.runtime.host import TaskCall
from asl.services.integration_table import TABLE
from tests.docs.pages import names, rows, section

PAGE = "integrations.md"
OFFERED = {
    service: (actions, api) for service, actions, api in rows(section(PAGE, "What can be called"))
}
_ACTION = re.compile(r"`(\w+)`(?: \(([^)]*)\))?")


def test_every_action_and_pattern_is_told() -> None:
    told = {
        service.strip("`"): {
            name: frozenset(names(patterns)) | {""} for name, patterns in _ACTION.findall(actions)
        }
        for service, (actions, _) in OFFERED.items()
    }
    called = {
        service: {
            name: action.patterns
            for name, action in integration.actions.items()
            if missing_endpoint(TaskCall(state="s", resource=arn(service, name), input={}))
        }
        for service, integration in TABLE.items()
    }
    assert told == {service: actions for service, actions in called.items() if actions}


def arn(service: str, action: str) -> str:
    """A Resource."""
    return f"arn:aws:states:::{service}:{action}"


@pytest.mark.parametrize("service", OFFERED)
def test_the_api_is_told(service: str) -> None:
    assert OFFERED[service][1].strip("`") == TABLE[service.strip("`")].api


def test_the_pace_of_polls() -> None:
    text = " ".join(section(PAGE, "Jobs").split())
    pace = Pace()
    first, second = islice(pace.pauses(), 2)
    assert f"after {first:g} seconds and each time half as long again" in text
    assert second == 1.5 * first
    assert f"up to every {pace.most:g} seconds" in text
    assert f"Up to {pace.patience} polls in a row may fail" in text


def test_where_there_is_no_metadata() -> None:
    without = {name for name, one in TABLE.items() if one.api and not one.metadata}
    text = " ".join(section(PAGE, "What a call is given, and gives").split())
    assert without == {"bedrock", "events"}
    assert "the results of `events` and `bedrock` have neither" in text
