"""Projects for tests: files by path, laid out in a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from asl.carriers.carried import Type
from asl.carriers.discovery import discover
from asl.linter.lint import Verdict, lint
from asl.linter.settings import Settings

GOOD: Any = {"StartAt": "Go", "States": {"Go": {"Type": "Pass", "End": True}}}
# Two errors, on lines 3 and 4.
BAD = """\
{"StartAt": "Go",
 "States": {
  "Go": {"Type": "Pass", "Nxt": "Stop"},
  "Stop": {"Type": "Succed"}}}
"""
WARNED = '{"Version": "2.0",\n "StartAt": "Go", "States": {"Go": {"Type": "Pass", "End": true}}}\n'
# Information only: an older spelling.
FORMER = """\
{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
 "Iterator": {"StartAt": "Go", "States": {"Go": {"Type": "Pass", "End": true}}}}}}
"""
WAITING = json.dumps(
    {
        "StartAt": "Ask",
        "States": {
            "Ask": {
                "Type": "Task",
                "Resource": "arn:aws:states:us-east-1:123456789012:activity:Ask",
                "TimeoutSeconds": 60,
                "End": True,
            }
        },
    }
)
# A machine of type EXPRESS in a template, and one whose type nobody tells.
TEMPLATE = f"""\
Resources:
  Quick:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      RoleArn: arn:aws:iam::123456789012:role/r
      DefinitionString: '{WAITING}'
  Slow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/r
      DefinitionString: '{WAITING}'
"""


def lay(folder: Path, files: Mapping[str, Any]) -> Path:
    """The folder with these files: texts, bytes, or values that become JSON."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content)
            path.write_text(text, "utf-8")
    return folder


def verdict(folder: Path, settings: Settings | None = None, type: Type | None = None) -> Verdict:
    """The verdict on all that is in a folder."""
    return Verdict(tuple(lint(discover([str(folder)]), settings or Settings(), type)))


def codes(judged: Verdict) -> list[str]:
    """The codes that were found, in order."""
    return [found.code for found in judged.diagnostics]
