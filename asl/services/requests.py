"""What an integration is asked with: the members of `Parameters` or `Arguments`.

An optimised integration takes the request of the API behind it; some are Step Functions' own.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html and the page
of each service there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from asl.services import index
from asl.services.index import ANYTHING, Action, Member, Service, Structure
from asl.services.integration_table import TABLE
from asl.services.resource import Resource

# What Step Functions takes beside the API's own members. All of them may be of any form.
_MORE: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("bedrock", "invokeModel"): ("Input", "Output"),
}
# What it has a form of its own for; in the words of the index.
_OWN: Final[dict[str, str]] = {
    "apigateway": """apigateway -

invoke 0



ApiEndpoint!=s Method!=s Headers=* Stage=s Path=s QueryParameters=* RequestBody=* AllowNullValues=b\
 AuthType=s""",
    "eks": """eks -

call 0
runJob 1



ClusterName!=s CertificateAuthority!=s Endpoint!=s Method!=s Path!=s QueryParameters=*\
 RequestBody=*
ClusterName!=s CertificateAuthority!=s Endpoint!=s Namespace=s Job!=* LogOptions=2
RetrieveLogs=b RawLogs=b LogParameters=*""",
    "elasticmapreduce": """emr -

addStep 0
cancelStep 1
modifyInstanceFleetByName 2
modifyInstanceGroupByName 3
setClusterTerminationProtection 4
terminateCluster 5



ClusterId!=s Step!=* ExecutionRoleArn=s
ClusterId!=s StepId!=s StepCancellationOption=s
ClusterId!=s InstanceFleetName!=s InstanceFleet!=*
ClusterId!=s InstanceGroupName!=s InstanceGroup!=*
ClusterId!=s TerminationProtected!=b
ClusterId!=s""",
    # How a Distributed Map writes its results; what it reads with is the API's own.
    "s3": """s3 -

putObject 0



Bucket!=s Prefix=s ExpectedBucketOwner=s""",
    "http": """http -

invoke 0



ApiEndpoint!=s Method!=s Authentication=1 InvocationConfig=1 Headers=* QueryParameters=*\
 RequestBody=* Transform=2
ConnectionArn!=s
RequestBodyEncoding=s RequestEncodingOptions=3
ArrayFormat=s""",
}


def takes_small_letters(resource: Resource) -> bool:
    """Whether members inside may have the API's own small first letter.

    The guide shows so for optimised integrations, `"RetryStrategy": {"attempts": 5}`; the SDK
    integrations refuse it, and a request of Step Functions' own has no other spelling.
    """
    return resource.kind == "service" and resource.service not in _OWN


def request(resource: Resource) -> Structure | None:
    """What a call is given; None where that is not known.

    Args:
        resource: of a Task, any kind.
    """
    if resource.kind == "aws-sdk":
        action = _action(resource.service, resource.action)
        return None if action is None else action.input
    if resource.kind in ("service", "http"):
        return _optimised(resource.service, resource.action)
    return None


def own_request(resource: Resource) -> Structure | None:
    """What a call is given in a form of Step Functions' own; None where that is the API's.

    Args:
        resource: of an optimised integration.
    """
    text = _OWN.get(resource.service)
    own = None if text is None else _action_of(text, resource.action)
    return None if own is None else own.input


def behind(service: str, name: str) -> tuple[str, str]:
    """The API and the action behind an action of an optimised integration, in the SDKs' words."""
    integration = TABLE.get(service)
    offered = None if integration is None else integration.actions.get(name)
    if integration is None or offered is None:
        # What a Distributed Map reads and writes with has no other name.
        return service, name
    return offered.api or integration.api, offered.calls or name


def _action(service: str, name: str) -> Action | None:
    found = index.service(service)
    return None if found is None else found.action(name)


def _action_of(text: str, name: str) -> Action | None:
    return Service(text).action(name)


@lru_cache(maxsize=128)
def _optimised(service: str, name: str) -> Structure | None:
    """The request of an optimised integration; tokens it makes up itself."""
    own = _action_of(_OWN[service], name) if service in _OWN else None
    if own is not None:
        return own.input
    action = _action(*behind(service, name))
    if action is None or action.input is None:
        return None
    members = {
        key: Member(member.name, member.shape) if member.token else member
        for key, member in action.input.members.items()
    }
    for more in _MORE.get((service, name), ()):
        members[more] = Member(more, ANYTHING)
    return Structure(members)
