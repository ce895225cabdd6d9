"""Where AWS says that a finding is: `/States/Pay/Retry[0]/MaxAttempts`.

Names stand unescaped and indices in brackets, so it is no JSON pointer. Some findings AWS places
at what is around the value: a field that may not stand there at its state, a path in a payload
template at the member of the state that holds the template (recorded).

Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
"""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from asl.syntax.faults import SyntaxFault
from asl.syntax.pointers import pointer_tokens
from asl.syntax.values import Json

# At the value, at the object that holds it, at the template it stands in, or nowhere.
Placed: TypeAlias = Literal["value", "holder", "template", "nowhere"]

# Members whose value is a template under JSONPath.
_TEMPLATES: Final = frozenset(
    {
        "Parameters",
        "ResultSelector",
        "ItemSelector",
        "Assign",
        "Credentials",
        "BatchInput",
        "Arguments",
        "Output",
    }
)
# Members with a `States` of their own inside.
_BLOCKS: Final = frozenset({"Branches", "ItemProcessor", "Iterator"})


def aws_location(pointer: str, definition: Json, placed: Placed) -> str | None:
    """The place of a finding as AWS writes it.

    Args:
        pointer: JSON pointer of the value at fault.
        definition: the whole definition; tells an index from a name made of digits.
        placed: which place AWS gives for the finding's code.

    Returns:
        `/` for the whole definition; None where AWS gives no place.
    """
    if placed == "nowhere":
        return None
    tokens = list(pointer_tokens(pointer))
    if placed == "holder":
        tokens = tokens[:-1]
    elif placed == "template":
        tokens = tokens[: _template(tokens)]
    return _written(tokens, definition)


# Characters of a text that AWS quotes.
_QUOTED: Final = 500
_WORD: Final = re.compile(r"\w*")


def aws_json_location(text: str, fault: SyntaxFault) -> str:
    """The place of a mistake of JSON as AWS's parser tells it: right behind what it has read.

    That is a whole word, or one character (recorded: `[Source: (String)"not a definition"; line: 1,
    column: 4]`); of a long text its beginning is quoted.
    """
    start = fault.span.start
    word = _WORD.match(text, start.offset)
    read = max(1, len(word[0])) if word is not None and start.offset < len(text) else 0
    more = f"[truncated {len(text) - _QUOTED} chars]" if len(text) > _QUOTED else ""
    return (
        f'[Source: (String)"{text[:_QUOTED]}"{more}; line: {start.line}, '
        f"column: {start.column + read}]"
    )


def _template(tokens: list[str]) -> int:
    """How many tokens lead to the template around a value; all where there is none."""
    at = 0
    while at < len(tokens):
        # A state's name may be any word.
        if tokens[at] == "States":
            at += 2
        elif tokens[at] in _BLOCKS:
            at += 2 if tokens[at] == "Branches" else 1
        elif tokens[at] in _TEMPLATES:
            return at + 1
        else:
            at += 1
    return len(tokens)


def _written(tokens: list[str], value: Json) -> str:
    parts = []
    for token in tokens:
        if isinstance(value, list):
            parts.append(f"[{token}]")
            value = value[int(token)] if token.isdecimal() and int(token) < len(value) else None
        else:
            parts.append(f"/{token}")
            value = value.get(token) if isinstance(value, dict) else None
    return "".join(parts) or "/"
