"""By what results are known: it hangs on the model, not on what a process has imported."""

import subprocess
import sys


def test_the_version_of_the_model_is_the_same_whatever_is_imported():
    asked = "from tci_sim.runs.provenance import model_version; print(model_version())"
    more = "import tci_sim.scenario.study, tci_sim.scenario.flight, tci_sim.analysis.lessons.schema; "
    found = {
        subprocess.run([sys.executable, "-c", each], capture_output=True, text=True, check=True).stdout
        for each in (asked, more + asked)
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == 64
