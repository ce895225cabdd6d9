"""All that a run needs, read from what the command line names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import NoReturn

from asl.cli.refusal import CannotRun
from asl.cli.sources import (
    STANDARD_INPUT,
    Given,
    machine_name,
    read_definition,
    read_file,
    read_input,
)
from asl.definition import Examined, examine
from asl.diagnostics.diagnostic import Diagnostic, of_fault
from asl.diagnostics.finding import Finding, did_you_mean
from asl.engines.virtual import Answer, Settings
from asl.interp.compile import Machine
from asl.rules.scopes import states
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import TaskCall
from asl.runtime.step import Scope
from asl.runtime.values import Unwritable, compact
from asl.syntax import Document, Json, SyntaxFault, parse
from asl.testing import missing_mocks
from asl.testing.mock_case import MockCase, Selector, examine_mocks
from asl.testing.mock_faults import place
