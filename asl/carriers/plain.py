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
from asl.carriers.stand_ins import Hole
from asl.carriers.weaving import Unknowable, bounded, read_filled, read_known
from asl.diagnostics.diagnostic import of_fault
from asl.syntax import Document, SyntaxFault
from asl.syntax.decoding import read_source
from asl.syntax.document import Format
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
    """Whether it has `StartAt` and an object of `States`: the words may stand anywhere.

    What is broken and has the words passes for one, lest a broken definition be passed over.
    """
    try:
        value = read_definition(text, name).value
    except SyntaxFault:
        is_object = text.removeprefix(BOM_UTF8).lstrip().startswith(b"{")
        return is_object and not any(word in text for word in _TEMPLATE_WORDS)
    return isinstance(value, dict) and "StartAt" in value and isinstance(value.get("States"), dict)


def carried(file: Path, shown: str, project: Project) -> list[Carried]:
    """The one definition of a file, whatever stands in it."""
    try:
        source, holes, format = _templated(project.read(file), shown)
        document = read_known(source, holes, format=format, name=shown)
    except OutsideProject as error:
        hint = "move it into the project, or validate it where it stands"
        fault = faults.of_file(shown, str(error), code="outside-project", hint=hint)
    except Unreadable as error:
        fault = faults.of_file(shown, str(error), code="definition-unreadable")
    except SyntaxFault as error:
        fault = of_fault(error)
    except Unknowable as error:
        spot = error.unknown.spot
        message = f'this definition is not checked: nothing here tells "{spot.text}"'
        hint = "validate the template that gives it a value"
        code = "definition-elsewhere"
        fault = faults.in_text(spot.source, code, message, spot.start, spot.end, hint=hint)
    else:
        return [Carried(name="", file=shown, document=document, files=(shown,))]
    return [Carried(name="", file=shown, document=None, diagnostics=(fault,), files=(shown,))]


def read_definition(text: bytes, shown: str) -> Document:
    """Read a definition, its placeholders filled.

    Raises:
        SyntaxFault: document-too-large, or what `parse` raises.
    """
    source, holes, format = _templated(text, shown)
    return read_filled(source, holes, format=format, name=shown)


def _templated(text: bytes, shown: str) -> tuple[Source, list[Hole], Format]:
    source = bounded(read_source(text, shown))
    holes = placeholders(source.text) if "${" in source.text else []
    return source, holes, "yaml" if shown.lower().endswith(_YAML) else "json"


def placeholders(text: str) -> list[Hole]:
    """The `${…}` of a text of which no template tells anything."""
    return [Hole(match.start(), match.end(), match[1]) for match in _PLACEHOLDER.finditer(text)]
