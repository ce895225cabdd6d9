"""Python handlers: `lambda_handler(event, context)` under the project's own interpreter."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from asl.integrations.functions.handler import Handler


@dataclass(kw_only=True, eq=False)
class PythonHandler(Handler):
    """A Python function, as Lambda's Python runtimes call it."""

    PROGRAM: ClassVar[str] = "python_worker.py"
    # What is printed stands in the log at once, also of a handler that is ended.
    OPTIONS: ClassVar[tuple[str, ...]] = ("-u",)

    interpreter: str = sys.executable

    def search_path(self) -> Mapping[str, str]:
        """`LAMBDA_PYTHON_PATH`, which the worker takes out of its environment again."""
        return {"LAMBDA_PYTHON_PATH": os.pathsep.join(self.folders("python"))}
