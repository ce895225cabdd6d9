"""`asl validate --fix`: put right what can be put right, and see that it has helped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from rich.text import Text

from asl.cli.refusal import CannotRun
from asl.cli.terminal import LineConsole
from asl.diagnostics.render_characters import visible
from asl.linter.fixes import CannotWrite, Corrected, Correction, correct
from asl.linter.lint import Verdict

# A corrected name may bring to light what could not be seen before it was read.
_MOST_ROUNDS: Final = 5


def fix(judge: Callable[[], Verdict], *, quiet: bool) -> Verdict:
    """Put right what can be put right, and judge again; a file that is no better is put back.

    Args:
        judge: judges the files as they are.
        quiet: whether nothing is said of what has been done.

    Returns:
        The verdict on what the files are now.

    Raises:
        CannotRun: a file cannot be written.
    """
    verdict = judge()
    done: list[Correction] = []
    try:
        for _ in range(_MOST_ROUNDS):
            corrected = list(correct(verdict))
            _write(corrected, Corrected.write)
            verdict = judge() if corrected else verdict
            futile = [one for one in corrected if _is_futile(one, verdict)]
            done += (item for one in corrected if one not in futile for item in one.corrections)
            if futile:
                _write(futile, Corrected.undo)
                verdict = judge()
            if futile or not corrected:
                break
    except CannotWrite as error:
        raise CannotRun(str(error)) from error
    finally:
        if not quiet:
            _tell(done)
    return verdict


def _is_futile(corrected: Corrected, verdict: Verdict) -> bool:
    """Whether a finding is there all the same, or the file cannot be read any more."""
    found = [each for each in verdict.diagnostics if each.file == corrected.file]
    lost = any(not each.pointer and each.code.endswith("-syntax") for each in found)
    return lost or any(one.still_found(found) for one in corrected.corrections)


def _write(corrected: Iterable[Corrected], write: Callable[[Corrected], None]) -> None:
    for one in corrected:
        write(one)


def _tell(corrections: Iterable[Correction]) -> None:
    """Say on stderr what has been put right."""
    console = LineConsole(stderr=True)
    for one in corrections:
        place = f"{visible(one.file)}:{one.line}:{one.column}: "
        console.print(Text.assemble((place, "bold"), ("fixed ", "green"), f"{one.old} → {one.new}"))
