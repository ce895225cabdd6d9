"""What is said of a word."""

from __future__ import annotations

from typing import Final, Literal

import pytest

from asl.linter.settings import Settings
from asl.lsp.hover import hover
from asl.lsp.problems import problems
from tests.lsp.drafts import CURSOR, marked

HEAD: Final = '{"StartAt": "Pay 😀", "States": {"Pay 😀": {"Type": "Task", '
TAIL: Final = '}, "Done": {"Type": "Succeed"}}}'

Format = Literal["json", "yaml"]
# A text with a cursor, how what is said begins, and something that is said.
SAID: Final[dict[str, tuple[Format, str, str, str]]] = {
    "a field": (
        "json",
        HEAD + '"TimeoutSe█conds": 5' + TAIL,
        "**`TimeoutSeconds`**",
        "Seconds that one attempt may take",
    ),
    "a field with a default": (
        "json",
        HEAD + '"Retry": [{"█MaxAttempts": 5}]' + TAIL,
        "**`MaxAttempts`**",
        "Default: `3`",
    ),
    "a field of another part, of the same name": (
        "json",
        '{"█TimeoutSeconds": 5, "StartAt": "", "States": {}}',
        "**`TimeoutSeconds`**",
        "an execution may take",
    ),
    "a type": (
        "json",
        '{"States": {"A": {"Type": "Pa█ss"}}}',
        "**`Pass`**",
        "https://states-language.net/spec.html#pass-state",
    ),
    "a state that is named": (
        "json",
        HEAD + '"Next": "Do█ne"' + TAIL,
        "**Done**: Succeed state",
        "End the execution well",
    ),
    "the key of a state": (
        "json",
        HEAD.replace('{"Pay', '{"█Pay') + '"End": true' + TAIL,
        "**Pay 😀**: Task state",
        "Have a function",
    ),
    "an error": (
        "json",
        HEAD + '"Retry": [{"ErrorEquals": ["States.█ALL"]}]' + TAIL,
        "**`States.ALL`**",
        "Every error that can be caught",
    ),
    "an integration": (
        "json",
        HEAD + '"Resource": "arn:aws:states:::ecs:run█Task.sync"' + TAIL,
        "**`ecs:runTask`**",
        "waits until the job has ended",
    ),
    "an action of the SDK": (
        "json",
        HEAD + '"Resource": "arn:aws:states:::aws-sdk:s3:get█Object"' + TAIL,
        "**`s3:getObject`**",
        "The AWS SDK's",
    ),
    "an intrinsic function": (
        "json",
        HEAD + '"Parameters": {"a.$": "States.Form█at(\'{}\', $.a)"}' + TAIL,
        "**`States.Format('text {}', value, …)`**",
        "in place of its `{}`",
    ),
    "the Context Object": (
        "json",
        HEAD + '"Parameters": {"a.$": "$$.Execution.█Name"}' + TAIL,
        "**`$$.Execution.Name`**",
        "The name of the execution.",
    ),
    "a query": (
        "json",
        HEAD + '"QueryLanguage": "JSONata", "Output": "{% $states.re█sult.a %}"' + TAIL,
        "**`$states.result`**",
        "The result of the work",
    ),
    "the Context Object in a query": (
        "json",
        HEAD + '"QueryLanguage": "JSONata", "Output": "{% $states.context.Task.T█oken %}"' + TAIL,
        "**`$states.context.Task.Token`**",
        "hands back",
    ),
    "a comparison operator": (
        "json",
        '{"States": {"A": {"Type": "Choice", "Choices": [{"Not": {"NumericLess█Than": 1}}]}}}',
        "**`NumericLessThan`**",
        "is less than this one",
    ),
    "any other value": (
        "json",
        HEAD + '"TimeoutSeconds": █5' + TAIL,
        "**`TimeoutSeconds`**",
        "Seconds that one attempt may take",
    ),
    "a broken text": (
        "json",
        HEAD + '"Ne█xt": , "Retry": [',
        "**`Next`**",
        "The state to go to",
    ),
    "YAML": (
        "yaml",
        "StartAt: A\nStates:\n  A:\n    Type: Map\n    Item█Selector: {}\n",
        "**`ItemSelector`**",
        "in place of its item",
    ),
    "a finding": (
        "json",
        HEAD + '"Resource": "arn:aws:states:::lambda:invoke", "Next": "Don█"' + TAIL,
        "**transition-target-missing**",
        "A transition names no state",
    ),
}


@pytest.mark.parametrize(("format", "text", "begins", "says"), SAID.values(), ids=SAID)
def test_what_is_said(format: Format, text: str, begins: str, says: str) -> None:
    draft, offset = marked(text, format)
    found = hover(draft, offset, problems(draft, Settings()))
    assert found is not None
    assert begins in found.text
    assert says in found.text
    assert found.start <= offset <= found.end


SILENT: Final = {
    "between words": '{"StartAt": "A", █  "States": {"A": {"Type": "Pass", "End": true}}}',
    "a field that does not exist": '{"States": {"A": {"Type": "Pass", "Bo█gus": 1}}',
    "a member of a template": HEAD + '"Parameters": {"Next█": 1}' + TAIL,
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_of_what_nothing_is_said(text: str) -> None:
    assert hover(*marked(text), []) is None


def test_a_name_means_itself_in_markdown() -> None:
    text = '{"StartAt": "a*b_[c]", "States": {"a█*b_[c]": {"Type": "Pass", "End": true}}}'
    found = hover(*marked(text), [])
    assert found is not None
    assert found.text.startswith(r"**a\*b\_\[c\]**: Pass state")
    assert CURSOR not in found.text
