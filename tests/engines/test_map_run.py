"""Distributed Maps on the virtual clock.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from asl.engines.virtual import START, Answer, Settings, VirtualEngine, returns, throws
from asl.runtime.host import TaskCall
from asl.syntax.values import Json
from tests.states.building import (
    INVOKE,
    alone,
    block,
    chain,
    details,
    events,
    machine,
    outcome,
    run,
)

PASS: Json = {"Type": "Pass"}
CALL: Json = {"Type": "Task", "Resource": INVOKE}
QUERY = {"QueryLanguage": "JSONata"}
ECHO = block(("Echo", PASS))
WORK = block(("Work", CALL))
THRESHOLD = (
    "States.ExceedToleratedFailureThreshold",
    "The specified tolerated failure threshold was exceeded",
)


def _map(processor: Json = ECHO, kind: str = "STANDARD", **members: Json) -> Json:
    config = {"Mode": "DISTRIBUTED", "ExecutionType": kind}
    return {"Type": "Map", "ItemProcessor": {**processor, "ProcessorConfig": config}, **members}


# what is said: (members, input, output)
FLOWS: dict[str, tuple[Json, Json, Json]] = {
    "outputs in order of the items": ({}, [1, 2, 3], [1, 2, 3]),
    "no items": ({}, [], []),
    "ItemsPath": ({"ItemsPath": "$.items"}, {"items": ["a"]}, ["a"]),
    "Items": ({**QUERY, "Items": "{% $states.input.items %}"}, {"items": ["a", "b"]}, ["a", "b"]),
    "an object's members are items in JSONata": (
        {
            **QUERY,
            "Items": "{% $states.input %}",
            "ItemSelector": "{% $states.context.Map.Item %}",
        },
        {"x": 1, "y": None},
        [
            {"Index": 0, "Value": 1, "Key": "x", "Source": "STATE_DATA"},
            {"Index": 1, "Value": None, "Key": "y", "Source": "STATE_DATA"},
        ],
    ),
    "an object as input is items too": (QUERY, {"x": 1, "y": 2}, [1, 2]),
    "ItemSelector: $ is the state's input": (
        {
            "ItemsPath": "$.items",
            "ItemSelector": {"all.$": "$.items", "item.$": "$$.Map.Item"},
        },
        {"items": ["a"]},
        [{"all": ["a"], "item": {"Index": 0, "Value": "a", "Source": "STATE_DATA"}}],
    ),
    "ResultSelector, ResultPath, OutputPath": (
        {
            "ItemsPath": "$.items",
            "ResultSelector": {"first.$": "$[0]"},
            "ResultPath": "$.out",
            "OutputPath": "$.out",
        },
        {"items": ["a"]},
        {"first": "a"},
    ),
    "Output and Assign": (
        {**QUERY, "Output": "{% $count($states.result) %}", "Assign": {"n": 1}},
        [1, 2],
        2,
    ),
}


@pytest.mark.parametrize(("members", "value", "output"), FLOWS.values(), ids=FLOWS)
def test_data_flow(members: Json, value: Json, output: Json) -> None:
    assert outcome(run(_map(**members), value)) == ("SUCCEEDED", output)


# what is said: (the state, its input, the parent's history)
HISTORIES: dict[str, tuple[Json, Json, str]] = {
    "success: the exit chains from the start of the run": (
        _map(),
        [1, 2],
        "3<-2 MapStateStarted · 4<-3 MapRunStarted · 5<-4 MapRunSucceeded · "
        "6<-5 MapStateSucceeded · 7<-4 MapStateExited · 8<-7 ExecutionSucceeded",
    ),
    "failure": (
        _map(block(("F", {"Type": "Fail", "Error": "E"}))),
        [1],
        "3<-2 MapStateStarted · 4<-3 MapRunStarted · 5<-4 MapRunFailed · 6<-5 MapStateFailed · "
        "7<-6 ExecutionFailed",
    ),
    "failure, caught": (
        _map(
            block(("F", {"Type": "Fail", "Error": "E"})),
            Catch=[{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Next": "X"}],
        ),
        [1],
        "3<-2 MapStateStarted · 4<-3 MapRunStarted · 5<-4 MapRunFailed · 6<-5 MapStateFailed · "
        "7<-6 MapStateExited · 8<-7 PassStateEntered · 9<-8 PassStateExited · "
        "10<-9 ExecutionSucceeded",
    ),
    "a retry is a new Map Run": (
        _map(
            block(("F", {"Type": "Fail", "Error": "E"})),
            Retry=[{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}],
        ),
        [1],
        "3<-2 MapStateStarted · 4<-3 MapRunStarted · 5<-4 MapRunFailed · 6<-5 MapStateStarted · "
        "7<-6 MapRunStarted · 8<-7 MapRunFailed · 9<-8 MapStateFailed · 10<-9 ExecutionFailed",
    ),
    "a tolerance that cannot be had": (
        _map(ToleratedFailureCountPath="$[0]"),
        ["few"],
        "3<-2 MapStateStarted · 4<-3 ExecutionFailed",
    ),
    "a concurrency that cannot be had": (
        _map(MaxConcurrencyPath="$[0]"),
        ["few"],
        "3<-2 ExecutionFailed",
    ),
}


@pytest.mark.parametrize(("state", "value", "course"), HISTORIES.values(), ids=HISTORIES)
def test_history(state: Json, value: Json, course: str) -> None:
    assert chain(run(state, value))[2:] == events(course)


def test_what_the_events_say() -> None:
    done = run(_map(Label="work"), [1, 2, 3])
    assert details(done, "MapStateStarted") == [{"length": 3}]
    arn = details(done, "MapRunStarted")[0]["mapRunArn"]
    prefix = "arn:aws:states:us-east-1:123456789012:mapRun:machine/work:"
    assert arn.startswith(prefix)
    assert len(arn) == len(prefix) + 36
    failed = run(_map(block(("F", {"Type": "Fail", "Error": "E"}))), [1])
    assert details(failed, "MapRunFailed") == [{"error": THRESHOLD[0], "cause": THRESHOLD[1]}]
    assert outcome(failed) == ("FAILED", *THRESHOLD)


def _contexts(done_output: Json) -> list[Json]:
    return [shown["c"] for shown in done_output]


SHOW = block(("Show", {"Type": "Pass", "Parameters": {"c.$": "$$", "in.$": "$"}}))


def test_children_are_executions_with_names_of_their_own() -> None:
    done = run(_map(SHOW, Label="work"), ["a", "b"], None, Settings(role_arn="arn:role"))
    first, second = _contexts(done.output)
    where = "arn:aws:states:us-east-1:123456789012"
    name = first["Execution"]["Name"]
    assert first["Execution"] == {
        "Id": f"{where}:execution:machine/work:{name}",
        "Input": "a",
        "StartTime": "2026-01-01T00:00:00Z",
        "Name": name,
        "RoleArn": "arn:role",
        "RedriveCount": 0,
    }
    assert first["StateMachine"] == {
        "Id": f"{where}:stateMachine:machine/work",
        "Name": "machine/work",
    }
    assert second["Execution"]["Name"] != name
    assert len(name) == 36


def test_express_children() -> None:
    done = run(_map(SHOW, "EXPRESS", Label="work"), ["a"])
    assert ":express:machine/work" in _contexts(done.output)[0]["Execution"]["Id"]


def test_a_map_without_a_label_gets_one() -> None:
    first = _contexts(run(_map(SHOW), ["a"]).output)[0]["StateMachine"]["Name"]
    assert first.startswith("machine/")
    assert len(first) == len("machine/") + 36


# what is said: (members, seconds for eight items of one second each)
LANES: dict[str, tuple[Json, int]] = {
    "all at once": ({}, 1),
    "0 is no limit": ({"MaxConcurrency": 0}, 1),
    "three at once": ({"MaxConcurrency": 3}, 3),
    "one after another": ({"MaxConcurrency": 1}, 8),
    "a path": ({"MaxConcurrencyPath": "$[7]"}, 4),
    "a query": ({**QUERY, "MaxConcurrency": "{% $states.input[7] %}"}, 4),
}


@pytest.mark.parametrize(("members", "seconds"), LANES.values(), ids=LANES)
def test_concurrency(members: Json, seconds: int) -> None:
    done = run(_map(WORK, **members), [2] * 8, returns("done", after=1))
    assert outcome(done) == ("SUCCEEDED", ["done"] * 8)
    assert done.stopped_at == START + timedelta(seconds=seconds)


def test_a_slot_goes_to_the_next_item_as_soon_as_it_is_free() -> None:
    done = run(
        _map(WORK, MaxConcurrency=2),
        [5, 1, 1, 1],
        lambda call: returns(call.input, after=call.input),
    )
    assert outcome(done) == ("SUCCEEDED", [5, 1, 1, 1])
    assert done.stopped_at == START + timedelta(seconds=5)


def test_ten_thousand_run_at_once_and_no_more() -> None:
    done = run(_map(WORK, "EXPRESS"), [0] * 10_001, returns(0, after=1))
    assert done.stopped_at == START + timedelta(seconds=2)


# what is said: (members, how many of 10 items fail, whether the run does)
TOLERANCE: dict[str, tuple[Json, int, bool]] = {
    "none is tolerated by default": ({}, 1, True),
    "a count of as many is fine": ({"ToleratedFailureCount": 2}, 2, False),
    "one more is too many": ({"ToleratedFailureCount": 2}, 3, True),
    "a count of 0": ({"ToleratedFailureCount": 0}, 1, True),
    "a percentage of exactly that is fine": ({"ToleratedFailurePercentage": 20}, 2, False),
    "more is too much": ({"ToleratedFailurePercentage": 20}, 3, True),
    "a percentage that is no whole number": ({"ToleratedFailurePercentage": 19.9}, 2, True),
    "100 percent never fail": ({"ToleratedFailurePercentage": 100}, 10, False),
    "0 percent": ({"ToleratedFailurePercentage": 0}, 1, True),
    "with both, the count is broken": (
        {"ToleratedFailureCount": 1, "ToleratedFailurePercentage": 90},
        2,
        True,
    ),
    "with both, the percentage is broken": (
        {"ToleratedFailureCount": 9, "ToleratedFailurePercentage": 10},
        2,
        True,
    ),
    "with both, neither is broken": (
        {"ToleratedFailureCount": 2, "ToleratedFailurePercentage": 20},
        2,
        False,
    ),
    "a path to a count": ({"ToleratedFailureCountPath": "$[2]"}, 2, False),
    "a path to a percentage": ({"ToleratedFailurePercentagePath": "$[1]"}, 2, True),
    "a query for a count": (
        {**QUERY, "ToleratedFailureCount": "{% $states.input[2] %}"},
        2,
        False,
    ),
    "a query for a percentage": (
        {**QUERY, "ToleratedFailurePercentage": "{% $states.input[1] * 20 %}"},
        2,
        False,
    ),
}


@pytest.mark.parametrize(("members", "failing", "fails"), TOLERANCE.values(), ids=TOLERANCE)
def test_tolerance(members: Json, failing: int, fails: bool) -> None:
    def answer(call: TaskCall) -> Answer:
        return throws("E", "why") if call.input < failing else returns(call.input)

    done = run(_map(WORK, **members), list(range(10)), answer)
    assert done.status == ("FAILED" if fails else "SUCCEEDED")
    assert (done.error, done.cause) == (THRESHOLD if fails else (None, None))
    if not fails:
        shown = [item if isinstance(item, int) else item["Error"] for item in done.output]
        assert shown == ["E"] * failing + list(range(failing, 10))


def test_the_percentage_is_of_all_items_not_of_those_done() -> None:
    # The first of four fails at once; were it one of one, the run would be over.
    done = run(
        _map(WORK, ToleratedFailurePercentage=25, MaxConcurrency=1),
        [0, 1, 2, 3],
        lambda call: throws("E") if call.input == 0 else returns(1),
    )
    assert done.status == "SUCCEEDED"


def test_a_failed_run_stops_the_other_children() -> None:
    asked: list[Json] = []

    def answer(call: TaskCall) -> Answer:
        asked.append(call.input)
        return throws("E", after=1) if call.input == 0 else returns(1, after=5)

    done = run(_map(WORK, MaxConcurrency=2), [0, 1, 2, 3], answer)
    assert (done.status, asked) == ("FAILED", [0, 1])
    assert done.stopped_at == START + timedelta(seconds=1)


def test_a_child_that_times_out_is_a_failure() -> None:
    sleeping = block(("Sleep", {"Type": "Wait", "Seconds": 301}))
    done = run(_map(sleeping, "EXPRESS", ToleratedFailureCount=1), [0])
    assert done.status == "SUCCEEDED"
    assert done.output[0]["Status"] == "TIMED_OUT"


def test_a_failed_child_stands_as_its_record() -> None:
    def answer(call: TaskCall) -> Answer:
        return throws("E", "why", after=2) if call.input == 1 else returns("fine")

    done = run(_map(WORK, Label="work", ToleratedFailureCount=1), [0, 1], answer)
    fine, record = done.output
    where = "arn:aws:states:us-east-1:123456789012"
    assert fine == "fine"
    assert record == {
        "Cause": "why",
        "Error": "E",
        "ExecutionArn": f"{where}:execution:machine/work:{record['Name']}",
        "Input": "1",
        "InputDetails": {"Included": True},
        "Name": record["Name"],
        "OutputDetails": {"Included": True},
        "RedriveCount": 0,
        "RedriveStatus": "REDRIVABLE_BY_MAP_RUN",
        "StartDate": "2026-01-01T00:00:00Z",
        "StateMachineArn": f"{where}:stateMachine:machine/work",
        "Status": "FAILED",
        "StopDate": "2026-01-01T00:00:02Z",
    }
    assert list(record) == sorted(record)


@pytest.mark.parametrize("kind", ["STANDARD", "EXPRESS"])
def test_the_record_of_a_child_that_succeeded(kind: str) -> None:
    writer = {"WriterConfig": {"Transformation": "NONE"}}
    (record,) = run(_map(ECHO, kind, ResultWriter=writer), [{"a": 1}]).output
    assert list(record) == [
        "ExecutionArn",
        "Input",
        "InputDetails",
        "Name",
        "Output",
        "OutputDetails",
        "RedriveCount",
        "RedriveStatus",
        "RedriveStatusReason",
        "StartDate",
        "StateMachineArn",
        "Status",
        "StopDate",
    ]
    assert record["Output"] == '{"a":1}'
    assert (record["RedriveCount"], record["RedriveStatus"]) == (0, "NOT_REDRIVABLE")
    assert record["RedriveStatusReason"] == "Execution is SUCCEEDED and cannot be redriven"


def test_a_record_says_no_more_than_was_said() -> None:
    failing = block(("F", {"Type": "Fail"}))
    record = run(_map(failing, ToleratedFailureCount=1), [0]).output[0]
    assert "Error" not in record
    assert "Cause" not in record


# what is said: (WriterConfig, the shape of what two children give: [1, 2] and 3)
SHAPES: dict[str, tuple[Json, Json]] = {
    "COMPACT gives the outputs": ({"Transformation": "COMPACT"}, [[1, 2], 3]),
    "FLATTEN puts arrays together": ({"Transformation": "FLATTEN"}, [1, 2, 3]),
    "without ResultWriter the outputs": (None, [[1, 2], 3]),
}


@pytest.mark.parametrize(("config", "output"), SHAPES.values(), ids=SHAPES)
def test_shape_of_the_result(config: Json, output: Json) -> None:
    writer: Json = {} if config is None else {"ResultWriter": {"WriterConfig": config}}
    assert outcome(run(_map(**writer), [[1, 2], 3])) == ("SUCCEEDED", output)


def test_records_of_children_that_succeeded() -> None:
    writer = {"WriterConfig": {"Transformation": "NONE", "OutputType": "JSON"}}
    record = run(_map(ResultWriter=writer), [{"a": 1}]).output[0]
    assert (record["Status"], record["Output"]) == ("SUCCEEDED", '{"a":1}')
    assert (record["Input"], record["OutputDetails"]) == ('{"a":1}', {"Included": True})


# what is said: (ItemBatcher, items, the children's inputs)
BATCHES: dict[str, tuple[Json, Json, Json]] = {
    "by count": (
        {"MaxItemsPerBatch": 2},
        [1, 2, 3],
        [{"Items": [1, 2]}, {"Items": [3]}],
    ),
    "with BatchInput, which comes first": (
        {"MaxItemsPerBatch": 2, "BatchInput": {"day": "today", "n.$": "$[0]"}},
        [1, 2, 3],
        [
            {"BatchInput": {"day": "today", "n": 1}, "Items": [1, 2]},
            {"BatchInput": {"day": "today", "n": 1}, "Items": [3]},
        ],
    ),
    "by bytes: as many as the text of the input may have": (
        # {"Items":["aaaa","aaaa"]} has 25 bytes.
        {"MaxInputBytesPerBatch": 25},
        ["aaaa"] * 5,
        [{"Items": ["aaaa"] * 2}, {"Items": ["aaaa"] * 2}, {"Items": ["aaaa"]}],
    ),
    "a byte less": (
        {"MaxInputBytesPerBatch": 24},
        ["aaaa"] * 2,
        [{"Items": ["aaaa"]}, {"Items": ["aaaa"]}],
    ),
    "bytes, not characters": (
        # é has two bytes.
        {"MaxInputBytesPerBatch": 25},
        ["éé"] * 2,
        [{"Items": ["éé", "éé"]}],
    ),
    "the smaller of both": (
        {"MaxItemsPerBatch": 1, "MaxInputBytesPerBatch": 1000},
        [1, 2],
        [{"Items": [1]}, {"Items": [2]}],
    ),
    "the smaller of both is the other one": (
        {"MaxItemsPerBatch": 10, "MaxInputBytesPerBatch": 25},
        ["aaaa"] * 3,
        [{"Items": ["aaaa"] * 2}, {"Items": ["aaaa"]}],
    ),
    "an item too large for any batch goes alone": (
        {"MaxInputBytesPerBatch": 20},
        ["a", "b" * 30, "c"],
        [{"Items": ["a"]}, {"Items": ["b" * 30]}, {"Items": ["c"]}],
    ),
    "a path": (
        {"MaxItemsPerBatchPath": "$[1]"},
        [1, 2, 3],
        [{"Items": [1, 2]}, {"Items": [3]}],
    ),
    "a path to bytes": (
        # {"Items":[16,2]} has 16 bytes.
        {"MaxInputBytesPerBatchPath": "$[0]"},
        [16, 2, 3],
        [{"Items": [16, 2]}, {"Items": [3]}],
    ),
    "no items, no batch": ({"MaxItemsPerBatch": 2}, [], []),
}


@pytest.mark.parametrize(("batcher", "items", "inputs"), BATCHES.values(), ids=BATCHES)
def test_batches(batcher: Json, items: Json, inputs: Json) -> None:
    done = run(_map(ItemBatcher=batcher), items)
    assert outcome(done) == ("SUCCEEDED", inputs)
    assert [json.dumps(shown) for shown in done.output] == [json.dumps(i) for i in inputs]


def test_batches_of_1130_items() -> None:
    done = run(_map(ItemBatcher={"MaxItemsPerBatch": 100}), list(range(1130)))
    assert [len(batch["Items"]) for batch in done.output] == [100] * 11 + [30]


def test_without_a_limit_of_bytes_256_kib_apply() -> None:
    counted = block(("N", {**PASS, "Parameters": {"n.$": "States.ArrayLength($.Items)"}}))
    state = _map(counted, ItemBatcher={"MaxItemsPerBatch": 1000}, ItemSelector={"x.$": "$[0]"})
    # {"Items":[{"x":"…"},{"x":"…"}]} has 29 bytes beside the texts.
    fits, bursts = (262_144 - 29) // 2, (262_144 - 29) // 2 + 1
    for length, sizes in ((fits, [2]), (bursts, [1, 1])):
        done = run(state, ["x" * length, 0])
        assert [shown["n"] for shown in done.output] == sizes


@pytest.mark.parametrize("limit", ["MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath"])
def test_a_limit_of_a_batch_that_is_less_than_nothing(limit: str) -> None:
    done = run(_map(ItemBatcher={limit: "$[0]"}), [-1, 2])
    assert (done.status, done.error) == ("FAILED", "States.Runtime")


def test_failures_are_counted_by_items_not_by_batches() -> None:
    # One batch of five fails: more than three items.
    done = run(
        _map(WORK, ItemBatcher={"MaxItemsPerBatch": 5}, ToleratedFailureCount=3),
        list(range(10)),
        lambda call: throws("E") if call.input["Items"][0] == 0 else returns(1),
    )
    assert outcome(done) == ("FAILED", *THRESHOLD)


# what is said: (members, error, what the cause names)
REFUSED: dict[str, tuple[Json, str, str]] = {
    "a reader": (
        {
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "JSON"},
                "Parameters": {"Bucket": "b", "Key": "k"},
            }
        },
        "States.ItemReaderFailed",
        "arn:aws:states:::s3:getObject",
    ),
    "a writer": (
        {
            "ResultWriter": {
                "Resource": "arn:aws:states:::s3:putObject",
                "Parameters": {"Bucket": "b", "Prefix": "p"},
            }
        },
        "States.ResultWriterFailed",
        "arn:aws:states:::s3:putObject",
    ),
    "lines of JSON without a place to write them to": (
        {"ResultWriter": {"WriterConfig": {"OutputType": "JSONL"}}},
        "States.ResultWriterFailed",
        "JSONL",
    ),
}


@pytest.mark.parametrize(("members", "error", "named"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_supported_yet_fails_and_says_so(members: Json, error: str, named: str) -> None:
    done = run(_map(**members), [1])
    assert (done.status, done.error) == ("FAILED", error)
    assert named in (done.cause or "")
    assert "not supported yet" in (done.cause or "")


def test_the_items_of_a_reader_are_not_those_of_items_path() -> None:
    reader = {"Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": {"Bucket": "b"}}
    done = run(_map(ItemReader=reader, ItemsPath="$.no.such"), {})
    assert done.error == "States.ItemReaderFailed"


def test_a_selection_that_fails_fails_the_run() -> None:
    done = run(_map(ItemSelector={"x.$": "$$.Map.Item.Value.x"}), [{"x": 1}, {}])
    assert (done.status, done.error) == ("FAILED", "States.Runtime")
    assert chain(done)[3:] == events(
        "4<-3 MapRunStarted · 5<-4 MapRunFailed · 6<-5 MapStateFailed · 7<-6 ExecutionFailed"
    )


def test_a_selection_that_fails_in_jsonata_is_recorded_as_an_evaluation() -> None:
    done = run(_map(**QUERY, ItemSelector={"x": "{% $states.context.Map.Item.Value.x %}"}), [{}])
    assert (done.status, done.error) == ("FAILED", "States.QueryEvaluationError")
    assert chain(done)[3:] == events(
        "4<-3 MapRunStarted · 5<-0 EvaluationFailed · 6<-5 MapRunFailed · 7<-6 MapStateFailed · "
        "8<-7 ExecutionFailed"
    )
    assert details(done, "EvaluationFailed")[0]["location"] == "ItemSelector/x"


def test_a_failing_run_in_jsonata_is_caught() -> None:
    catch = [
        {
            "ErrorEquals": ["States.ExceedToleratedFailureThreshold"],
            "Next": "X",
            "Output": "{% $states.errorOutput.Cause %}",
        }
    ]
    done = run(_map(WORK, **QUERY, Catch=catch), [1], throws("E"))
    assert outcome(done) == ("SUCCEEDED", THRESHOLD[1])


def test_a_retry_of_a_run_starts_every_child_again() -> None:
    asked: list[Json] = []

    def answer(call: TaskCall) -> Answer:
        asked.append(call.input)
        return throws("E") if len(asked) == 2 else returns(call.input)

    retry = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 7}]
    done = run(_map(WORK, Retry=retry), ["a", "b"], answer)
    assert outcome(done) == ("SUCCEEDED", ["a", "b"])
    assert asked == ["a", "b", "a", "b"]
    arns = [shown["mapRunArn"] for shown in details(done, "MapRunStarted")]
    assert len(set(arns)) == 2


def test_going_on_from_inside_a_run_records_nothing_twice() -> None:
    whole = alone(_map(WORK, MaxConcurrency=1))
    engine = VirtualEngine(whole, lambda call: returns(call.input, after=1))
    taken = []
    engine.on_save = lambda: taken.append(engine.snapshot())
    first = engine.begin([1, 2])
    engine.drive()
    inside = [snapshot for snapshot in taken if snapshot.frames["phase"] == "map_run"]
    assert inside
    for snapshot in inside:
        again = VirtualEngine(whole, lambda call: returns(call.input, after=1))
        second = again.resume(snapshot)
        again.drive()
        assert chain(second) == chain(first)
        assert outcome(second) == outcome(first)


def test_one_inside_another() -> None:
    inner = _map(Label="inner")
    done = run(_map(block(("In", inner)), Label="outer"), [[1, 2], [3]])
    assert outcome(done) == ("SUCCEEDED", [[1, 2], [3]])


def test_the_former_spelling_is_distributed_too() -> None:
    config = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    state = {"Type": "Map", "Iterator": {**ECHO, "ProcessorConfig": config}}
    done = run(state, [1])
    assert outcome(done) == ("SUCCEEDED", [1])
    assert len(details(done, "MapRunStarted")) == 1


def test_a_run_beside_another_branch() -> None:
    whole = machine(
        {
            "P": {
                "Type": "Parallel",
                "Branches": [
                    block(("M", _map(WORK))),
                    block(("F", {"Type": "Wait", "Seconds": 1}), ("G", {"Type": "Fail"})),
                ],
                "End": True,
            }
        }
    )
    done = run(whole, [1], returns(1, after=9))
    assert done.status == "FAILED"
    assert [event.type for event in done.events][-3:] == [
        "MapStateAborted",
        "ParallelStateFailed",
        "ExecutionFailed",
    ]
