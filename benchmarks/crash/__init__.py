"""A server that is killed again and again, and what must hold of it all the same."""

from benchmarks.crash.reports import report

__all__ = ["report"]
