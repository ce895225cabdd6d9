"""Reading MockConfigFile.json, the format of AWS Step Functions Local.

    {"StateMachines": {"<machine>": {"TestCases": {"<case>": {"<state>": "<response>"}}}},
     "MockedResponses": {"<response>": {"0": {"Return": …},
                                        "1-2": {"Throw": {"Error": "…", "Cause": "…"}}}}}

This is the one form there is: a file that works here works there. What that format leaves open is
decided so: a member it does not know is an error, an overlap of two ranges is one, a gap is not.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from asl.diagnostics.finding import Finding, did_you_mean
from asl.engines.virtual import Answer, returns, throws
from asl.model.member import shown_type
from asl.syntax import Document, Json, escape_pointer_token

# Nine digits: no execution makes a thousand million calls.
_RANGE: Final = re.compile(r"(0|[1-9][0-9]{0,8})(?:-(0|[1-9][0-9]{0,8}))?")
# Comparing every name with every other takes minutes in a hostile file.
_MOST_SUGGESTIONS: Final = 100
_MOST_NAMES: Final = 1000
_EXAMPLE: Final = '{"0": {"Return": {}}}'


@dataclass(frozen=True, slots=True)
class Reply:
    """What the invocations from `first` to `last` get, both counted from 0 and included."""

    first: int
    last: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Response:
    """A mocked response: its name and its replies, in order of the invocations."""

    name: str
    replies: tuple[Reply, ...]

    def at(self, invocation: int) -> Answer | None:
        """The answer to an invocation; None where there is no entry for it."""
        following = bisect_right(self.replies, invocation, key=lambda reply: reply.first)
        if following == 0 or invocation > self.replies[following - 1].last:
            return None
        return self.replies[following - 1].answer


# A test case: the response of each state that it names.
Case = Mapping[str, Response]


@dataclass(frozen=True, slots=True)
class MockFile:
    """A file of mocked responses: its test cases by state machine and name."""

    machines: Mapping[str, Mapping[str, Case]]


def read_mock_file(document: Document) -> tuple[MockFile, list[Finding]]:
    """A document as a file of mocked responses, and all that is wrong with it.

    What is wrong is left out of the result.
    """
    reader = _Reader()
    for duplicate in document.duplicates:
        name = duplicate.pointer.rsplit("/", 1)[-1]
        reader.report(
            "duplicate-key",
            duplicate.pointer,
            f'the key "{name}" stands twice in this object',
            hint=f"the first one is in line {duplicate.first.start.line}",
            at_key=True,
        )
    return reader.file(document.value), reader.findings


@dataclass(slots=True)
class _Reader:
    """Goes down the document once; reports instead of raising."""

    findings: list[Finding] = field(default_factory=list)

    def report(
        self,
        code: str,
        pointer: str,
        message: str,
        *,
        hint: str | None = None,
        at_key: bool = False,
    ) -> None:
        self.findings.append(
            Finding(code=code, pointer=pointer, message=message, hint=hint, at_key=at_key)
        )

    def suggest(self, wrong: str, known: Collection[str]) -> str | None:
        """The name that was meant; looked for as long as that cannot take long."""
        if len(self.findings) > _MOST_SUGGESTIONS or len(known) > _MOST_NAMES:
            return None
        return did_you_mean(wrong, list(known))

    def file(self, value: Json) -> MockFile:
        members = self.record(value, "", "a file of mocks", ("StateMachines", "MockedResponses"))
        responses = {
            name: self.response(name, given, pointer)
            for name, given, pointer in self.entries(members, "MockedResponses", "")
        }
        return MockFile(
            {
                name: self.machine(given, pointer, responses)
                for name, given, pointer in self.entries(members, "StateMachines", "")
            }
        )

    def machine(
        self, value: Json, pointer: str, responses: Mapping[str, Response]
    ) -> Mapping[str, Case]:
        members = self.record(value, pointer, "a state machine of this file", ("TestCases",))
        cases = {}
        for name, given, at in self.entries(members, "TestCases", pointer):
            if self.is_object(given, at, "a test case"):
                cases[name] = self.case(given, at, responses)
        return cases

    def case(self, value: Json, pointer: str, responses: Mapping[str, Response]) -> Case:
        found: dict[str, Response] = {}
        for state, named in value.items():
            at = f"{pointer}/{escape_pointer_token(state)}"
            if not isinstance(named, str):
                self.report(
                    "wrong-type",
                    at,
                    f"expected the name of a response, found {shown_type(named)}",
                    hint='the response itself belongs into "MockedResponses"',
                )
            elif named in responses:
                found[state] = responses[named]
            else:
                hint = self.suggest(named, responses)
                self.report(
                    "mock-response-unknown",
                    at,
                    f'"MockedResponses" has no "{named}"',
                    hint=hint or f'add to "MockedResponses": "{named}": {_EXAMPLE}',
                )
        return found

    def response(self, name: str, value: Json, pointer: str) -> Response:
        if not self.is_object(value, pointer, "a response"):
            return Response(name, ())
        if not value:
            self.report(
                "empty", pointer, f'the response "{name}" answers nothing', hint=f"as {_EXAMPLE}"
            )
        replies: list[tuple[Reply, str]] = []
        for numbers, given in value.items():
            at = f"{pointer}/{escape_pointer_token(numbers)}"
            found = self.numbers(numbers, at)
            answer = self.answer(given, at)
            if found is not None and answer is not None:
                replies.append((Reply(*found, answer), at))
        replies.sort(key=lambda entry: entry[0].first)
        self.refuse_overlaps(replies)
        return Response(name, tuple(reply for reply, _ in replies))

    def numbers(self, text: str, pointer: str) -> tuple[int, int] | None:
        match = _RANGE.fullmatch(text)
        if match is None:
            self.report(
                "mock-range",
                pointer,
                f'"{text}" is no number of an invocation and no range of them',
                hint='invocations count from "0"; a range is written "1-2"',
                at_key=True,
            )
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            self.report(
                "mock-range",
                pointer,
                f'the range "{text}" ends before it begins',
                hint=f'write "{last}-{first}"',
                at_key=True,
            )
            return None
        return first, last

    def refuse_overlaps(self, replies: Sequence[tuple[Reply, str]]) -> None:
        for (before, _), (reply, pointer) in pairwise(replies):
            if reply.first <= before.last:
                self.report(
                    "mock-range-overlap",
                    pointer,
                    f"invocation {reply.first} has two answers",
                    hint=f"the other one is for {before.first} to {before.last}",
                    at_key=True,
                )

    def answer(self, value: Json, pointer: str) -> Answer | None:
        if not self.is_object(value, pointer, "an entry"):
            return None
        self.refuse_unknown(value, pointer, ("Return", "Throw"))
        if "Return" in value and "Throw" in value:
            self.report(
                "exclusive-fields",
                f"{pointer}/Throw",
                '"Return" and "Throw" cannot both stand',
                hint="remove one of them",
                at_key=True,
            )
            return None
        if "Return" in value:
            return returns(value["Return"])
        if "Throw" in value:
            return self.failure(value["Throw"], f"{pointer}/Throw")
        self.report(
            "missing-field",
            pointer,
            'the entry has neither "Return" nor "Throw"',
            hint='as {"Return": {}} or {"Throw": {"Error": "…", "Cause": "…"}}',
        )
        return None

    def failure(self, value: Json, pointer: str) -> Answer | None:
        members = self.record(value, pointer, '"Throw"', ("Error", "Cause"))
        for member, given in members.items():
            if not isinstance(given, str):
                message = f"expected a string, found {shown_type(given)}"
                self.report("wrong-type", f"{pointer}/{member}", message)
                return None
        if len(members) < len(("Error", "Cause")):
            return None
        return throws(members["Error"], members["Cause"])

    def entries(
        self, members: Mapping[str, Json], member: str, pointer: str
    ) -> list[tuple[str, Json, str]]:
        """The entries of a member that is an object: name, value and pointer."""
        pointer = f"{pointer}/{member}"
        value = members.get(member, {})
        if not self.is_object(value, pointer, f'"{member}"'):
            return []
        return [
            (name, given, f"{pointer}/{escape_pointer_token(name)}")
            for name, given in value.items()
        ]

    def record(
        self, value: Json, pointer: str, what: str, required: tuple[str, ...]
    ) -> dict[str, Json]:
        """The members of an object that has exactly these; what is wrong is reported."""
        if not self.is_object(value, pointer, what):
            return {}
        self.refuse_unknown(value, pointer, required)
        for member in required:
            if member not in value:
                self.report("missing-field", pointer, f'{what} has no "{member}"')
        return {member: value[member] for member in required if member in value}

    def refuse_unknown(
        self, value: Mapping[str, Json], pointer: str, known: tuple[str, ...]
    ) -> None:
        for member in value:
            if member not in known:
                self.report(
                    "unknown-field",
                    f"{pointer}/{escape_pointer_token(member)}",
                    f'the member "{member}" does not exist here',
                    hint=self.suggest(member, known) or f"it may be {' or '.join(known)}",
                    at_key=True,
                )

    def is_object(self, value: Json, pointer: str, what: str) -> bool:
        if isinstance(value, dict):
            return True
        message = f"{what} is an object, and this is {shown_type(value)}"
        self.report("not-an-object", pointer, message)
        return False
