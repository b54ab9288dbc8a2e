# What a person does with a clone of PlutoPixie. Every target sets up what it needs first.

SHELL := /bin/bash
READY := .venv/.ready
JUDGES := .venv/.judges
PEERS := build/peers/.ready
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup up test check sabotage prove bench bench-reading sbom constraints clean

help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1 — \2/p' $(MAKEFILE_LIST)

setup: $(READY) ## install what PlutoPixie needs, into .venv

# Whatever changes what is to be installed makes the stamp old.
$(READY): pyproject.toml constraints.txt scripts/set_up
	@scripts/set_up
	@touch $@

# Judges that nothing but `make prove` asks.
$(JUDGES): $(READY)
	@scripts/set_up --judges
	@touch $@

# Other programs that read receipts, and what learning takes, for `make bench-reading` alone.
$(PEERS): $(READY)
	@scripts/set_up --peers
	@touch $@

up: $(READY) ## run everything on this machine; ARGS='--demo --port 8080' are passed on
	@exec $(BIN)/plutopixie up $(ARGS)

# Only a run of everything can show everything that docs/scorecard.csv calls met.
test: $(READY) ## run all tests; ARGS='-k money' are passed on
	@$(BIN)/pytest tests -n 2 --dist loadfile $(if $(ARGS),$(ARGS),--scorecard)

check: $(READY) ## lint, format, types, import rules and the fast tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy src tests benchmarks sabotage proofs
	@$(BIN)/lint-imports
	@$(BIN)/pytest tests/unit -n 2 --dist loadfile

sabotage: $(READY) ## break each rule in a copy and see a test notice; ARGS='-k refresh' are passed on
	@$(BIN)/python -m sabotage $(ARGS)

prove: $(JUDGES) ## ask outside judges and tell ten times as many stories; takes an hour. ARGS='sqlmap' asks one
	@$(BIN)/python -m proofs $(ARGS)

bench: $(READY) ## measure; ARGS are passed on
	@$(BIN)/python -m benchmarks $(ARGS)

bench-reading: $(PEERS) ## measure how well receipts are read; ARGS='sroie cost' measures parts
	@$(BIN)/python -m benchmarks.reading_quality $(ARGS)

sbom: $(READY) ## write the bill of materials of what is installed to build/sbom.json
	@mkdir -p build
	@$(BIN)/cyclonedx-py environment --output-reproducible --output-file build/sbom.json $(BIN)/python

constraints: $(READY) ## write down the versions installed now
	@scripts/set_up --constraints

clean: ## remove what can be made again, but neither .venv nor any data
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	@find src tests proofs benchmarks sabotage -name __pycache__ -type d -prune -exec rm -rf {} +
