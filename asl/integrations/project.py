"""All that a project says of what answers for its Tasks."""

from __future__ import annotations

from dataclasses import dataclass, field

from asl.integrations.bindings import Bindings
from asl.integrations.http.settings import HttpSettings
from asl.integrations.jobs.settings import JobSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSettings:
    """What a project says.

    Attributes:
        bindings: of functions, endpoints and single Tasks.
        http: of hosts.
        jobs: of jobs that run on this machine.
    """

    bindings: Bindings = field(default_factory=Bindings)
    http: HttpSettings = field(default_factory=HttpSettings)
    jobs: JobSettings = field(default_factory=JobSettings)
