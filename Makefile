# Wenheng: `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EVAL ?= ../shared/eval
ROUNDS ?= 200
# Nothing is written outside this folder and the data folder.
export PIP_NO_CACHE_DIR := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

$(VENV)/installed: requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Wenheng needs Python 3.11 or later ($$($(PYTHON) --version) found); name one with: make PYTHON=python3.12 …" >&2; exit 1; }
	@echo "Installing into $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -c constraints.txt -r requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	@$(BIN)/python -m pip install --quiet -c constraints.txt -r requirements-dev.txt
	@touch $@

.PHONY: help serve test lint type unit bench torture hostile eval model vendor screenshots lock clean

help:  ## This list
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/:.*  ## /\t/' | expand -t 12

serve: $(VENV)/installed  ## Install, get the model, read the sample corpus, serve http://127.0.0.1:8808/
	@$(BIN)/wenheng serve

model: $(VENV)/installed  ## Install and get the model, nothing else
	@$(BIN)/wenheng setup

test: lint type unit  ## Lint, types and all tests (what CI runs)

lint: $(VENV)/installed-dev  ## ruff: style, mistakes, a docstring on every public name
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

type: $(VENV)/installed-dev  ## mypy --strict
	@$(BIN)/mypy

unit: $(VENV)/installed-dev  ## All tests, with the real model
	@$(BIN)/wenheng setup
	@$(BIN)/python -m pytest

# A venv of its own that sees Wenheng's: other libraries never touch what is tested and served.
.venv-bench/installed: $(VENV)/installed requirements-bench.txt
	@$(BIN)/python -m venv .venv-bench
	@echo "$(CURDIR)/$(VENV)/lib/$$(ls $(VENV)/lib | head -1)/site-packages" > .venv-bench/lib/$$(ls .venv-bench/lib | head -1)/site-packages/wenheng.pth
	@.venv-bench/bin/python -m pip install --quiet -c constraints.txt -r requirements-bench.txt
	@touch $@

bench: .venv-bench/installed  ## Speed beside others, into docs/performance.md: 15 minutes; FULL=1 to 10^7 vectors: hours
	@.venv-bench/bin/python -m scripts.benchmarks $(if $(FULL),--full) $(if $(wildcard $(EVAL)),--eval $(EVAL) $(EVAL)/corpora)

torture: $(VENV)/installed-dev  ## SIGKILL at 200 instants and at every step of a write, then see what is left (ROUNDS=200)
	@$(BIN)/python -m tests.torture --rounds $(ROUNDS)

eval: $(VENV)/installed  ## Quality on the data in EVAL=../shared/eval
	@$(BIN)/wenheng evaluate all $(EVAL)

screenshots: $(VENV)/installed-dev  ## Pictures of every view for docs/screenshots (needs Chromium)
	@$(BIN)/wenheng setup
	@$(BIN)/python -m scripts.screenshots

vendor: $(VENV)/installed-dev  ## Fetch the page's libraries, icons and axe anew, at the versions scripts/vendor.py states
	@$(BIN)/python -m scripts.vendor

hostile: $(VENV)/installed-dev  ## Hundreds of hostile files, and a thousand of hypothesis's for each reader
	@FUZZ_EXAMPLES=1000 $(BIN)/python -m pytest tests/hostile

lock: $(VENV)/installed-dev  ## Write constraints.txt anew from the present environment
	@{ echo "# Every package, direct and indirect, at the version that was tested. Renew with: make lock"; \
	   $(BIN)/pip freeze --exclude-editable | sed 's/+cpu//'; } > constraints.txt

clean:  ## Remove the environment and caches; the data folder stays
	rm -rf $(VENV) .venv-bench build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './data/*' -prune -exec rm -rf {} +
