"""Judgements that no single member allows: a generator of findings each, all in one tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from asl.diagnostics.finding import Finding
from asl.model.state import StateMachine
from asl.rules.arguments import arguments_fit_the_api, calls_say_what_they_give
from asl.rules.assigned import variables_are_assigned
from asl.rules.choices import choices_cover_everything
from asl.rules.clocks import heartbeats_are_below_timeouts, waits_for_others_have_a_limit
from asl.rules.dollars import (
    expressions_are_of_their_language,
    paths_have_fields_of_paths,
    paths_have_their_dollar,
    results_are_fixed,
)
from asl.rules.endings import blocks_have_an_end, states_end_or_go_on
from asl.rules.errors import error_names_exist, states_all_is_last
from asl.rules.express import express_machines_do_not_wait
from asl.rules.loops import loops_can_be_left
from asl.rules.lost_paths import paths_lead_somewhere
from asl.rules.maps import (
    batches_have_a_limit,
    inline_maps_have_no_settings_of_distributed_ones,
    inline_maps_have_no_sources,
    labels_are_unique,
    members_have_their_newer_names,
    selectors_stand_once,
)
from asl.rules.names import state_names_are_unique
from asl.rules.payloads import results_of_many_items_are_written
from asl.rules.reach import states_are_reachable
from asl.rules.recoveries import (
    errors_can_be_handled,
    errors_can_be_raised,
    errors_reach_their_entries,
)
from asl.rules.resources import actions_exist
from asl.rules.tokens import task_tokens_are_handed_on
from asl.rules.transitions import starts_exist, targets_exist
from asl.rules.variables import variables_do_not_shadow
from asl.rules.versions import versions_exist
from asl.rules.waits import waits_have_one_duration

Rule: TypeAlias = Callable[[StateMachine], Iterator[Finding]]

# For every machine, though a state of it could not be read: each judges what it sees by itself.
RULES: Final[tuple[Rule, ...]] = (
    starts_exist,
    targets_exist,
    states_are_reachable,
    states_end_or_go_on,
    state_names_are_unique,
    blocks_have_an_end,
    loops_can_be_left,
    choices_cover_everything,
    waits_have_one_duration,
    selectors_stand_once,
    members_have_their_newer_names,
    labels_are_unique,
    inline_maps_have_no_sources,
    inline_maps_have_no_settings_of_distributed_ones,
    batches_have_a_limit,
    states_all_is_last,
    error_names_exist,
    errors_reach_their_entries,
    errors_can_be_handled,
    errors_can_be_raised,
    heartbeats_are_below_timeouts,
    task_tokens_are_handed_on,
    variables_do_not_shadow,
    paths_have_their_dollar,
    paths_have_fields_of_paths,
    expressions_are_of_their_language,
    results_are_fixed,
    results_of_many_items_are_written,
    versions_exist,
    actions_exist,
    calls_say_what_they_give,
    arguments_fit_the_api,
)

# For machines that could be read as a whole: a state that is not there might assign the variable.
WHOLE_RULES: Final[tuple[Rule, ...]] = (
    variables_are_assigned,
    paths_lead_somewhere,
)
# For machines of type STANDARD only: an Express execution is over in five minutes.
STANDARD_RULES: Final[tuple[Rule, ...]] = (waits_for_others_have_a_limit,)
# For machines of type EXPRESS only.
EXPRESS_RULES: Final[tuple[Rule, ...]] = (express_machines_do_not_wait,)


def check(machine: StateMachine, *, express: bool = False) -> list[Finding]:
    """Every finding of every rule, in order of the rules.

    Args:
        machine: from the reader, with what could be read of it.
        express: whether it is to run as an Express machine.
    """
    by_type = EXPRESS_RULES if express else STANDARD_RULES
    rules = (*RULES, *(WHOLE_RULES if machine.whole else ()), *by_type)
    return [finding for rule in rules for finding in rule(machine)]
