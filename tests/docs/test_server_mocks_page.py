"""The test cases of docs/server.md do what is said there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from tests.cli.test_serve import ended, served
from tests.docs.pages import section

SECTION: Final = section("server.md", "Test cases")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)


def test_the_example(tmp_path: Path) -> None:
    machine, mocks = blocks("json")
    (tmp_path / "pay.asl.json").write_text(machine)
    (tmp_path / "MockConfigFile.json").write_text(mocks)
    [console] = blocks("console")
    [arn] = re.findall(r"--state-machine-arn (\S+)", console)
    [execution] = re.findall(r"--execution-arn (\S+)", console)
    [name] = re.findall(r"--name (\S+)", console)
    with (
        (tmp_path / "errors").open("w") as errors,
        served(tmp_path, "pay.asl.json", errors=errors) as server,
    ):
        started = server.client.start_execution(stateMachineArn=arn, name=name)
        assert started["executionArn"] == execution
        output = ended(server.client, execution)["output"]
    told = console.splitlines()
    assert told[-1] == '"{}"'.format(output.replace('"', '\\"'))
    assert told[1] in (tmp_path / "errors").read_text().splitlines()
