"""What is outside of the server: workers that outlive it and remember what it acknowledged."""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, Final, TypeAlias

from benchmarks.crash.story import FAILURES
from benchmarks.served import Caller, Refused

Json: TypeAlias = Any
# A run, the name of a Task in it, and the index of the item.
Key: TypeAlias = tuple[str, str, int | None]

# What a worker may be told of a task that the server has given up meanwhile.
_OVER: Final = "TaskTimedOut"
_LOST: Final = (OSError, HTTPException, ValueError)


class Endpoint:
    """Where the server is now."""

    def __init__(self) -> None:
        self.url = ""
        self.up = threading.Event()
        self.ended = threading.Event()

    def caller(self, seconds: float = 10.0) -> Caller | None:
        """A connection to it; None where everything ends."""
        while not self.ended.is_set():
            if self.up.wait(0.2):
                return Caller(self.url, timeout=seconds)
        return None


@dataclass
class Ledger:
    """What the workers saw.

    Attributes:
        handed: how often a task was handed out.
        sent: nonces of the answers that were sent for a task, acknowledged or not.
        acknowledged: the nonce that the server has acknowledged.
        failed: acknowledged failures of a task.
        repeated: tasks that were handed out after the server had acknowledged their end.
        refusals: how often the server refused what a worker said, by the error's name.
    """

    handed: Counter[Key] = field(default_factory=Counter)
    sent: defaultdict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    acknowledged: dict[Key, str] = field(default_factory=dict)
    failed: Counter[Key] = field(default_factory=Counter)
    repeated: list[Key] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def hand(self, key: Key) -> None:
        """A task was handed out."""
        with self.lock:
            self.handed[key] += 1
            if key in self.acknowledged:
                self.repeated.append(key)


class Worker(threading.Thread):
    """Works on the tasks of one activity until all ends."""

    def __init__(
        self, endpoint: Endpoint, activity: str, ledger: Ledger, *, hold: float, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self._endpoint = endpoint
        self._activity = activity
        self._ledger = ledger
        self._longest = hold
        self._random = random.Random(seed)

    def run(self) -> None:
        """Poll and work."""
        while (caller := self._endpoint.caller(70.0)) is not None:
            try:
                while True:
                    self._poll(caller)
            except Refused as refused:
                self._ledger.refusals[refused.kind] += 1
                time.sleep(0.05)
            except _LOST:
                time.sleep(0.02)
            finally:
                caller.close()

    def _poll(self, caller: Caller) -> None:
        task = caller.call("GetActivityTask", activityArn=self._activity, workerName="crash")
        if not task.get("taskToken"):
            return
        given = json.loads(task["input"])
        key: Key = (given["run"], given["key"], given.get("index"))
        self._ledger.hand(key)
        if key[1] == "open":
            self._hold(task["taskToken"])
        if key[1] == "flaky" and self._ledger.failed[key] < FAILURES:
            self._say("SendTaskFailure", key, taskToken=task["taskToken"], error="Flaky")
        else:
            nonce = str(uuid.uuid4())
            self._ledger.sent[key].add(nonce)
            output = {"run": key[0], "key": key[1], "index": key[2], "nonce": nonce}
            self._say(
                "SendTaskSuccess",
                key,
                nonce,
                taskToken=task["taskToken"],
                output=json.dumps(output),
            )

    def _hold(self, token: str) -> None:
        """Keep a task open for a while, across kills, with heartbeats."""
        end = time.monotonic() + self._random.uniform(self._longest / 5, self._longest)
        while time.monotonic() < end and (caller := self._endpoint.caller()) is not None:
            try:
                caller.call("SendTaskHeartbeat", taskToken=token)
            except Refused as refused:
                if refused.kind == _OVER:
                    return
            except _LOST:
                pass
            finally:
                caller.close()
            time.sleep(0.5)

    def _say(self, operation: str, key: Key, nonce: str = "", **members: Json) -> None:
        """Answer for a task, as often as it takes until the server has heard it."""
        ledger = self._ledger
        while (caller := self._endpoint.caller()) is not None:
            try:
                caller.call(operation, **members)
            except Refused as refused:
                ledger.refusals[refused.kind] += 1
                if refused.status < 500:
                    # Over: an answer before was heard, or the task comes again.
                    return
                time.sleep(0.1)
            except _LOST:
                time.sleep(0.02)
            else:
                with ledger.lock:
                    if nonce:
                        ledger.acknowledged[key] = nonce
                    else:
                        ledger.failed[key] += 1
                return
            finally:
                caller.close()
