"""Durable executions in one process: asyncio, a store, and recovery at every start."""

from asl.engines.embedded.engine import EmbeddedEngine, Settings, Tasks, nothing_bound

__all__ = ["EmbeddedEngine", "Settings", "Tasks", "nothing_bound"]
