"""The page of a code: what it means, why it matters, what to do, an example of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.explanation import Explanation
from asl.diagnostics.explanations import EXPLANATIONS
from asl.diagnostics.render_json import writable

INDEX: Final = "README.md"
_LANGUAGES: Final[Mapping[str, str]] = {
    "json": "json",
    "yaml": "yaml",
    "yml": "yaml",
    "template": "yaml",
    "tf": "hcl",
    "toml": "toml",
}


def pages() -> dict[str, str]:
    """Every page of `docs/codes` as Markdown, by the name of its file; the index among them."""
    return {INDEX: index(), **{f"{code}.md": page(code) for code in sorted(EXPLANATIONS)}}


def page(code: str) -> str:
    """The page of a code as Markdown.

    Raises:
        KeyError: nothing explains the code.
    """
    told = EXPLANATIONS[code]
    parts = [
        f"# {code}",
        f"{CATALOGUE[code].title}. {_weight(code)}",
        told.what,
        f"**Why it matters.** {told.why}",
        f"**What to do.** {told.remedy}",
    ]
    if told.bad:
        parts += ["## Example", *_example(told, _block)]
    return writable("\n\n".join(parts)) + "\n"


def index() -> str:
    """The list of all codes as Markdown."""
    rows = [
        f"| [{code}]({code}.md) | {CATALOGUE[code].severity} | {CATALOGUE[code].title} |"
        for code in sorted(EXPLANATIONS)
    ]
    return "\n".join(
        [
            "# Codes",
            "",
            "What `asl validate` finds. `asl explain CODE` shows a page on the terminal.",
            "",
            "| code | severity | |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def explained(code: str) -> str:
    """The page of a code as plain text.

    Raises:
        KeyError: nothing explains the code.
    """
    told = EXPLANATIONS[code]
    parts = [
        f"{code}: {CATALOGUE[code].title}",
        _weight(code),
        told.what,
        f"Why it matters: {told.why}",
        f"What to do: {told.remedy}",
    ]
    if told.bad:
        parts += _example(told, _indented)
    return writable("\n\n".join(parts)) + "\n"


def _weight(code: str) -> str:
    entry = CATALOGUE[code]
    if entry.aws is not None:
        return f"It is an {entry.severity}; AWS calls it `{entry.aws}`."
    article = "a" if entry.severity == "warning" else "an"
    return f"It is {article} {entry.severity}; AWS has no code for it."


def _example(told: Explanation, show: Callable[[str, str], str]) -> Iterator[str]:
    """The text in which the code is found, the files beside it, and the text put right."""
    express = ", an Express machine," if told.express else ""
    yield f"In `{told.file}`{express} it is found:"
    yield show(told.file, told.bad)
    for name, text in told.beside.items():
        yield f"Beside it stands `{name}`:"
        yield show(name, text)
    yield "Put right:"
    yield show(told.file, told.good)


def _block(name: str, text: str) -> str:
    language = _LANGUAGES.get(name.rpartition(".")[2], "text")
    return f"```{language}\n{text.rstrip()}\n```"


def _indented(_name: str, text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip().splitlines())
