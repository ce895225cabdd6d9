"""Settings in `asl.toml`."""

from __future__ import annotations

from typing import Final

from asl.diagnostics.explanation import Explanation

SETTINGS: Final[dict[str, Explanation]] = {
    "settings-syntax": Explanation(
        what="`asl.toml` breaks the rules of TOML.",
        why="None of its settings can be read, so nothing is validated: the exit code is 2.",
        remedy="Correct the text at the place that is named. Texts stand in quotes.",
        bad="[validate]\nstrict = yes\n",
        good="[validate]\nstrict = true\n",
        file="asl.toml",
    ),
    "settings-key": Explanation(
        what="A table of `asl.toml` has a setting that there is not.",
        why="A misspelt setting would be without effect and nobody would know.",
        remedy="In `[validate]` there are `off`, `error`, `warning`, `info`, `strict` and "
        "`[[validate.ignore]]` with `file`, `machine`, `pointer` and `code`; in "
        "`[functions.NAME]` `handler`, `command` or `url`, and what belongs to each; in "
        "`[endpoints]` `default` and the words of services: `lambda`, `s3`.",
        bad="[validate]\nstrickt = true\n",
        good="[validate]\nstrict = true\n",
        file="asl.toml",
    ),
    "settings-value": Explanation(
        what="A setting has a value of another type, a code that does not exist, or contradicts "
        "another setting.",
        why="It would be without effect and nobody would know.",
        remedy="Write what the message asks for; `asl explain` lists the codes.",
        bad='[validate]\noff = ["no-efect"]\n',
        good='[validate]\noff = ["no-effect"]\n',
        file="asl.toml",
    ),
}
