"""What a search for policies found, as text, CSV and JSON: alternatives in fresh draws, levers, and what to make of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.optimise import (
    Alternative,
    OptimiseData,
    best_policy,
    cheapest,
    chosen_of,
    leads,
    optimism_of,
)
from tci_sim.analysis.optimise_values import judged, search_of, shown
from tci_sim.designs.axes import Axis, read_axes
from tci_sim.designs.levers import levers_of
from tci_sim.designs.ranges import Range
from tci_sim.engine.measures.columns import MEASURES, unit_of
from tci_sim.messages import Message, Value, message
from tci_sim.messages.numbers import Scale, ends, interval, number, percent, scale
from tci_sim.names import measure_label
from tci_sim.render import data, markdown
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.runs.figures import unit_of_figure
from tci_sim.scenario.labels import label_in
from tci_sim.scenario.study import FOCAL, Aim
from tci_sim.scenario.tree import value_at
from tci_sim.statistics.exact import Floats
from tci_sim.statistics.paired import Interval
from tci_sim.views.study_names import quoted, value_label, varied_label

if TYPE_CHECKING:
    import pandas as pd
