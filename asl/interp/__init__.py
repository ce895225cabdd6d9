"""The interpreter: a state machine compiled into functions, and the one walk through it."""

from asl.interp.compile import Machine, compile_machine
from asl.interp.run import run
from asl.interp.run_state import StateRun, run_state

__all__ = ["Machine", "StateRun", "compile_machine", "run", "run_state"]
