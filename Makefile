# Everything a learner, an instructor or a contributor starts. `make` alone lists it.
# ARGS goes to the command: make lab ARGS=--no-browser · PYTHON chooses the interpreter: make setup PYTHON=python3.12

.DEFAULT_GOAL := help
.PHONY: help setup lab test lint release-check pytest validate check bench bench-site site lock
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
STAMP := .venv/.installed
USABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## the locked environment in .venv, with the course command (instant when nothing changed)

# pip reads its own configuration (mirrors, certificates), which uv does not: where uv gets nothing, pip tries.
$(STAMP): requirements.lock pyproject.toml
	@python=; for candidate in $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3); do \
	    if $$candidate -c '$(USABLE)' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	    echo 'No Python 3.11 or newer with venv was found$(if $(PYTHON), (PYTHON=$(PYTHON) is not one)).' \
	        'Install one (Debian: apt install python3-venv), or name one: make setup PYTHON=/path/to/python3' >&2; \
	    exit 1; \
	fi; \
	$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	    echo "Creating .venv with $$($$python --version)"; $$python -m venv .venv; \
	}
	@echo 'Installing requirements.lock'
	@{ command -v uv >/dev/null && uv pip install --quiet --compile-bytecode --python $(BIN)/python \
	        --require-hashes --only-binary :all: -r requirements.lock; } \
	    || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	        --require-hashes --only-binary :all: -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	    --no-deps --no-build-isolation --no-index --editable .
	@touch $(STAMP)

lab: setup ## JupyterLab on the lessons, practice model ready
	$(BIN)/course lab $(ARGS)

test: lint release-check validate pytest ## everything that has to hold before a change goes in

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check

release-check: setup
	$(BIN)/course release --check

validate: setup
	$(BIN)/course validate

pytest: setup
	$(BIN)/python -m pytest $(ARGS)

check: lint ## the quick part of test: ruff, and the tests that take no browser and little time
	$(BIN)/python -m pytest -q -m 'not slow and not browser' $(ARGS)

bench: setup ## measure: start-up, time per submission, memory
	$(BIN)/python tests/bench/run.py $(ARGS)

bench-site: site ## measure the site: first result, cold and warm; size
	$(BIN)/python tests/bench/site.py _site

site: setup ## the browser build of the course, in _site/
	$(BIN)/course site $(ARGS)

lock: ## refresh requirements.lock and environment.yml from pyproject.toml (ARGS=--upgrade for newer versions)
	@command -v uv >/dev/null || { echo 'make lock needs uv: python3 -m pip install uv' >&2; exit 1; }
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --quiet \
	    --no-emit-index-url --custom-compile-command 'make lock' --output-file requirements.lock $(ARGS)
	$(MAKE) setup
	$(BIN)/python .ci/write_environment.py
