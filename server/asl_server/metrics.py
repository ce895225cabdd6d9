"""What Prometheus is told.

Source: https://prometheus.io/docs/practices/naming/
"""

from __future__ import annotations

from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from asl.engines.port import Population

PAGE_TYPE: Final = b"text/plain; version=0.0.4; charset=utf-8"
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 60.0)


class Metrics:
    """Counts of one server; two in one process do not mix."""

    def __init__(self) -> None:
        # A `…_created` beside every counter doubles the page and tells nothing.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # has no annotations
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "asl_api_requests",
            "Requests of the API by operation and the code they were answered with.",
            ("operation", "code"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "asl_api_request_seconds",
            "How long requests took to answer.",
            ("operation",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._open = Gauge(
            "asl_http_requests_open", "Requests being answered now.", registry=self._registry
        )
        self._in_memory = Gauge(
            "asl_executions_in_memory",
            "Executions that run and are in memory, Express ones among them.",
            registry=self._registry,
        )
        self._dormant = Gauge(
            "asl_executions_dormant",
            "Executions that wait and are in the store only.",
            registry=self._registry,
        )
        self._failing = Gauge(
            "asl_commits_failing",
            "1 while the store refuses what executions have to commit, otherwise 0.",
            registry=self._registry,
        )
        # Looking a child up by its labels takes longer than counting.
        self._counts: dict[tuple[str, str], Counter] = {}
        self._timings: dict[str, Histogram] = {}

    def answered(self, operation: str, code: str, seconds: float) -> None:
        """A request of the API was answered."""
        count = self._counts.get((operation, code))
        if count is None:
            count = self._counts[operation, code] = self._requests.labels(operation, code)
        timing = self._timings.get(operation)
        if timing is None:
            timing = self._timings[operation] = self._seconds.labels(operation)
        count.inc()
        timing.observe(seconds)

    def opened(self) -> None:
        """A request came."""
        self._open.inc()

    def closed(self) -> None:
        """A request was answered, or its client left."""
        self._open.dec()

    def page(self, population: Population, *, failing: bool) -> bytes:
        """All of it in Prometheus's text format.

        Args:
            population: how many executions run now.
            failing: whether the store refuses commits now.
        """
        self._in_memory.set(population.in_memory)
        self._dormant.set(population.dormant)
        self._failing.set(failing)
        return generate_latest(self._registry)
