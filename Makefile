# From nothing: Python 3.11 to 3.13 with its venv module, and make, are all that is needed.
#
#   make run       ten years of a market of six firms: a table, and the file of its picture
#   make test      every check that takes seconds
#   make slow      the tests that take minutes
#   make bench     how fast it is
#   make coverage  which lines the tests run: of the engine without the compiler, of the rest with it
#   make messages  checks the sentences of both languages and builds what the program reads
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

.PHONY: run test slow bench coverage messages citation lock venv warm

run: venv
	@$(BIN)/tci-sim run baseline --out results/baseline

test: warm
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q -n 2 $(TESTS)

slow: warm
	$(BIN)/python -m pytest -q -m slow --hypothesis-profile thorough

bench: warm
	$(BIN)/python -m pytest -q -m bench tests/benchmarks

messages: venv
	$(BIN)/python -m tci_sim.messages.build

citation: venv
	$(BIN)/tci-sim cite --format cff > CITATION.cff

lock:
	@.ci/setup.sh lock $(UPGRADE)

venv:
	@.ci/setup.sh venv "$(VENV)" $(if $(PYTHON),"$(PYTHON)")

# One compile for all test processes that follow.
warm: venv
	$(BIN)/python -m tci_sim.compile_model
