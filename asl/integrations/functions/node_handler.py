"""Node handlers: `exports.handler = async (event, context) => …`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from asl.integrations.functions.handler import Handler


@dataclass(kw_only=True, eq=False)
class NodeHandler(Handler):
    """A JavaScript function, as Lambda's Node runtimes call it."""

    PROGRAM: ClassVar[str] = "node_worker.cjs"

    interpreter: str = "node"

    def search_path(self) -> Mapping[str, str]:
        """`NODE_PATH`, as Lambda sets it for layers."""
        inherited = self.environment.get("NODE_PATH", os.environ.get("NODE_PATH", ""))
        modules = [str(Path(folder, "node_modules")) for folder in self.folders("nodejs")]
        return {"NODE_PATH": os.pathsep.join(filter(None, (*modules, inherited)))}
