# Each of these does all it needs, the virtual environment included.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help chat run test check format faults bench bench-growth audit pictures wheel clean

help: ## show this
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

chat: $(READY) ## talk to the tutor in this terminal
	@$(BIN)/many-coats chat

run: $(READY) ## run the Discord bot (needs DISCORD_TOKEN)
	@$(BIN)/many-coats run

test: $(READY) ## the whole test suite
	$(BIN)/python -m pytest --numprocesses auto --dist loadscope

check: $(READY) ## ruff, mypy and the course itself
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/many-coats check

faults: $(READY) ## what goes wrong, at length: kills, stalls, refusals, full disks
	$(BIN)/python -m pytest tests/faults --faults-at-length

audit: $(READY) ## known weaknesses of what we depend on (asks a server)
	$(PIP) install pip-audit
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --strict

format: $(READY) ## put the code into its one format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(READY) ## measure; prints tables
	$(PIP) install --constraint constraints.txt --group bench
	$(BIN)/python -m tests.benchmarks.tutor_bench
	$(BIN)/python -m tests.benchmarks.fit_answers
	$(BIN)/python -m tests.benchmarks.answers_bench
	$(BIN)/python -m tests.benchmarks.labs_bench
	$(BIN)/python -m tests.benchmarks.postgres_bench

bench-growth: $(READY) ## measure what Discord, a million learners and a killed process cost (half an hour, 15 GB of disk)
	TMPDIR=$${TMPDIR:-/var/tmp} $(BIN)/python -m tests.benchmarks.growth_bench
	$(BIN)/python -m tests.benchmarks.wire_bench
	TMPDIR=$${TMPDIR:-/var/tmp} $(BIN)/python -m tests.benchmarks.shards_bench

pictures: $(READY) ## draw the course's pictures and sounds anew
	$(BIN)/python -m lessons.pictures.draw_all

wheel: $(READY) ## build the wheel into dist/
	$(BIN)/python -m build --wheel

clean: ## remove what these commands made
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"
	$(PIP) install --constraint constraints.txt --editable . --group dev
	@touch $@
