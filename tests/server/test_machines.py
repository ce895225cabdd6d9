"""State machines through boto3."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime
from typing import Any

import pytest

from tests.server.live import ACCOUNT, ROLE, Live
from tests.server.machines import LONG_WAIT, NO_STATES, ONE_PASS, TWO_PASSES, create, finished
from tests.server.refusals import refused
from tests.server.waiting import until

HEAD = f"arn:aws:states:us-east-1:{ACCOUNT}"
LOGS = {
    "level": "ALL",
    "includeExecutionData": True,
    "destinations": [
        {"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:us-east-1:1:log-group:g:*"}}
    ],
}


def described(client: Any, arn: str, **more: Any) -> dict[str, Any]:
    shown: dict[str, Any] = client.describe_state_machine(stateMachineArn=arn, **more)
    return {name: value for name, value in shown.items() if name != "ResponseMetadata"}


def test_a_new_machine_is_shown_with_all_defaults(client: Any) -> None:
    arn = create(client, "shown")
    shown = described(client, arn)
    assert isinstance(shown.pop("creationDate"), datetime)
    assert shown == {
        "stateMachineArn": f"{HEAD}:stateMachine:shown",
        "name": "shown",
        "status": "ACTIVE",
        "definition": ONE_PASS,
        "roleArn": ROLE,
        "type": "STANDARD",
        "loggingConfiguration": {"level": "OFF", "includeExecutionData": False},
        "tracingConfiguration": {"enabled": False},
        "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
    }


def test_what_was_given_is_shown(client: Any) -> None:
    given: dict[str, Any] = {
        "type": "EXPRESS",
        "loggingConfiguration": LOGS,
        "tracingConfiguration": {"enabled": True},
        "encryptionConfiguration": {
            "type": "CUSTOMER_MANAGED_KMS_KEY",
            "kmsKeyId": "key",
            "kmsDataKeyReusePeriodSeconds": 60,
        },
    }
    shown = described(client, create(client, "given", **given))
    assert {name: shown[name] for name in given} == given


def test_metadata_only(client: Any) -> None:
    arn = create(client, "metadata")
    assert described(client, arn, includedData="METADATA_ONLY")["definition"] == "{}"


# what is said: what differs from the first request
SAME_AGAIN: dict[str, dict[str, Any]] = {
    "nothing": {},
    "another role": {"roleArn": f"{ROLE}-2"},
    "other tags": {"tags": [{"key": "a", "value": "b"}]},
    "a default that is written out": {"loggingConfiguration": {"level": "OFF"}},
    "the type written out": {"type": "STANDARD"},
}


@pytest.mark.parametrize("more", SAME_AGAIN.values(), ids=SAME_AGAIN)
def test_asked_again_for_the_same_it_answers_as_before(client: Any, more: dict[str, Any]) -> None:
    first = client.create_state_machine(name="again", definition=ONE_PASS, roleArn=ROLE)
    again = client.create_state_machine(
        **{"name": "again", "definition": ONE_PASS, "roleArn": ROLE, **more}
    )
    assert again["creationDate"] == first["creationDate"]
    arn = first["stateMachineArn"]
    assert described(client, arn)["roleArn"] == ROLE
    assert client.list_tags_for_resource(resourceArn=arn)["tags"] == []


OTHERS: dict[str, dict[str, Any]] = {
    "another definition": {"definition": TWO_PASSES},
    "the same one, written otherwise": {"definition": json.dumps(json.loads(ONE_PASS), indent=1)},
    "another type": {"type": "EXPRESS"},
    "other logging": {"loggingConfiguration": LOGS},
    "other tracing": {"tracingConfiguration": {"enabled": True}},
    "another key": {
        "encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k"}
    },
}


@pytest.mark.parametrize("more", OTHERS.values(), ids=OTHERS)
def test_another_machine_of_that_name(client: Any, more: dict[str, Any]) -> None:
    arn = create(client, "taken")
    given = {"name": "taken", "definition": ONE_PASS, "roleArn": ROLE, **more}
    assert refused(lambda: client.create_state_machine(**given)) == (
        "StateMachineAlreadyExists",
        f"State Machine Already Exists: '{arn}'",
    )


# what is said: (what is given, code, what the message begins with)
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "a name with a blank": ({"name": "a b"}, "InvalidName", "Invalid Name: 'a b'"),
    "a role that is no ARN": (
        {"roleArn": "admin"},
        "InvalidArn",
        "Invalid Arn: 'Invalid ARN prefix: admin'",
    ),
    "a definition that is no JSON": (
        {"definition": "{"},
        "InvalidDefinition",
        "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ",
    ),
    "a definition that cannot run": (
        {"definition": NO_STATES},
        "InvalidDefinition",
        "Invalid State Machine Definition: '",
    ),
    "logs that go nowhere": (
        {"loggingConfiguration": {"level": "ALL"}},
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Must specify exactly one Log Destination.",
    ),
    "logs that go two ways": (
        {"loggingConfiguration": {**LOGS, "destinations": LOGS["destinations"] * 2}},  # type: ignore[operator]
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Must specify exactly one Log Destination.",
    ),
    "a log group that is none": (
        {
            "loggingConfiguration": {
                "level": "ALL",
                "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:g:*"}}],
            }
        },
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Log Destination not found.",
    ),
    "a destination without a log group, though nothing is logged": (
        {"loggingConfiguration": {"level": "OFF", "destinations": [{}]}},
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Log Destination not found.",
    ),
    "a log group without its star": (
        {
            "loggingConfiguration": {
                "level": "ALL",
                "destinations": [
                    {
                        "cloudWatchLogsLogGroup": {
                            "logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:g"
                        }
                    }
                ],
            }
        },
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier.",
    ),
    "a customer's key without its id": (
        {"encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY"}},
        "InvalidEncryptionConfiguration",
        "Invalid Encryption Configuration: kmsKeyId is required",
    ),
    "the id of a key that is not a customer's": (
        {"encryptionConfiguration": {"type": "AWS_OWNED_KEY", "kmsKeyId": "k"}},
        "InvalidEncryptionConfiguration",
        "Invalid Encryption Configuration: kmsKeyId is not allowed",
    ),
    "a description of no version": (
        {"versionDescription": "one"},
        "ValidationException",
        "Version description can only be set when publish is true",
    ),
    "a version": ({"publish": True}, "UnsupportedOperationException", "publish is not built yet"),
    "too many tags": (
        {"tags": [{"key": str(number), "value": ""} for number in range(51)]},
        "TooManyTags",
        "The resource ",
    ),
}


@pytest.mark.parametrize(("given", "code", "told"), REFUSED.values(), ids=REFUSED)
def test_not_created(client: Any, given: dict[str, Any], code: str, told: str) -> None:
    request = {"name": "refused", "definition": ONE_PASS, "roleArn": ROLE, **given}
    got = refused(lambda: client.create_state_machine(**request))
    assert (got[0], got[1][: len(told)]) == (code, told)


def test_all_errors_of_a_definition_are_told(client: Any) -> None:
    state = {"Type": "Pass", "Next": "Nowhere"}
    definition = json.dumps({"StartAt": "A", "States": {"A": state, "B": state}})
    _, message = refused(
        lambda: client.create_state_machine(name="bad", definition=definition, roleArn=ROLE)
    )
    for name in ("A", "B"):
        assert f'"Next" names no state of this scope: "Nowhere" at /States/{name}/Next' in message


def test_a_definition_that_is_long_is_checked_too(client: Any) -> None:
    states = {f"S{number}": {"Type": "Pass", "Next": "Nowhere"} for number in range(900)}
    definition = json.dumps({"StartAt": "S0", "States": states})
    code, message = refused(
        lambda: client.create_state_machine(name="long", definition=definition, roleArn=ROLE)
    )
    assert code == "InvalidDefinition"
    assert re.search(r" \(and \d+ more\)'$", message)


# -- updates


def test_the_first_change_makes_a_revision(client: Any) -> None:
    arn = create(client, "revised")
    first = client.update_state_machine(stateMachineArn=arn, definition=TWO_PASSES)
    shown = described(client, arn)
    assert shown["definition"] == TWO_PASSES
    assert shown["roleArn"] == ROLE
    assert shown["revisionId"] == first["revisionId"]
    second = client.update_state_machine(stateMachineArn=arn, roleArn=f"{ROLE}-2")
    assert second["revisionId"] != first["revisionId"]
    assert described(client, arn)["definition"] == TWO_PASSES


def test_no_change_is_no_revision(client: Any) -> None:
    arn = create(client, "unchanged")
    made = described(client, arn)["creationDate"]
    time.sleep(0.002)
    same = client.update_state_machine(stateMachineArn=arn, roleArn=ROLE)
    assert (same["updateDate"], "revisionId" in same) == (made, False)
    changed = client.update_state_machine(stateMachineArn=arn, definition=TWO_PASSES)
    again = client.update_state_machine(stateMachineArn=arn, definition=TWO_PASSES, roleArn=ROLE)
    assert again["revisionId"] == changed["revisionId"]
    assert again["updateDate"] == changed["updateDate"] > made


def test_an_execution_keeps_the_revision_it_began_with(client: Any) -> None:
    arn = create(client, "kept", LONG_WAIT)
    execution = client.start_execution(stateMachineArn=arn)["executionArn"]
    client.update_state_machine(stateMachineArn=arn, definition=ONE_PASS)
    shown = client.describe_state_machine_for_execution(executionArn=execution)
    assert (shown["stateMachineArn"], shown["name"]) == (arn, "kept")
    assert shown["definition"] == LONG_WAIT
    assert "revisionId" not in shown
    client.stop_execution(executionArn=execution)


NOT_UPDATED: dict[str, tuple[dict[str, Any], str, str]] = {
    "nothing to change": (
        {},
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the "
        "TracingConfiguration must be specified",
    ),
    "no such machine": (
        {"stateMachineArn": f"{HEAD}:stateMachine:none", "definition": ONE_PASS},
        "StateMachineDoesNotExist",
        f"State Machine Does Not Exist: '{HEAD}:stateMachine:none'",
    ),
    "a version": (
        {"stateMachineArn": f"{HEAD}:stateMachine:target:2", "definition": ONE_PASS},
        "StateMachineDoesNotExist",
        f"State Machine Does Not Exist: '{HEAD}:stateMachine:target:2'",
    ),
    "a label": (
        {"stateMachineArn": f"{HEAD}:stateMachine:target/each", "definition": ONE_PASS},
        "ValidationException",
        "This operation does not support the ARN of a Distributed Map",
    ),
    "a definition that cannot run": (
        {"definition": NO_STATES},
        "InvalidDefinition",
        "Invalid State Machine Definition: '",
    ),
    "a role that is no ARN": ({"roleArn": "x"}, "InvalidArn", "Invalid Arn: "),
    "publish": (
        {"definition": ONE_PASS, "publish": True},
        "UnsupportedOperationException",
        "publish is not built yet",
    ),
}


@pytest.mark.parametrize(("given", "code", "told"), NOT_UPDATED.values(), ids=NOT_UPDATED)
def test_not_updated(client: Any, given: dict[str, Any], code: str, told: str) -> None:
    arn = create(client, "target")
    got = refused(lambda: client.update_state_machine(**{"stateMachineArn": arn, **given}))
    assert (got[0], got[1][: len(told)]) == (code, told)


# -- the others


def test_gone_is_gone_and_may_be_created_anew(client: Any) -> None:
    arn = create(client, "gone")
    client.delete_state_machine(stateMachineArn=arn)
    client.delete_state_machine(stateMachineArn=arn)
    assert refused(lambda: client.describe_state_machine(stateMachineArn=arn)) == (
        "StateMachineDoesNotExist",
        f"State Machine Does Not Exist: '{arn}'",
    )
    assert create(client, "gone", TWO_PASSES) == arn


def test_a_machine_that_runs_goes_after_its_last_execution(client: Any) -> None:
    arn = create(client, "going", LONG_WAIT)
    execution = client.start_execution(stateMachineArn=arn)["executionArn"]
    client.delete_state_machine(stateMachineArn=arn)
    assert described(client, arn)["status"] == "DELETING"
    for call in (
        lambda: client.start_execution(stateMachineArn=arn),
        lambda: client.update_state_machine(stateMachineArn=arn, definition=ONE_PASS),
        lambda: create(client, "going", LONG_WAIT),
    ):
        assert refused(call)[0] == "StateMachineDeleting"
    client.stop_execution(executionArn=execution)
    assert finished(client, execution)["status"] == "ABORTED"
    until(lambda: arn not in _listed(client))


def _listed(client: Any) -> list[str]:
    return [item["stateMachineArn"] for item in client.list_state_machines()["stateMachines"]]


@pytest.mark.parametrize("arn", [f"{HEAD}:stateMachine:m:1", f"{HEAD}:stateMachine:m/each"])
def test_versions_and_labels_are_not_deleted(client: Any, arn: str) -> None:
    code, _ = refused(lambda: client.delete_state_machine(stateMachineArn=arn))
    assert code == "ValidationException"


def test_a_list_in_pages_is_the_whole_list_of_the_account_and_region(live: Live) -> None:
    client = live.client(key="222222222222", region="eu-central-1")
    names = [f"listed-{number}" for number in range(7)]
    for name in names:
        create(client, name)
    create(live.client(key="222222222222"), "elsewhere")
    pages = client.get_paginator("list_state_machines").paginate(PaginationConfig={"PageSize": 3})
    found = [page["stateMachines"] for page in pages]
    assert [item["name"] for page in found for item in page] == names
    assert [len(page) for page in found] == [3, 3, 1]
    assert found[0][0]["stateMachineArn"] == (
        "arn:aws:states:eu-central-1:222222222222:stateMachine:listed-0"
    )


@pytest.mark.parametrize("arn", [f"{HEAD}:stateMachine:m:1", f"{HEAD}:stateMachine:none"])
def test_there_is_nothing_to_describe(client: Any, arn: str) -> None:
    assert refused(lambda: client.describe_state_machine(stateMachineArn=arn)) == (
        "StateMachineDoesNotExist",
        f"State Machine Does Not Exist: '{arn}'",
    )


def test_a_label_is_not_described_yet(client: Any) -> None:
    arn = create(client, "labelled")
    code, message = refused(lambda: client.describe_state_machine(stateMachineArn=f"{arn}/each"))
    assert code == "UnsupportedOperationException"
    assert message == "Describing a Distributed Map by its label is not built yet in this server"
