"""Questions and worlds as files; in an installed tci_sim this folder is the package `tci_sim.library`."""
