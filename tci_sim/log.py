"""The one log of the package: silent until whoever uses the package listens to it."""

from __future__ import annotations

import logging

LOG = logging.getLogger("tci_sim")
"""Where warnings go that stop nothing."""

LOG.addHandler(logging.NullHandler())
