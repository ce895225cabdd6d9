"""The recorded API cases as a whole, where they are there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from asl_server.settings import Settings
from tests.server import api_cases
from tests.server.live import serving

VARIABLE: Final = "ASL_CONFORMANCE_CASES"
# Shares that may not be undercut, in percent.
LEAST: Final = {"code": 97.0, "response": 93.0, "message": 80.0, "log": 100.0}


@pytest.mark.skipif(not os.environ.get(VARIABLE), reason=f"{VARIABLE} names no recorded cases")
def test_as_recorded(tmp_path: Path) -> None:
    report = api_cases.Report()
    with serving(Settings(logs=tmp_path)) as live:
        client = live.client()
        for record in api_cases.load(Path(os.environ[VARIABLE])):
            live.renew()
            api_cases.run(record, client, report, tmp_path)
    told = "\n".join(report.lines())
    print(told)  # noqa: T201 - shown where the test fails, and with -s
    for kind, (good, all_) in report.figures().items():
        assert all_ > 0, kind
        assert 100 * good / all_ >= LEAST[kind], told
