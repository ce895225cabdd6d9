"""Definitions that are files of their own: `order.asl.json` and the like.

Their placeholders are filled by what a template gives them; where no template is known, everything
that may be filled in passes.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import Final

from asl.carriers import faults
from asl.carriers.carried import Carried
from asl.carriers.project import OutsideProject, Project, Unreadable
from asl.carriers.stand_ins import Hole, fill
from asl.definition import LONGEST_DEFINITION
from asl.diagnostics.diagnostic import of_fault
from asl.syntax import Document, SyntaxFault
from asl.syntax.decoding import read_source
from asl.syntax.document import Format
from asl.syntax.json_reader import read_json
from asl.syntax.parse import read_yaml
from asl.syntax.source import Source

_CALLED: Final = (".asl.json", ".asl.yaml", ".asl.yml", ".asl")
_YAML: Final = (".yaml", ".yml")
_TEMPLATE_WORDS: Final = (b"AWSTemplateFormatVersion", b"Resources", b"Transform")
_starts_at = re.compile(rb"""^["']?StartAt["']?[ \t]*:""", re.MULTILINE).search
_has_states = re.compile(rb"""^["']?States["']?[ \t]*:""", re.MULTILINE).search
# `${Name}` of DefinitionSubstitutions, `${AWS::Region}` of Sub, `${var.name}` of Terraform.
_PLACEHOLDER: Final = re.compile(r"""\$\{((?:[^{}\n"']|"[^"\n]{0,40}"|'[^'\n]{0,40}'){1,120}+)\}""")


def is_called_so(name: str) -> bool:
    """Whether a file says by its name that it is a definition."""
    return name.lower().endswith(_CALLED)


def is_definition(name: str, text: bytes, *, asked_for: bool) -> bool:
    """Whether a file that is no template is a definition.

    Args:
        name: of the file.
        text: what stands in it.
        asked_for: it was named itself: it is one unless it is a template without any.
    """
    if is_called_so(name):
        return True
    if asked_for and not name.lower().endswith((".tf", ".template")):
        return b"StartAt" in text or not any(word in text for word in _TEMPLATE_WORDS)
    if name.lower().endswith(_YAML):
        return bool(_starts_at(text) and _has_states(text))
    return b'"StartAt"' in text and b'"States"' in text and _has_both_members(text, name)


def _has_both_members(text: bytes, name: str) -> bool:
    """Whether it is an object of JSON with `StartAt` and `States`: the words may stand anywhere.

    What is broken and has the words passes for one, lest a broken definition be passed over.
    """
    try:
        value = read_definition(text, name).value
    except SyntaxFault:
        is_object = text.removeprefix(BOM_UTF8).lstrip().startswith(b"{")
        return is_object and not any(word in text for word in _TEMPLATE_WORDS)
    return isinstance(value, dict) and "StartAt" in value and "States" in value


def carried(file: Path, shown: str, project: Project) -> list[Carried]:
    """The one definition of a file, whatever stands in it."""
    try:
        document = read_definition(project.read(file), shown)
    except OutsideProject as error:
        hint = "move it into the project, or validate it where it stands"
        fault = faults.of_file(shown, str(error), code="outside-project", hint=hint)
    except Unreadable as error:
        fault = faults.of_file(shown, str(error), code="definition-unreadable")
    except SyntaxFault as error:
        fault = of_fault(error)
    else:
        return [Carried(name="", file=shown, document=document, files=(shown,))]
    return [Carried(name="", file=shown, document=None, diagnostics=(fault,), files=(shown,))]


def read_definition(text: bytes, shown: str) -> Document:
    """Read a definition, its placeholders filled.

    Raises:
        SyntaxFault: document-too-large, or what `parse` raises.
    """
    source = bounded(read_source(text, shown))
    format: Format = "yaml" if shown.lower().endswith(_YAML) else "json"
    if "${" in source.text:
        holes = placeholders(source.text)
        if holes:
            source = fill(source, holes, format=format, name=shown)
    return read_yaml(source) if format == "yaml" else read_json(source)


def placeholders(text: str) -> list[Hole]:
    """The `${…}` of a text of which no template tells anything."""
    return [Hole(match.start(), match.end(), match[1]) for match in _PLACEHOLDER.finditer(text)]


def bounded(source: Source) -> Source:
    """A text that is short enough for a definition.

    Raises:
        SyntaxFault: document-too-large.
    """
    if len(source.text) > LONGEST_DEFINITION:
        message = f"a definition has at most {LONGEST_DEFINITION:,} characters"
        hint = "put a part of it into a state machine of its own, started by startExecution"
        raise source.fault("document-too-large", message, 0, hint=hint)
    return source
