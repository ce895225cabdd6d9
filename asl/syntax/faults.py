"""The one exception of this package."""

from asl.syntax.positions import Span


class SyntaxFault(Exception):
    """Text that is no JSON or YAML document, or one past our limits.

    Attributes:
        code: kebab-case and stable: empty-document, json-syntax, yaml-syntax, not-utf8,
            lone-surrogate, too-deep, document-too-large, number-out-of-range, not-a-number,
            yaml-tag, yaml-key or yaml-alias-bomb.
        message: what is wrong, in one sentence.
        span: where; empty where something is missing.
        hint: what to do about it, where that can be told.
        name: of the source, as `parse` was given it.
        source_line: the line that `span` starts on, for a caret under it.
    """

    # Positional, so that the exception can be copied and pickled.
    def __init__(
        self, code: str, message: str, span: Span, hint: str | None, name: str, source_line: str
    ) -> None:
        super().__init__(code, message, span, hint, name, source_line)
        self.code = code
        self.message = message
        self.span = span
        self.hint = hint
        self.name = name
        self.source_line = source_line

    def __str__(self) -> str:
        """Give `name:line:column: message`."""
        return f"{self.name}:{self.span.start.line}:{self.span.start.column}: {self.message}"
