"""What is wrong with whose measures a study keeps, and with which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tci_sim.designs.design import Fault
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError, meant
from tci_sim.messages import Listing, listing, message
from tci_sim.names import quoted
from tci_sim.runs.holders import KINDS, Holder, all_holders, has_measure, select_holders
from tci_sim.runs.report_measures import Omission, omission_reason, omitted_measures
from tci_sim.scenario.study import FOCAL, StudyFields
from tci_sim.world.build_network import network_of
from tci_sim.world.network import ValueNetwork

_GIVES_MEANING = {"market", "market.captive", "market.priced"}
"""Parameters on which it rests whether all measures mean something."""


def faults_of_holders(study: StudyFields) -> Iterator[Fault]:
    """Look for those asked for in the base."""
    if FOCAL in study.holders and not study.base.firms:
        yield ("holders", study.holders.index(FOCAL)), message("fault.study.no_firm")
    network = _network(study)
    if network is None:
        return
    if FOCAL in study.holders:
        try:
            select_holders((FOCAL,), study.base, network)
        except InputError as error:
            yield from ((("base",), message("fault.inside", fault=fault)) for fault in error.messages)
    known = all_holders(study.base, network)
    names = (FOCAL, *KINDS, *(name for kind in KINDS for name in known[kind]))
    for number, asked in enumerate(study.holders):
        if asked not in names:
            yield ("holders", number), meant("fault.study.holder", asked, names, kinds=listing(KINDS))
        elif asked in KINDS and not known[asked] and not study.varies_network:
            yield ("holders", number), message("fault.study.no_holder", kind=asked)


def faults_of_measures(study: StudyFields) -> Iterator[Fault]:
    """Find what is reported, or to be precise, and is a measure of nobody asked for."""
    network = _network(study)
    if network is None or any(faults_of_holders(study)):
        return
    holders = select_holders(study.holders, study.base, network)
    kinds = dict.fromkeys([*(holder.kind for holder in holders), *(k for k in KINDS if k in study.holders)])
    for number, measure in enumerate(study.report):
        having = [kind for kind in KINDS if has_measure(kind, measure)]
        if not having and any(has_measure(kind, measure) for kind in MEASURES):
            yield ("report", number), message("fault.study.measure_of_none", kinds=_either(KINDS))
        elif having and not any(kind in kinds for kind in having):
            others = message("fault.study.measure_of_others", kinds=_either(kinds), having=_either(having))
            yield ("report", number), others
    first = [holder for holder in holders if holder.name == holders[0].name]
    meaningless = _meaningless(study, first)
    for measure in study.precision:
        if (
            measure in study.report
            and first
            and not any(has_measure(holder.kind, measure) for holder in first)
        ):
            yield ("precision", measure), message("fault.study.not_of_first", holder=first[0].name)
        elif measure in meaningless:
            why = omission_reason(meaningless[measure])
            yield ("precision", measure), message("fault.study.meaningless", reason=why)


def _either(kinds: Iterable[str]) -> Listing:
    return listing(map(quoted, kinds), "or")


def _meaningless(study: StudyFields, holders: Sequence[Holder]) -> Mapping[str, Omission]:
    """Say of measures that mean nothing in the base why; none where cases vary it, or of suppliers, who are paid."""
    given = (study.levers, study.uncertainties, *study.cases.values())
    if any(path in _GIVES_MEANING for part in given for path in part):
        return {}
    return {} if any(holder.kind == "supplier" for holder in holders) else omitted_measures(study.base)


def _network(study: StudyFields) -> ValueNetwork | None:
    """Build the network of the base.

    Its files may have gone since its runs were kept, and these can still be read; before any run is made, a sweep
    says so.
    """
    try:
        return network_of(study.base) if study.base.firms else None
    except InputError:
        return None
