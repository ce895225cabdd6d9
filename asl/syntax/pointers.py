"""JSON pointers. Source: https://www.rfc-editor.org/rfc/rfc6901."""

from collections.abc import Iterable


def escape_pointer_token(token: str) -> str:
    """Write a member name as one token of a pointer: `a/b~c` is `a~1b~0c`."""
    return token.replace("~", "~0").replace("/", "~1")


def write_pointer(tokens: Iterable[str | int]) -> str:
    """Write the pointer that leads through these member names and indices; of none, `""`."""
    return "".join(f"/{escape_pointer_token(str(token))}" for token in tokens)


def pointer_tokens(pointer: str) -> list[str]:
    """Take a pointer apart into its tokens, escapes undone.

    Raises:
        ValueError: the pointer neither is empty nor starts with "/": the caller's mistake, never
            the document's.
    """
    if not pointer:
        return []
    if pointer[0] != "/":
        msg = f'a JSON pointer is empty or starts with "/": {pointer!r}'
        raise ValueError(msg)
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]
