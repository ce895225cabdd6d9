"""The file of mocked responses that a server is started with."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Final

from rich.text import Text

from asl.cli.refusal import CannotRun
from asl.diagnostics.render_characters import visible
from asl.testing.mock_faults import InvalidMocks
from asl.testing.watched_mocks import WatchedMocks

# Source: https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
_FOUND: Final = "MockConfigFile.json"
_MOST_NAMES: Final = 10


def find_mocks(given: Path | None) -> WatchedMocks | None:
    """The file that was named; else that of the working directory, where there is one.

    Raises:
        CannotRun: it cannot be read, or with all that is wrong in it.
    """
    if given is None and not Path(_FOUND).is_file():
        return None
    file = _FOUND if given is None else str(given)
    try:
        return WatchedMocks(file)
    except InvalidMocks as error:
        raise CannotRun(diagnostics=error.diagnostics) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise CannotRun(f'cannot read the mocks "{file}": {reason or error}') from error


def told_mocks(mocks: WatchedMocks) -> Text:
    """What a start says of them: nobody need have named the file."""
    cases = [f"{machine}#{case}" for machine, cases in mocks.cases.items() for case in cases]
    shown = ", ".join(islice(cases, _MOST_NAMES)) or "none"
    more = f" and {len(cases) - _MOST_NAMES} more" if len(cases) > _MOST_NAMES else ""
    return Text(visible(f"mocks of {mocks.file}, for the test cases: {shown}{more}"))
