# Purbeck from a checkout. `make` by itself lists what can be asked; DEVELOPERS.md explains.

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
SCRIPTS := Scripts
else
SCRIPTS := bin
endif
BIN := $(VENV)/$(SCRIPTS)
OFFLINE := build/offline

INSTALLED := $(VENV)/installed.stamp
DEV := $(VENV)/dev.stamp
EXAMPLE := brackenshire
# Settings of pip that could name another folder of wheels, and every way to a network, lead nowhere in the trial.
NOWHERE := PIP_CONFIG_FILE=$(if $(filter Windows_NT,$(OS)),nul,/dev/null) http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9
GIVEN := $(EXAMPLE)/given.stamp
# What charts are explored with in a browser. Without npm a wheel has none of it, and its charts stay as they are drawn.
BROWSER := $(if $(shell sh -c 'command -v npm'),node_modules/.package-lock.json)

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench simulate wheels clean

help: ## list what can be asked
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

run: $(GIVEN) ## install, make up a district, build its assessment and its two editions
	$(BIN)/purbeck build $(EXAMPLE)
	$(BIN)/purbeck publish $(EXAMPLE) --edition partners --by "The analyst" --to "Brackenshire's partners"
	$(BIN)/purbeck publish $(EXAMPLE) --edition public --by "The analyst"
	@echo
	@echo "Open these pages in a browser:"
	@ls $(CURDIR)/$(EXAMPLE)/publications/*/index.html

test: $(DEV) ## run every test (ARGS="-k funnel" for some)
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder $(ARGS)

check: $(DEV) ## format, lint, types, import contract, architecture, documentation and results current
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/render_reference.py --check
	$(BIN)/python -m bench.simulate --check
	$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_housekeeping.py

fix: $(DEV) ## put right what a machine can: format, lint, reference pages
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python docs/render_reference.py

bench: $(DEV) ## measure speed and memory
	$(BIN)/python -m bench.bench $(ARGS)

simulate: $(DEV) ## run the simulations behind the methods pages and write their results
	$(BIN)/python -m bench.simulate $(ARGS)

wheels: $(INSTALLED) $(BROWSER) ## a folder to install from without a network (dist/wheels), and a trial of it
	rm -rf build dist
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check -c constraints.txt --wheel-dir dist/wheels . pip
	$(PYTHON) -m venv $(OFFLINE)/venv
	$(NOWHERE) $(OFFLINE)/venv/$(SCRIPTS)/python -m pip --isolated install --quiet --no-compile \
		--disable-pip-version-check --no-index --find-links dist/wheels purbeck
	cd $(OFFLINE) && venv/$(SCRIPTS)/purbeck doctor
	cd $(OFFLINE) && venv/$(SCRIPTS)/purbeck example brackenshire
	cd $(OFFLINE) && venv/$(SCRIPTS)/purbeck build brackenshire
	cd $(OFFLINE) && venv/$(SCRIPTS)/purbeck publish brackenshire --edition public --by "The analyst"
	cd $(OFFLINE) && venv/$(SCRIPTS)/purbeck doctor brackenshire
	$(if $(BROWSER),ls $(OFFLINE)/brackenshire/publications/*/explore.js $(OFFLINE)/brackenshire/publications/*/vega.js)
	rm -rf build

clean: ## remove what make made here
	rm -rf $(VENV) $(EXAMPLE) node_modules build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit('Purbeck needs Python 3.11 or later; try: make PYTHON=python3.12' if sys.version_info < (3, 11) else 0)"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[pdf]"
	touch $@

$(DEV): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

node_modules/.package-lock.json: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	touch $@

$(GIVEN): $(INSTALLED) $(wildcard purbeck/example/*.py)
	rm -rf $(EXAMPLE)
	$(BIN)/purbeck example $(EXAMPLE)
	touch $@
