"""Total Customer Integration as an agent-based model: policies compared by what they do to customers and firms."""

from __future__ import annotations

import sys

early_presses: list[object] = []
"""Ctrl-C pressed before `tci_sim.cli:main` has begun, where this process is the command line; `main` asks for it."""


def _is_the_command_line() -> bool:
    """Whether this is imported by the script `tci-sim`, or by Python on its way to `python -m tci_sim`."""
    if sys.argv[:1] == ["-m"]:  # what it is while Python looks for the module
        return ("-m", "tci_sim") in zip(sys.orig_argv, sys.orig_argv[1:], strict=False)
    script = getattr(sys.modules["__main__"], "__file__", None) or ""
    return script.replace("\\", "/").rpartition("/")[2] == "tci-sim"


if _is_the_command_line():  # the signals of any other program are its own
    try:
        import signal

        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, lambda *press: early_presses.append(press))
    except KeyboardInterrupt as press:
        early_presses.append(press)

TYPE_CHECKING = False
"""As in `typing`, of which nothing is imported here: the command line has this file before its guard."""

if TYPE_CHECKING:
    from typing import Any

    from tci_sim.api.adoption import AdoptionResult, adoption
    from tci_sim.api.answer import Decision, answer
    from tci_sim.api.compare import Comparison, ReturnOnQuality, compare, load_comparison, return_on_quality
    from tci_sim.api.export import ExportedPage, export
    from tci_sim.api.flight import FlightResult, export_flight, replay
    from tci_sim.api.flip import FlipResult, flip
    from tci_sim.api.futures import (
        DiscoveryResult,
        FuturesResult,
        InformationResult,
        discover,
        futures,
        information,
    )
    from tci_sim.api.lessons import LessonRun, export_lesson, handouts, lessons, run_lesson
    from tci_sim.api.optimise import OptimiseResult, optimise
    from tci_sim.api.run import RunResult, load_result, run
    from tci_sim.api.survey import Survey, fit_paths, survey
    from tci_sim.api.sweep import SweepResult, load_sweep, sweep, tornado
    from tci_sim.api.validate import ValidationResult, validate
    from tci_sim.api.why import WhyResult, why
    from tci_sim.designs.study import Study
    from tci_sim.designs.study_file import load_study
    from tci_sim.errors import ConservationError, InputError, RunError, SimulationError
    from tci_sim.mesa_model.model import TCIModel
    from tci_sim.scenario.load import load, variant
    from tci_sim.scenario.schema import Scenario
    from tci_sim.simulation import Simulation
    from tci_sim.version import RESULTS_VERSION
    from tci_sim.world.network import ValueNetwork

_HOMES = {
    "AdoptionResult": "tci_sim.api.adoption",
    "OptimiseResult": "tci_sim.api.optimise",
    "DiscoveryResult": "tci_sim.api.futures",
    "FuturesResult": "tci_sim.api.futures",
    "InformationResult": "tci_sim.api.futures",
    "RESULTS_VERSION": "tci_sim.version",
    "Comparison": "tci_sim.api.compare",
    "ConservationError": "tci_sim.errors",
    "Decision": "tci_sim.api.answer",
    "ExportedPage": "tci_sim.api.export",
    "FlipResult": "tci_sim.api.flip",
    "RunError": "tci_sim.errors",
    "ReturnOnQuality": "tci_sim.api.compare",
    "FlightResult": "tci_sim.api.flight",
    "LessonRun": "tci_sim.api.lessons",
    "RunResult": "tci_sim.api.run",
    "Scenario": "tci_sim.scenario.schema",
    "InputError": "tci_sim.errors",
    "Simulation": "tci_sim.simulation",
    "SimulationError": "tci_sim.errors",
    "Study": "tci_sim.designs.study",
    "Survey": "tci_sim.api.survey",
    "SweepResult": "tci_sim.api.sweep",
    "TCIModel": "tci_sim.mesa_model.model",
    "ValidationResult": "tci_sim.api.validate",
    "ValueNetwork": "tci_sim.world.network",
    "WhyResult": "tci_sim.api.why",
    "adoption": "tci_sim.api.adoption",
    "answer": "tci_sim.api.answer",
    "compare": "tci_sim.api.compare",
    "discover": "tci_sim.api.futures",
    "export": "tci_sim.api.export",
    "export_flight": "tci_sim.api.flight",
    "export_lesson": "tci_sim.api.lessons",
    "handouts": "tci_sim.api.lessons",
    "replay": "tci_sim.api.flight",
    "lessons": "tci_sim.api.lessons",
    "run_lesson": "tci_sim.api.lessons",
    "fit_paths": "tci_sim.api.survey",
    "flip": "tci_sim.api.flip",
    "futures": "tci_sim.api.futures",
    "information": "tci_sim.api.futures",
    "load": "tci_sim.scenario.load",
    "load_comparison": "tci_sim.api.compare",
    "load_result": "tci_sim.api.run",
    "load_study": "tci_sim.designs.study_file",
    "load_sweep": "tci_sim.api.sweep",
    "optimise": "tci_sim.api.optimise",
    "return_on_quality": "tci_sim.api.compare",
    "run": "tci_sim.api.run",
    "survey": "tci_sim.api.survey",
    "sweep": "tci_sim.api.sweep",
    "tornado": "tci_sim.api.sweep",
    "validate": "tci_sim.api.validate",
    "variant": "tci_sim.scenario.load",
    "why": "tci_sim.api.why",
}
__all__ = [
    "RESULTS_VERSION",
    "AdoptionResult",
    "Comparison",
    "ConservationError",
    "Decision",
    "DiscoveryResult",
    "ExportedPage",
    "FlightResult",
    "FlipResult",
    "FuturesResult",
    "InformationResult",
    "InputError",
    "LessonRun",
    "OptimiseResult",
    "ReturnOnQuality",
    "RunError",
    "RunResult",
    "Scenario",
    "Simulation",
    "SimulationError",
    "Study",
    "Survey",
    "SweepResult",
    "TCIModel",
    "ValidationResult",
    "ValueNetwork",
    "WhyResult",
    "__version__",
    "adoption",
    "answer",
    "compare",
    "discover",
    "export",
    "export_flight",
    "export_lesson",
    "fit_paths",
    "flip",
    "futures",
    "handouts",
    "information",
    "lessons",
    "load",
    "load_comparison",
    "load_result",
    "load_study",
    "load_sweep",
    "optimise",
    "replay",
    "return_on_quality",
    "run",
    "run_lesson",
    "survey",
    "sweep",
    "tornado",
    "validate",
    "variant",
    "why",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that importing the package costs nothing (PEP 562)."""
    if name == "__version__":
        from tci_sim.version import program_version

        return program_version()
    if name not in _HOMES:
        raise AttributeError(f"module 'tci_sim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
