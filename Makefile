# Wenheng: `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tools that look at the packages; their own packages stay out of .venv.
SUPPLY := .venv-supply
TORCH_LOCK ?= requirements-torch.lock
SOAK_MINUTES ?= 30
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

.PHONY: help serve test test-milvus lint type unit bench torture hostile api-fuzz soak eval model vendor screenshots icons lock locked audit sbom licences clean

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

# setuptools: the wheel's start looks for pkg_resources. The server listens on all interfaces, so it runs where only lo is.
.venv-milvus/installed:
	@$(PYTHON) -m venv .venv-milvus
	@.venv-milvus/bin/pip install --quiet milvus==2.3.5 setuptools==69.5.1
	@touch $@

test-milvus: $(VENV)/installed-dev .venv-milvus/installed  ## The vector store on a real Milvus 2.3.5, killed, too (Linux, root)
	@name=wenheng-$$$$; ip netns add $$name; trap "ip netns del $$name" EXIT; ip netns exec $$name ip link set lo up; \
	   TEST_MILVUS=$(CURDIR)/.venv-milvus/bin/python ip netns exec $$name $(BIN)/python -m pytest -s -m milvus tests/index/vectorstore

bench: .venv-bench/installed  ## Speed beside others, into docs/performance.md: 15 minutes; FULL=1 to 10^7 vectors: hours
	@.venv-bench/bin/python -m scripts.benchmarks $(if $(FULL),--full) $(if $(wildcard $(EVAL)),--eval $(EVAL) $(EVAL)/corpora)

torture: $(VENV)/installed-dev  ## SIGKILL at 200 instants and at every step of a write, then see what is left (ROUNDS=200)
	@$(BIN)/python -m tests.torture --rounds $(ROUNDS)

eval: $(VENV)/installed  ## Quality on the data in EVAL=../shared/eval
	@$(BIN)/wenheng evaluate all $(EVAL)

screenshots: $(VENV)/installed-dev  ## Pictures of every view for docs/screenshots (needs Chromium)
	@$(BIN)/wenheng setup
	@$(BIN)/python -m scripts.screenshots

icons: $(VENV)/installed-dev  ## The Word add-in's icons, drawn anew (needs Chromium)
	@$(BIN)/python -m scripts.icons

vendor: $(VENV)/installed-dev  ## Fetch the page's libraries, icons and axe anew, at the versions scripts/vendor.py states
	@$(BIN)/python -m scripts.vendor

hostile: $(VENV)/installed-dev  ## Hundreds of hostile files, and a thousand of hypothesis's for each reader
	@FUZZ_EXAMPLES=1000 $(BIN)/python -m pytest tests/hostile

api-fuzz: $(VENV)/installed-dev  ## The service against its own description, 300 requests for each operation
	@SCHEMA_EXAMPLES=300 $(BIN)/python -m pytest tests/service/test_schemathesis.py

soak: $(VENV)/installed-dev  ## Mixed load at 80 % of capacity: SOAK_MINUTES=30, memory, handles and threads
	@$(BIN)/python -m scripts.soak --minutes $(SOAK_MINUTES)

lock: $(VENV)/installed-dev $(SUPPLY)/installed  ## Write constraints.txt and requirements.lock (hashes) anew
	@{ echo "# Every package, direct and indirect, at the version that was tested. Renew with: make lock"; \
	   $(BIN)/pip freeze --exclude-editable | sed 's/+cpu//'; } > constraints.txt
	@$(BIN)/python -m scripts.supply lock --tool $(SUPPLY)/bin/pip-compile

locked:  ## Install into .venv what requirements.lock names, only with files of these hashes
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --require-hashes --no-deps $(addprefix -r ,$(TORCH_LOCK)) -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(VENV)/installed

audit: $(VENV)/installed $(SUPPLY)/installed  ## Known vulnerabilities of the locked packages, where the data can be reached
	@$(BIN)/python -m scripts.supply audit --tool $(SUPPLY)/bin/pip-audit

sbom: $(VENV)/installed $(SUPPLY)/installed  ## build/sbom.json (CycloneDX): what is in .venv
	@mkdir -p build && $(SUPPLY)/bin/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml -o build/sbom.json
	@echo build/sbom.json

licences: $(VENV)/installed $(SUPPLY)/installed  ## docs/LICENCES.md: every package in .venv with its licence
	@{ echo "# Licences of all packages"; echo; echo "What each package says of itself. Renew with: make licences"; echo; \
	   $(SUPPLY)/bin/pip-licenses --python=$(BIN)/python --format=markdown --ignore-packages wenheng; } > docs/LICENCES.md

$(SUPPLY)/installed: requirements-supply.txt
	@test -x $(SUPPLY)/bin/python || $(PYTHON) -m venv $(SUPPLY)
	@$(SUPPLY)/bin/python -m pip install --quiet -r requirements-supply.txt
	@touch $@

clean:  ## Remove the environment and caches; the data folder stays
	rm -rf $(VENV) $(SUPPLY) .venv-bench build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './data/*' -prune -exec rm -rf {} +
