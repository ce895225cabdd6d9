"""Dockerfiles, read as strictly as ours are written.

Source: https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_KNOWN = frozenset({"ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK"}) | {
    "RUN",
    "USER",
    "VOLUME",
    "WORKDIR",
}


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction.

    Attributes:
        name: in capitals.
        rest: what follows it, on one line.
    """

    name: str
    rest: str

    @property
    def options(self) -> dict[str, str]:
        """Its `--name=value`, which stand first."""
        return dict(re.findall(r"--([a-z-]+)=(\S+)(?=\s)", self.rest))

    @property
    def words(self) -> list[str]:
        """What follows the options: a JSON array, or what stands between blanks."""
        rest = re.sub(r"^(--[a-z-]+=\S+\s+)+", "", self.rest)
        if rest.startswith("["):
            words: list[str] = json.loads(rest)
            return words
        return rest.split()


@dataclass(slots=True)
class Stage:
    """What one FROM begins.

    Attributes:
        base: the image it is made from.
        name: it may be copied from by it.
        instructions: in order.
    """

    base: str
    name: str | None
    instructions: list[Instruction] = field(default_factory=list)

    def all(self, name: str) -> list[Instruction]:
        """All instructions of a name."""
        return [one for one in self.instructions if one.name == name]

    def last(self, name: str) -> Instruction:
        """The instruction of a name that counts."""
        return self.all(name)[-1]

    @property
    def environment(self) -> dict[str, str]:
        """The variables it sets."""
        words = [word for one in self.all("ENV") for word in one.words]
        return dict(word.split("=", 1) for word in words)


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile.

    Raises:
        AssertionError: for a line that is no instruction.
    """
    found: list[Stage] = []
    arguments: dict[str, str] = {}
    for line in _logical(text.splitlines()):
        name, _, rest = line.partition(" ")
        assert name in _KNOWN, f"{name} is no instruction, or one that is not known here"
        if name == "FROM":
            base, _, named = rest.partition(" AS ")
            base = re.sub(r"\$\{(\w+)\}", lambda match: arguments[match[1]], base)
            found.append(Stage(base, named or None))
        elif found:
            found[-1].instructions.append(Instruction(name, rest.strip()))
        else:
            assert name == "ARG", f"{name} stands before FROM"
            key, _, value = rest.partition("=")
            arguments[key] = value
    return found


def _logical(lines: Sequence[str]) -> Iterator[str]:
    whole = ""
    for line in lines:
        if line.lstrip().startswith("#") or not line.strip():
            continue
        whole += line.strip()
        if whole.endswith("\\"):
            whole = whole[:-1].rstrip() + " "
            continue
        yield whole
        whole = ""
    assert not whole, f"nothing follows {whole!r}"


def ignored(path: Path, root: Path, rules: Sequence[str]) -> bool:
    """Whether a `.dockerignore` leaves a path out: the last rule that matches it decides."""
    out = False
    parts = path.relative_to(root).parts
    ancestors = ["/".join(parts[: length + 1]) for length in range(len(parts))]
    for rule in rules:
        wanted = rule.startswith("!")
        pattern = re.compile(_regex(rule.removeprefix("!")))
        if any(pattern.fullmatch(one) for one in ancestors):
            out = not wanted
    return out


def _regex(glob: str) -> str:
    parts = re.split(r"(\*\*/|\*|\[[^]]*\])", glob)
    known = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return "".join(
        known.get(part, part if part.startswith("[") else re.escape(part)) for part in parts
    )
