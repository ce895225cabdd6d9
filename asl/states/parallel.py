"""The Parallel state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from asl.model import kinds
from asl.model.member import Member
from asl.model.state import Block, Build, Link, State, block
from asl.runtime.abort import abort_children
from asl.runtime.errors import StatesError
from asl.runtime.evaluation import place_in_history
from asl.runtime.frame import DONE, ENTERED, FANNED, Frame
from asl.runtime.step import Acting, Scope
from asl.runtime.values import gathered
from asl.states import data_flow, fields
from asl.states.transition import catch_links, next_link
from asl.syntax.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallel(State):
    """Run branches side by side; the result is the array of their outputs.

    Source: https://states-language.net/spec.html#parallel-state
    """

    TYPE: ClassVar[str] = "Parallel"
    CALLED: ClassVar[str] = "Parallel state"
    RETRYABLE: ClassVar[bool] = True

    branches: Annotated[tuple[Block, ...], Member("Branches", kinds.list_of(block, least=1))]
    next: fields.Next = None
    end: fields.End = False
    input_path: fields.InputPath = None
    parameters: fields.Parameters = None
    arguments: fields.Arguments = None
    result_selector: fields.ResultSelector = None
    result_path: fields.ResultPath = kinds.WHOLE
    output_path: fields.OutputPath = None
    output: fields.ResultOutput = None
    assign: fields.ResultAssign = None
    retry: fields.Retriers = ()
    catch: fields.Catchers = ()

    def links(self) -> Iterator[Link]:
        """Next, then Next of each Catcher."""
        yield from next_link(self)
        yield from catch_links(self.catch)

    def blocks(self) -> Iterator[Block]:
        """The branches."""
        yield from self.branches

    def compile(self, build: Build) -> Acting:
        """The state as one attempt and what follows it."""
        given = data_flow.given(self)
        scopes = [build.block(branch) for branch in self.branches]
        walk = build.walk

        async def act(frame: Frame) -> Json:
            if frame.phase != FANNED:
                _fan_out(frame, scopes, given(frame))
                await frame.host.save(frame)
            waiting = [
                (child, walk(scope, child))
                for scope, child in zip(scopes, frame.children, strict=True)
                if child.phase != DONE
            ]
            try:
                await frame.host.gather(frame, waiting)
                result = gathered([child.input for child in frame.children], frame.state)
            except StatesError as error:
                place_in_history(frame, error)
                frame.last = error.event
                abort_children(frame, error)
                raise
            frame.last = max(child.last for child in frame.children)
            frame.host.record(frame, frame.last, "ParallelStateSucceeded", {})
            frame.children, frame.phase = [], ENTERED
            if frame.observer is not None:
                frame.observer("result", result)
            return result

        return Acting(
            act=act,
            prepare=given,
            conclude=data_flow.conclude(self),
            next=None if self.end else self.next,
            failed="ParallelStateFailed",
            retriers=data_flow.retries(self.retry),
            catchers=data_flow.recoveries(self.catch, self.language),
        )


def _fan_out(frame: Frame, scopes: list[Scope], value: Json) -> None:
    started = frame.record("ParallelStateStarted", {})
    attempt = frame.retry_count()
    for index, scope in enumerate(scopes):
        child = Frame(
            frame.host,
            frame.execution,
            scope.start,
            value,
            parent=frame,
            index=index,
            attempt=attempt,
        )
        child.last = started
        if value is frame.input:
            child.input_text, child.input_event = frame.input_text, frame.input_event
        frame.children.append(child)
    frame.phase = FANNED
