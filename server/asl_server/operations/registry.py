"""All operations, written out."""

from __future__ import annotations

from typing import Final

from asl_server.operations.activities import (
    create_activity,
    delete_activity,
    describe_activity,
    get_activity_task,
    list_activities,
)
from asl_server.operations.call import Operation
from asl_server.operations.execution_views import describe_execution, list_executions
from asl_server.operations.executions import (
    start_execution,
    start_sync_execution,
    stop_execution,
)
from asl_server.operations.histories import get_execution_history
from asl_server.operations.machine_views import (
    describe_state_machine,
    describe_state_machine_for_execution,
    list_state_machines,
)
from asl_server.operations.machines import (
    create_state_machine,
    delete_state_machine,
    update_state_machine,
)
from asl_server.operations.tags import list_tags_for_resource, tag_resource, untag_resource
from asl_server.operations.tasks import (
    send_task_failure,
    send_task_heartbeat,
    send_task_success,
)
from asl_server.operations.validations import validate_state_machine_definition

OPERATIONS: Final[tuple[Operation, ...]] = (
    create_activity,
    create_state_machine,
    delete_activity,
    delete_state_machine,
    describe_activity,
    describe_execution,
    describe_state_machine,
    describe_state_machine_for_execution,
    get_activity_task,
    get_execution_history,
    list_activities,
    list_executions,
    list_state_machines,
    list_tags_for_resource,
    send_task_failure,
    send_task_heartbeat,
    send_task_success,
    start_execution,
    start_sync_execution,
    stop_execution,
    tag_resource,
    untag_resource,
    update_state_machine,
    validate_state_machine_definition,
)
