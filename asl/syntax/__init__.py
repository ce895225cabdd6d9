"""JSON and YAML text -> Document with the span of every key and value.

The lowest layer: it imports nothing else of `asl` and raises one exception, `SyntaxFault`.
"""

from asl.syntax.document import Document
from asl.syntax.duplicates import Duplicate
from asl.syntax.faults import SyntaxFault
from asl.syntax.parse import parse, parse_data
from asl.syntax.pointers import escape_pointer_token, write_pointer
from asl.syntax.positions import Position, Span
from asl.syntax.values import Json

__all__ = [
    "Document",
    "Duplicate",
    "Json",
    "Position",
    "Span",
    "SyntaxFault",
    "escape_pointer_token",
    "parse",
    "parse_data",
    "write_pointer",
]
