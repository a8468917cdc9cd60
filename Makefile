# make demo   install what is needed, read sample_inputs/, show the records
# make test   install what is needed, pass the tests
# make check  formatting, lint, types, generated documents
# make bench  the measurements of docs/measurements.md
.PHONY: demo test check bench samples setup setup-dev clean

WAREHOUSE ?= build/demo-warehouse
BIN := .venv/bin

demo: setup
	$(BIN)/nianbao ingest sample_inputs/reports --warehouse $(WAREHOUSE)
	$(BIN)/python -m tools.demo $(WAREHOUSE)

test: setup-dev check
	$(BIN)/python -m pytest

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m flows.dictionary --check

bench: setup-dev
	$(BIN)/python -m benchmarks

samples: setup-dev
	$(BIN)/python -m tools.samples

setup:
	@scripts/setup run

setup-dev:
	@scripts/setup dev

clean:
	rm -rf .venv build
