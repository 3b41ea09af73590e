# The two commands of the README are `make demo` and `make test`; both prepare `.venv` by themselves.
# Everything else is the program `memberloop` (`.venv/bin/memberloop --help`).

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READERS := .venv-readers

# The first interpreter that is new enough and can make environments; `make PYTHON=/path/to/python …` overrules.
CAN_BUILD := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
CANDIDATES := python3.11 python3.12 python3.13 python3 python
PYTHON ?= $(shell for p in $(CANDIDATES); do "$$p" -c '$(CAN_BUILD)' 2>/dev/null && echo "$$p" && break; done)

# The project's program and linters see the environment first, without its being activated.
RUN := PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH="$(CURDIR)"

.DEFAULT_GOAL := help
.PHONY: help demo test lint lint-sql format unit test-nights test-long test-truth test-browser test-readers fuzz bench bench-publish bench-ingest bench-erasure bench-identity bench-experiments calibrate probabilistic dagster lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## a synthetic city through whole nights: land, build, check, publish, report
	$(RUN) memberloop demo

test: lint unit ## linters, then every test but the slow suites below

unit: $(READY) ## the tests alone
	$(RUN) python -m pytest -m "not browser and not e2e" -n auto --maxprocesses 4 --dist loadfile

test-nights: $(READY) ## whole nights in real processes: killed, refused, repeated, in parts; CI runs it too
	$(RUN) python -m pytest -m "e2e and not long" -n auto --maxprocesses 4 --dist loadfile

test-long: $(READY) ## the truth of three cities through whole nights, and the score of planted definitions
	$(RUN) python -m pytest -m long

test-truth: $(READY) ## published figures against the truth of ten seeds, clean and dirty cities; an hour
	$(RUN) python -m tests.truth "$${TMPDIR:-/tmp}/memberloop-truth" --seeds $${MEMBERLOOP_TRUTH_SEEDS:-10}

fuzz: $(READY) ## damaged payloads at every reader, 10,000 cases a family
	$(RUN) MEMBERLOOP_FUZZ_CASES=$${MEMBERLOOP_FUZZ_CASES:-10000} python -m pytest tests/sources/test_fuzz.py

test-browser: $(READY) ## the report pages in a real browser; installs chromium and a Chinese font if missing
	./tests/browser/install.sh
	$(RUN) python -m pytest -m browser

test-readers: $(READY) $(READERS)/.ready ## tools that people read with: older DuckDB, Superset's, Metabase's and Evidence's drivers
	$(RUN) python -m tests.publishing.readers $(READERS)

lint: $(READY) ## style, types, import contracts, and whether dbt can read its project
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) python -m sources.dbt_sources --check
	$(RUN) MEMBERLOOP_HOME="$(CURDIR)/data" dbt --quiet parse --project-dir dbt_project --profiles-dir dbt_project

lint-sql: $(READY) ## style of every SQL model; minutes, so it stands beside `make test`, and CI runs it too
	$(RUN) python -m tests.house.sql_lint dbt_project/models dbt_project/tests --processes 0

format: $(READY) ## put Python sources into the house's layout
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

bench: $(READY) ## ratios of speed against DuckDB's own, from one run
	$(RUN) memberloop bench

bench-erasure: $(READY) ## 10,000 people erased from a million members, beside the copying of the same bytes
	$(RUN) python -m tests.erasure.bench

bench-publish: $(READY) ## 1,000 publishes under twenty readers of the file and of PostgreSQL: reads, failures, swaps
	$(RUN) python -m tests.publishing.bench

bench-ingest: $(READY) ## each family's ingestion against DuckDB's bare reader and writer
	$(RUN) memberloop bench-ingest

bench-identity: $(READY) ## components of 1, 5 and 20 million edges: time and memory beside scipy and Splink
	$(RUN) memberloop bench-identity

bench-experiments: $(READY) ## 200 experiments on 10 million members: time, memory, a sample against tea-tasting
	$(RUN) memberloop bench-experiments

calibrate: $(READY) ## 10,000 experiments a family in which nothing happens: how often the method is wrong
	$(RUN) python -m estimates.experiment.calibrate

probabilistic: $(READY) ## add Splink, for suggestions on records that prove nothing by themselves
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	    -r requirements-probabilistic.lock

dagster: $(READY) ## Dagster's web interface over the whole graph
	@mkdir -p "$${MEMBERLOOP_HOME:-data}/dagster"
	@[ -e "$${MEMBERLOOP_HOME:-data}/dagster/dagster.yaml" ] || \
	    printf 'telemetry:\n  enabled: false\n' > "$${MEMBERLOOP_HOME:-data}/dagster/dagster.yaml"
	$(RUN) DAGSTER_HOME="$$(cd "$${MEMBERLOOP_HOME:-data}/dagster" && pwd)" dagster dev

lock: requirements.in requirements-probabilistic.in requirements-readers.in ## compile the locks with hashes, without addresses; needs uv
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make lock" requirements.in --output-file requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make lock" --constraint requirements.lock \
	    --no-emit-package duckdb --no-emit-package pyarrow --no-emit-package sqlglot \
	    requirements-probabilistic.in --output-file requirements-probabilistic.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make lock" \
	    requirements-readers.in --output-file requirements-readers.lock

clean: ## remove the environment and tools' caches; data stay
	rm -rf $(VENV) $(READERS) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .screenshots \
	    dbt_project/target dbt_project/logs memberloop.egg-info

# The stamp is written last: an installation that was cut short is made again from nothing.
# --no-deps because the lock already names everything, with hashes.
$(READY): requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
	    echo "memberloop needs Python 3.11 or later with venv and pip (Debian, Ubuntu: apt-get install python3-venv)." >&2; \
	    echo "None of these will do: $(CANDIDATES). Name one: make PYTHON=/path/to/python3.11 …" >&2; \
	    exit 1; \
	fi
	rm -rf $(VENV)
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

# Apart from the rest: another release of DuckDB, and the SQLAlchemy that Superset still has. What a machine
# without npm cannot have is told by the check itself.
$(READERS)/.ready: requirements-readers.lock tests/publishing/readers/evidence/package-lock.json
	rm -rf $(READERS)
	"$(PYTHON)" -m venv $(READERS)
	$(READERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	    -r requirements-readers.lock
	cp -R tests/publishing/readers/evidence $(READERS)/evidence
	if command -v npm >/dev/null; then cd $(READERS)/evidence && npm install --loglevel error --ignore-scripts --no-audit --no-fund; fi
	@touch $(READERS)/.ready
