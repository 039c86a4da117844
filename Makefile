# What a person types. `make run` and `make test` work from a fresh checkout.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
PY := $(VENV)/bin/python
DATA := geodata/data/datasets/default
SHARED_EXTRACT := $(wildcard ../shared/data/drenthe.osm.pbf)
export RONDJE_OSM ?= $(SHARED_EXTRACT)
HOST ?= 127.0.0.1
PORT ?= 8000

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

# --- environment -------------------------------------------------------------------------------------------------
$(VENV)/.runtime: requirements.txt
	@bash scripts/system_packages.sh python
	@test -x $(PY) || $$(bash scripts/system_packages.sh which-python) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $@

node_modules/.installed: package.json package-lock.json
	@bash scripts/system_packages.sh node
	npm ci --no-audit --no-fund
	@touch $@

FRONTEND := $(shell find app/frontend -type f 2>/dev/null)
app/static/manifest.json: node_modules/.installed $(FRONTEND)
	npm run --silent build
	@touch $@

setup: $(VENV)/.runtime app/static/manifest.json ## environment in .venv, front end in app/static
	@$(PY) -c 'import routing' # compiles the searches once, so that nobody waits for it later

# --- dataset -----------------------------------------------------------------------------------------------------
$(DATA)/current: | $(VENV)/.runtime
	$(PY) -m scripts.build --region drenthe --out $(DATA)

data: $(DATA)/current ## the default dataset in geodata/data

# --- use ---------------------------------------------------------------------------------------------------------
run: setup data ## the server on http://127.0.0.1:8000
	@echo "Rondje on http://$(HOST):$(PORT) (Ctrl-C stops it)"
	RONDJE_DATA=$(DATA) $(VENV)/bin/gunicorn --config app/gunicorn.py --bind $(HOST):$(PORT) 'app:create_app()'

# --- quality -----------------------------------------------------------------------------------------------------
test: setup $(VENV)/.dev ## everything needed, then the whole test suite
	@bash scripts/system_packages.sh tests
	$(PY) -m pytest -n 2 --dist loadfile
	npm test --silent

check: setup $(VENV)/.dev ## lint, types, import contracts
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/bandit --quiet --recursive --configfile pyproject.toml app geodata routing scripts
	npm run --silent check

bench: setup data ## the benchmark table
	$(PY) -m scripts.bench all --out benchmarks/README.md

audit: $(VENV)/.dev ## known holes in the libraries (asks a service of others)
	$(VENV)/bin/pip-audit --requirement requirements.txt --disable-pip --no-deps
	npm audit --omit=dev

lock: $(VENV)/.dev ## pin what requirements*.in ask for
	$(VENV)/bin/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header -o requirements.txt requirements.in
	$(VENV)/bin/pip-compile --quiet --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header -o requirements-dev.txt requirements-dev.in

clean: ## remove what the other targets made, the datasets excepted
	rm -rf $(VENV) node_modules app/static .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.PHONY: help setup data run test check bench audit lock clean
