"""Definitions that other people have written run against moto, as they are.

The twelve integrations that such definitions use most, and Athena's two. Placeholders are filled
in as a deployment would. Those that wait for a token or for a child run in a server, the others by
`asl run`, where a `Wait` takes no time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from asl.integrations.bindings import Binding, Bindings, EndpointTarget, UrlTarget
from tests.cli.command import asl
from tests.integrations.answering import Answer, Asked, answering
from tests.integrations.aws import Endpoint
from tests.integrations.prepared import TOPIC, subscribed
from tests.server.live import ROLE, Live, serving
from tests.server.waiting import until

CORPUS = os.environ.get("ASL_CORPUS")
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function"
BUCKET = "bucket-776177632559-us-east-1-transcript-results"
QUOTES = "ScatterGatherStack-Quotes4DCFF1CF-M5K0TUIFX7XN"
HANDLERS = """
def dispense(event, context):
    note = int(context.function_name.removeprefix("dispense"))
    paid, rest = divmod(event["amount"], note)
    return {"amount": rest, "notes": event.get("notes", []) + [note] * paid}

def quote(event, context):
    return {"for": event["requestDescription"], "price": 5}

def ready(event, context):
    return event
"""
SETTINGS = """
[endpoints]
default = "{url}"

[functions."dispense*"]
handler = "handlers:dispense"

[functions."quote*"]
handler = "handlers:quote"

[functions."ready*"]
handler = "handlers:ready"
"""
needed = pytest.mark.skipif(CORPUS is None, reason="ASL_CORPUS names no folder of definitions")


def nothing(aws: Endpoint) -> None:
    """Nothing is needed."""


def table(name: str, key: str, *items: Mapping[str, Any], second: str = "") -> Any:
    """What makes a table, with items in it."""

    def make(aws: Endpoint) -> None:
        keys = {key: "HASH"} | ({second: "RANGE"} if second else {})
        dynamodb = aws.client("dynamodb")
        dynamodb.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": k, "AttributeType": "S"} for k in keys],
            KeySchema=[{"AttributeName": k, "KeyType": kind} for k, kind in keys.items()],
            BillingMode="PAY_PER_REQUEST",
        )
        for item in items:
            dynamodb.put_item(TableName=name, Item=item)

    return make


def scan(aws: Endpoint, name: str) -> list[Any]:
    """All items of a table."""
    items: list[Any] = aws.client("dynamodb").scan(TableName=name)["Items"]
    return items


def messages(aws: Endpoint) -> list[str]:
    """What is in the queue."""
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName="orders")["QueueUrl"]
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for one in got:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
    return [one["Body"] for one in got]


def stock(aws: Endpoint) -> None:
    item = {
        "id": {"S": "lamp"},
        "status": {"S": "IN STOCK"},
        "stock": {"N": "5"},
        "minPOAmount": {"N": "1"},
    }
    table("stock", "id", item)(aws)
    table("reserved", "id")(aws)
    queue_of_events(aws, "shop", "com.inventory")


def queue_of_events(aws: Endpoint, bus: str, source: str) -> None:
    """A bus whose events are put into the queue."""
    aws.client("sqs").create_queue(QueueName="orders")
    events = aws.client("events")
    events.create_event_bus(Name=bus)
    pattern = json.dumps({"source": [source]})
    events.put_rule(Name="all", EventBusName=bus, EventPattern=pattern)
    target = {"Id": "q", "Arn": "arn:aws:sqs:us-east-1:123456789012:orders"}
    events.put_targets(Rule="all", EventBusName=bus, Targets=[target])


def transcript(aws: Endpoint) -> None:
    """The bucket of transcripts, and the one that the job is going to have written."""
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    said = {"results": {"transcripts": [{"transcript": "To be, or not to be"}]}}
    s3.put_object(Bucket=BUCKET, Key="temp.json", Body=json.dumps(said))


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine that `asl run` runs.

    Attributes:
        uses: the integrations that it shows to run.
        prepare: makes what it needs.
        input: of the execution.
        read: what is looked at: at the endpoint, or in the output.
        found: that.
        filled: placeholders.
    """

    uses: str
    prepare: Callable[[Endpoint], Any]
    input: Any
    read: Callable[[Endpoint, Any], Any]
    found: Any
    filled: Mapping[str, str] = field(default_factory=dict)


MACHINES = {
    "files/scatter-gather/statemachine/statemachine.asl.json": Machine(
        "lambda:invoke dynamodb:putItem",
        table(QUOTES, "requestId"),
        {"requestDescription": "a lamp", "quoteProviders": ["quote-a", "quote-b"]},
        lambda aws, _: [json.loads(item["quotes"]["S"]) for item in scan(aws, QUOTES)],
        [[{"for": "a lamp", "price": 5}] * 2],
    ),
    "files/chain-of-responsibility/statemachine/atm_dispenser_chained.asl.json": Machine(
        "lambda",
        nothing,
        {"amount": 93},
        lambda _, output: output,
        {"amount": 0, "notes": [50, 20, 20, 1, 1, 1]},
        {
            f"Handler{number}FunctionArn": f"{FUNCTION}:dispense{note}"
            for number, note in enumerate((50, 20, 10, 1), 1)
        },
    ),
    "files/request-response/statemachine/statemachine.asl.json": Machine(
        "sns:publish",
        subscribed,
        {"timer_seconds": 60},
        lambda aws, _: messages(aws),
        ['{"Input":"Hello from Step Functions!"}'],
        {"topicArn": TOPIC},
    ),
    "files/inventory-management-sam/statemachine/reserve-stock-statemachine.asl.json": Machine(
        "dynamodb:getItem dynamodb:updateItem dynamodb:putItem events:putEvents",
        stock,
        {"productId": "lamp", "orderId": "o-1", "quantity": 2},
        lambda aws, _: (
            scan(aws, "stock")[0]["stock"],
            scan(aws, "reserved")[0]["reservedQuantity"],
            [json.loads(one)["detail-type"] for one in messages(aws)],
        ),
        ({"N": "3"}, {"N": "2"}, ["stock-reserved"]),
        {
            "InventoryTableName": "stock",
            "InventoryReservationTableName": "reserved",
            "InventoryEventBusName": "shop",
            "InventoryManagementTopicArn": TOPIC,
        },
    ),
    "files/eventbridge-custom-sam/statemachine/statemachine.asl.json": Machine(
        "events:putEvents",
        lambda aws: queue_of_events(aws, "stepfunctions-sampleproject-eventbus", "my.statemachine"),
        {},
        lambda aws, _: [json.loads(one)["detail"] for one in messages(aws)],
        [{"Message": "Hello from Step Functions!"}],
    ),
    "files/script-generator/statemachine/statemachine.asl.json": Machine(
        "aws-sdk:s3:getObject aws-sdk:s3:putObject",
        transcript,
        {"detail": {"bucket": {"name": "b"}, "object": {"key": "speech.mp3"}}},
        lambda aws, _: aws.client("s3").get_object(Bucket=BUCKET, Key="script.txt")["Body"].read(),
        b'"To be, or not to be"',
    ),
    "files/sfn-start-athena-query-tf/statemachine/statemachine.asl.json": Machine(
        "athena:startQueryExecution.sync athena:getQueryResults",
        subscribed,
        {},
        lambda aws, _: messages(aws),
        ['{"Input":[]}'],
        {
            "data_generation_function": f"{FUNCTION}:ready",
            "invoke_crawler_function": f"{FUNCTION}:ready",
            "start_athena_query_db": "logs",
            "aws_athena_workgroup": "primary",
            "athena_updates": TOPIC,
        },
    ),
}


def definition(name: str, filled: Mapping[str, str]) -> str:
    """A definition of the corpus, with its placeholders filled in."""
    text = Path(CORPUS or "", name).read_text("utf-8")
    for placeholder, value in filled.items():
        text = text.replace(f"${{{placeholder}}}", value)
    return text


@needed
@pytest.mark.parametrize(("name", "machine"), MACHINES.items(), ids=MACHINES)
def test_machines_run(
    name: str,
    machine: Machine,
    aws: Endpoint,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("handlers.py").write_text(HANDLERS, "utf-8")
    Path("asl.toml").write_text(SETTINGS.replace("{url}", aws.url), "utf-8")
    text = definition(name, machine.filled)
    assert [one for one in machine.uses.split() if f":{one}" not in text] == []
    Path("machine.asl.json").write_text(text, "utf-8")
    machine.prepare(aws)
    ran = asl("run", "machine.asl.json", "-i", json.dumps(machine.input))
    assert ran.code == 0, ran.err
    assert machine.read(aws, json.loads(ran.out)) == machine.found


class Served:
    """A server whose executions call moto, and functions at a URL."""

    def __init__(self, live: Live, aws: Endpoint, asked: Sequence[Asked]) -> None:
        self.aws = aws
        self.asked = asked
        self.sfn = live.client()

    def make(self, name: str, text: str) -> str:
        """A state machine's ARN."""
        made: str = self.sfn.create_state_machine(name=name, definition=text, roleArn=ROLE)[
            "stateMachineArn"
        ]
        return made

    def start(self, machine: str, input_: Any) -> str:
        """An execution's ARN."""
        started: str = self.sfn.start_execution(stateMachineArn=machine, input=json.dumps(input_))[
            "executionArn"
        ]
        return started

    def message(self) -> Any:
        """The message that comes into the queue."""
        return json.loads(until(lambda: messages(self.aws))[0])

    def succeeded(self, execution: str) -> Any:
        """The output of an execution, which succeeds."""

        def over() -> Any:
            said = self.sfn.describe_execution(executionArn=execution)
            return None if said["status"] == "RUNNING" else said

        said = until(over)
        assert said["status"] == "SUCCEEDED", said
        return json.loads(said["output"])


PREPARED = {"id": "call-1", "payload": {"a": 1}, "url": "https://shop.example", "token": "s"}


@pytest.fixture
def server(aws: Endpoint) -> Iterator[Served]:
    """A server; all of its functions answer the same."""
    with answering(Answer(body=json.dumps(PREPARED))) as functions:
        bindings = Bindings(
            functions=[Binding("*", UrlTarget(url=f"{functions.url}/function"))],
            default=EndpointTarget(url=aws.url),
        )
        with serving(bindings=bindings) as live:
            yield Served(live, aws, functions.asked)


@needed
def test_a_webhook(server: Served) -> None:
    """dynamodb:getItem, lambda:invoke, sqs:sendMessage.waitForTaskToken, dynamodb:updateItem."""
    hook = {
        "pk": {"S": "webhook_c-1_shop.paid"},
        "type": {"S": "webhook"},
        "signingToken": {"S": "s"},
        "url": {"S": "https://shop.example"},
    }
    table("hooks", "pk", hook, second="type")(server.aws)
    queue = server.aws.client("sqs").create_queue(QueueName="orders")["QueueUrl"]
    text = definition(
        "files/webhook-provider/statemachine/statemachine.asl.json",
        {
            "WebHookTable": "hooks",
            "PrepareWebHookCallFunctionArn": f"{FUNCTION}:prepare",
            "QueueUrl": queue,
        },
    )
    event = {"source": "shop", "detail": {"customerId": "c-1", "status": "paid"}}
    execution = server.start(server.make("webhook", text), event)
    message = server.message()
    assert (message["url"], message["payload"]) == (PREPARED["url"], PREPARED["payload"])
    output = json.dumps({"status": "success", "output": {"code": 200}})
    server.sfn.send_task_success(taskToken=message["taskToken"], output=output)
    server.succeeded(execution)
    assert json.loads(server.asked[0].body)["detail"] == event["detail"]
    called = [item for item in scan(server.aws, "hooks") if item["type"]["S"] == "webhookcall"]
    assert called == [
        {
            "pk": {"S": "call-1"},
            "type": {"S": "webhookcall"},
            "status": {"S": "success"},
            "output": {"S": '{"code":200}'},
        }
    ]


@needed
def test_an_order_with_a_child(server: Served) -> None:
    """sqs:sendMessage.waitForTaskToken, sns:publish, states:startExecution.sync:2."""
    sqs, sns = server.aws.client("sqs"), server.aws.client("sns")
    queue = sqs.create_queue(QueueName="orders")["QueueUrl"]
    child = {"StartAt": "Go", "States": {"Go": {"Type": "Pass", "End": True}}}
    text = definition(
        "files/selective-checkpointing/statemachine/statemachineParent.asl.json",
        {
            "sqsQueueUrl": queue,
            "sendtoSNSArn": sns.create_topic(Name="orders")["TopicArn"],
            "SelectiveCheckpointingExpressStateMachineArn": (
                backend := server.make("backend", json.dumps(child))
            ),
        },
    )
    execution = server.start(server.make("order", text), {})
    for title in ("Order Request received.", "Payment sent to third-party"):
        message = server.message()
        assert message["MessageTitle"].startswith(title)
        server.sfn.send_task_success(taskToken=message["TaskToken"], output="{}")
    assert server.succeeded(execution)["SdkHttpMetadata"]["HttpStatusCode"] == 200
    [started] = server.sfn.list_executions(stateMachineArn=backend)["executions"]
    told = server.sfn.describe_execution(executionArn=started["executionArn"])
    assert json.loads(told["input"]) == {"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": execution}


@needed
def test_an_approval(server: Served) -> None:
    """lambda:invoke.waitForTaskToken, lambda:invoke."""
    text = definition(
        "files/human-in-the-loop/statemachine/statemachine.asl.json",
        {
            "SendApprovalEmailFunction": f"{FUNCTION}:ask",
            "ProcessingLambda": f"{FUNCTION}:process",
        },
    )
    execution = server.start(server.make("approval", text), {"order": 1})
    email = json.loads(until(lambda: server.asked)[0].body)
    assert (email["execution"], email["input"]) == (execution, {"order": 1})
    server.sfn.send_task_success(taskToken=email["taskToken"], output='{"result": true}')
    assert server.succeeded(execution)["Payload"] == PREPARED
    assert json.loads(server.asked[1].body)["result"] == "approved"
