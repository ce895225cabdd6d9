"""Rounds of starting, working and killing, then the verdict."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from pathlib import Path
from typing import Final

from benchmarks.crash.story import ACTIVITIES, STORIES
from benchmarks.crash.verdict import Started, Verdict, judge
from benchmarks.crash.world import Endpoint, Ledger, Worker
from benchmarks.served import Caller, Refused, Served, launch

# Workers of each activity, and executions begun in each round.
WORKERS: Final = 4
STARTS: Final = 6
# Seconds that a server lives at most before it is killed, and that a starting one does.
_LIFE: Final = 1.6
_START: Final = 1.0
_PATIENCE: Final = 180.0
_LOST: Final = (OSError, HTTPException, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much to do.

    Attributes:
        database: a path or URL.
        rounds: how often the server is killed.
        stories: which machines.
        starts: executions begun in each round.
        log: the file that gets the server's log.
        seed: of the random moments.
        patience: seconds for what runs to end, in the end.
        hold: seconds for which a worker keeps an open task at most.
    """

    database: str
    rounds: int
    stories: tuple[str, ...] = tuple(STORIES)
    starts: int = STARTS
    log: Path | None = None
    seed: int = 1
    patience: float = _PATIENCE
    hold: float = 5.0


@dataclass(slots=True)
class Outcome:
    """What came of it.

    Attributes:
        verdict: of all executions.
        kills: how often a server was killed that answered, and while it started.
        recovery: seconds from the start of a process to its first answer, each time.
        ledger: what the workers saw.
    """

    verdict: Verdict
    ledger: Ledger
    kills: int = 0
    early_kills: int = 0
    recovery: list[float] = field(default_factory=list)


class Rounds:
    """The server of one database, killed and started again."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.random = random.Random(plan.seed)
        self.endpoint = Endpoint()
        self.ledger = Ledger()
        self.started: list[Started] = []
        self.machines: dict[str, str] = {}
        self.recovery: list[float] = []
        self.kills = 0
        self.early_kills = 0

    def run(self) -> Outcome:
        """All rounds, and the verdict."""
        served = self.launch()
        try:
            self.set_up(served)
            for number in range(self.plan.rounds):
                self._one(served, number)
                served = self.launch()
            return self.outcome(served)
        finally:
            self.endpoint.ended.set()
            served.kill()

    def outcome(self, served: Served) -> Outcome:
        """Leave the server alone until all has ended; what came of it."""
        caller = Caller(served.url)
        verdict = judge(caller, self.started, self.ledger, self.plan.patience)
        caller.close()
        return Outcome(verdict, self.ledger, self.kills, self.early_kills, self.recovery)

    def launch(self) -> Served:
        """Start the server, and tell the workers where it is."""
        served = launch(self.plan.database, log=self.plan.log)
        self.recovery.append(served.ready)
        self.endpoint.url = served.url
        self.endpoint.up.set()
        return served

    def set_up(self, served: Served) -> None:
        """The machines and activities, and workers of these that begin at once."""
        caller = Caller(served.url)
        arns = {
            name: caller.call("CreateActivity", name=name)["activityArn"] for name in ACTIVITIES
        }
        for name in self.plan.stories:
            definition = STORIES[name].definition(lambda activity: arns[activity])
            self.machines[name] = caller.machine(name, definition)
        caller.close()
        for number in range(WORKERS):
            for arn in arns.values():
                Worker(self.endpoint, arn, self.ledger, hold=self.plan.hold, seed=number).start()

    def _one(self, served: Served, number: int) -> None:
        """Begin executions and kill the server at a random moment."""
        at_once = number % 5 == 0
        starting = threading.Thread(target=self.start_some, args=(served.url,))
        began = len(self.started)
        starting.start()
        if at_once:
            # Right after an answer.
            while len(self.started) == began and starting.is_alive():
                time.sleep(0.0005)
        else:
            time.sleep(self.random.uniform(0, _LIFE))
        self.endpoint.up.clear()
        served.kill()
        self.kills += 1
        starting.join()
        if number % 4 == 1:
            self._kill_a_start()

    def start_some(self, url: str, count: int | None = None) -> None:
        """Begin executions of all machines, and stop some of them again."""
        caller = Caller(url, timeout=10)
        names = self.plan.stories
        weights = [STORIES[name].weight for name in names]
        for story in self.random.choices(names, weights, k=count or self.plan.starts):
            name = f"{story}-{uuid.uuid4()}"
            machine = self.machines[story]
            arn = f"{machine.replace(':stateMachine:', ':execution:')}:{name}"
            one = Started(story, name, arn, answered=False)
            try:
                caller.call("StartExecution", stateMachineArn=machine, name=name, input="{}")
                one = replace(one, answered=True)
                if self.random.random() < 0.1:
                    caller.call("StopExecution", executionArn=arn)
                    one = replace(one, stopped=True)
            except Refused as refused:
                self.ledger.refusals[refused.kind] += 1
                if one.answered:
                    # What was not stopped now may be stopped later: both are right.
                    continue
            except _LOST:
                if not one.answered:
                    self.started.append(one)
                break
            self.started.append(one)
        caller.close()

    def _kill_a_start(self) -> None:
        """Kill a server while it recovers."""
        command = [sys.executable, "-m", "asl.cli", "serve", "--port", "0"]
        process = subprocess.Popen(
            [*command, "--db", self.plan.database],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(self.random.uniform(0.1, _START))
        process.kill()
        process.wait()
        self.early_kills += 1
