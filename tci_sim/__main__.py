"""`python -m tci_sim` is the command `tci-sim`."""

import sys

from tci_sim.cli import main

sys.exit(main())
