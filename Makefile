# From nothing: Python 3.11 to 3.13 with its venv module, and make, are all that is needed.
#
#   make run       ten years of a market of six firms: a table, and the file of its picture
#   make test      every check that takes seconds
#   make style     of these: style, types and imports
#   make suite     of these: the tests
#   make slow      the tests that take minutes
#   make faults    kills, full disks, 3,000 mutated files and other faults, in under ten minutes
#   make bench     how fast it is
#   make coverage  which lines the tests run: of the engine without the compiler, of the rest with it
#   make pages     pages of the reference market, two stories and a supply chain, in results/pages
#   make browser   looks at pages in Chromium; needs playwright (pip install playwright) and a Chromium
#   make messages  checks the sentences of both languages and builds what the program reads
#   make wasm      builds the engine as WebAssembly (tci_sim/wasm/*.wasm), which is shipped in the wheel
#   make citation  writes CITATION.cff after pyproject.toml changed
#   make lock      writes .ci/requirements.lock after pyproject.toml changed (UPGRADE=--upgrade: everything newer)
#
# make PYTHON=/path/to/python VENV=folder test  uses that Python, and keeps its packages in that folder.
# make TESTS="tests/golden tests/mesa_model" test  runs only those tests.

PYTHON =
VENV = .venv
UPGRADE =
TESTS =
BIN = $(VENV)/bin

# Tests that pass through the engine in worlds small enough for plain Python.
PLAIN = tci_sim/engine tests/golden tests/engine/rules tests/engine/measures/test_observe.py \
	$(patsubst %,tests/engine/phases/test_%.py,account change decide improve listen) \
	$(patsubst %,tests/engine/test_%.py,arithmetic ledger randomness)
ENGINE = --include "tci_sim/engine/*" --omit "tci_sim/engine/backend/*"
REST = --omit "tci_sim/engine/*.py,tci_sim/engine/measures/*,tci_sim/engine/phases/*,tci_sim/engine/rules/*,tci_sim/engine/state/*"

CUT = price_cut,month=36,target=north,size=0.2,duration=24
FAILURE = supplier_failure,month=36,target=tubes,size=0.8,duration=6

.PHONY: run test style suite slow faults bench coverage pages browser messages wasm citation lock venv warm

run: venv
	@$(BIN)/tci-sim run baseline --out results/baseline

test: style suite

style: venv
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

suite: warm wasm
	$(BIN)/python -m pytest -q -n 2 --dist worksteal $(TESTS)

slow: warm wasm
	$(BIN)/python -m pytest -q -m slow --hypothesis-profile thorough

faults: warm
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m faults tests

bench: warm wasm
	$(BIN)/python -m pytest -q -m bench tests/benchmarks

# What is compiled runs no lines that can be counted: the engine is counted without the compiler, all else with it.
coverage: warm
	rm -f .coverage .coverage.* .coverage-*
	NUMBA_DISABLE_JIT=1 COVERAGE_FILE=$(CURDIR)/.coverage-engine $(BIN)/python -m pytest -q -n 2 --cov --cov-report= $(PLAIN)
	COVERAGE_FILE=$(CURDIR)/.coverage-rest $(BIN)/python -m pytest -q -n 2 --cov --cov-report= $(TESTS)
	$(BIN)/coverage combine -q --keep .coverage-engine .coverage-rest
	@$(BIN)/coverage report --skip-covered --sort=cover
	@echo "engine, without the compiler: $$(COVERAGE_FILE=$(CURDIR)/.coverage-engine $(BIN)/coverage report $(ENGINE) --format=total) %"
	@echo "the rest, with the compiler: $$(COVERAGE_FILE=$(CURDIR)/.coverage-rest $(BIN)/coverage report $(REST) --format=total) %"
	@echo "all of it: $$($(BIN)/coverage report --format=total) %"

pages: warm wasm
	@mkdir -p results/pages
	@$(BIN)/tci-sim export baseline -o results/pages/baseline.html --shock $(CUT)
	@$(BIN)/tci-sim export price_war -o results/pages/price_war.html
	@$(BIN)/tci-sim export public_office -o results/pages/public_office.html
	@$(BIN)/tci-sim export supply_chain -o results/pages/supply_chain.html --shock $(FAILURE)

browser: warm wasm
	$(BIN)/python -m pytest -q -m browser tests/faces/page

messages: venv
	$(BIN)/python -m tci_sim.messages.build

# Nothing is done where the modules of this version are there.
wasm: venv
	$(BIN)/python -m tci_sim.wasm.build

citation: venv
	$(BIN)/tci-sim cite --format cff > CITATION.cff

lock:
	@.ci/setup.sh lock $(UPGRADE)

venv:
	@.ci/setup.sh venv "$(VENV)" $(if $(PYTHON),"$(PYTHON)")

# One compile for all test processes that follow.
warm: venv
	$(BIN)/python -m tci_sim.compile_model
