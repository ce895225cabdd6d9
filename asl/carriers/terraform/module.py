"""A module of Terraform: the files of one folder, and what the names in them stand for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from asl.carriers.project import Project, Unreadable
from asl.carriers.terraform.blocks import Block, Setting, read_blocks, read_settings
from asl.syntax import SyntaxFault
from asl.syntax.decoding import read_source
from asl.syntax.source import Source

_VALUES: Final = ("terraform.tfvars", "*.auto.tfvars")
_DECLARES: Final = (b"locals", b"variable", b"data")


class NotInRoot(Unreadable):
    """A file of the folder that Terraform is run in, which may be any other one."""


class Module:
    """Finds what its files declare, and reads the other files that they speak of.

    Attributes:
        directory: absolute, where the files stand.
        root: what `path.root` and `path.cwd` stand for: another spelling of the same folder, for
            the module itself does not tell which one Terraform is run in.
        shown: what the file is called that was asked for.
    """

    def __init__(self, file: Path, shown: str, project: Project) -> None:
        self.directory = Path(os.path.abspath(file.parent))  # noqa: PTH100 - links stay as named
        self.root = f"{self.directory}/."
        self.shown = shown
        self._file, self._project = file, project
        self._declared: dict[tuple[str, ...], Block | Setting] = {}
        self._values: dict[str, Setting] = {}
        self._whole = False

    def read(self) -> list[Block]:
        """The blocks of the file itself.

        Raises:
            SyntaxFault: it is no Terraform, or no text.
            Unreadable: it cannot be read.
        """
        source = read_source(self._project.read(self._file), self.shown)
        blocks = list(read_blocks(source))
        self._declare(blocks)
        return blocks

    def declared(self, *path: str) -> Block | Setting | None:
        """A local value, a variable or a data source, by `local`, `var` or `data` and its names."""
        if path not in self._declared and not self._whole:
            self._whole = True
            self._read_others()
        return self._declared.get(path)

    def given(self, variable: str) -> Setting | None:
        """The value that a file of values has for a variable; ask after `declared`."""
        return self._values.get(variable)

    def text(self, path: str) -> Source:
        """A file that an expression names.

        Args:
            path: absolute, or from the folder of the module.

        Raises:
            OutsideProject: it stands outside the project.
            NotInRoot: no folder that Terraform may be run in, from this one up, has it.
            Unreadable: it cannot be read.
            SyntaxFault: it is no text.
        """
        rooted = path.startswith(f"{self.root}/")
        target = self._in_root(path[len(self.root) + 1 :]) if rooted else self.directory / path
        return read_source(self._project.read(target), self._shown_as(target))

    def _in_root(self, path: str) -> Path:
        for folder in (self.directory, *self.directory.parents):
            if not folder.resolve().is_relative_to(self._project.root):
                break
            if (folder / path).is_file():
                return folder / path
        raise NotInRoot(f'neither this folder nor one above it has "{path}"')

    def _shown_as(self, target: Path) -> str:
        relative = os.path.relpath(target, self.directory)
        # Relative to what is shown of this file, so that it is shown as that is.
        return os.path.normpath(Path(self.shown).parent / relative)

    def _read_others(self) -> None:
        """Read the other files of the folder; what is wrong with one is told of that one."""
        others = [path for path in sorted(self.directory.glob("*.tf")) if path != self._named()]
        for path in others:
            source = self._source(path, _DECLARES)
            try:
                self._declare(read_blocks(source) if source else ())
            except SyntaxFault:
                continue
        for pattern in _VALUES:
            for path in sorted(self.directory.glob(pattern)):
                source = self._source(path, ())
                try:
                    self._values.update(read_settings(source) if source else {})
                except SyntaxFault:
                    continue

    def _named(self) -> Path:
        return self.directory / self._file.name

    def _source(self, path: Path, words: Sequence[bytes]) -> Source | None:
        try:
            text = self._project.read(path)
            if words and not any(word in text for word in words):
                return None
            return read_source(text, self._shown_as(path))
        except (Unreadable, SyntaxFault):
            return None

    def _declare(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            match block.type, block.labels:
                case "locals", ():
                    for name, setting in block.settings.items():
                        self._declared.setdefault(("local", name), setting)
                case "variable", (name,):
                    self._declared.setdefault(("var", name), block)
                case "data", (type_, name):
                    self._declared.setdefault(("data", type_, name), block)
                case _:
                    pass
