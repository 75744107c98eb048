# What a person runs here. `make help` lists it; CI runs the same targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PACKAGES := protos libs/common libs/imaging libs/client libs/model-server deploy/model-sync services/upload services/catalog services/augment services/gan-trainer services/synthesis services/web deploy/prepare deploy/local
TYPED := $(wildcard $(addsuffix /src,$(filter-out protos,$(PACKAGES))))
VENV := .venv
BIN := $(VENV)/bin
UI := services/web/ui
# The first Python on the PATH that is new enough; `make PYTHON=...` chooses another.
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(if $(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo yes),$(p))))
# Two makes at once take turns where the machine has flock.
LOCKED := mkdir -p .local; $(if $(shell command -v flock),flock .local/setup.lock)
UVPIP := $(BIN)/uv pip install --quiet --python $(BIN)/python
TESTS ?=
PROTOC = $(BIN)/python -m grpc_tools.protoc -I protos --python_out=$(1) --pyi_out=$(1) --grpc_python_out=$(1) protos/pixgen_protos/*/v1/*.proto
# One lock per image; all agree with the one that holds them all, so that tests run what is shipped.
LOCKS := $(filter-out base local dev style features uv,$(patsubst requirements/%.in,%,$(wildcard requirements/*.in)))
COMPILE := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# An account without a home of its own keeps its downloads in the checkout.
ifeq ($(shell [ -w "$${HOME:-/nonexistent}" ] && echo yes),)
export UV_CACHE_DIR := $(CURDIR)/.local/cache/uv
export PIP_CACHE_DIR := $(CURDIR)/.local/cache/pip
export npm_config_cache := $(CURDIR)/.local/cache/npm
endif

.PHONY: help setup setup-dev run stop status logs reset test check fmt protos env-example lock ui ui-check e2e faults fault-orders fault-runs bench

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

## ---- the environment ------------------------------------------------------------------------------------------

setup: $(VENV)/.local-packages ## Install what `make run` needs into .venv

setup-dev: $(VENV)/.dev-packages ## Install what `make check` and `make test` need besides

$(BIN)/uv: requirements/uv.txt
	@[ -n "$(PYTHON)" ] || { echo "PixGen needs Python 3.11 or newer on the PATH (or make PYTHON=/path/to/python)"; exit 1; }
	@$(PYTHON) deploy/local/src/pixgen_local/needs.py .
	@echo "==> Making .venv with $$($(PYTHON) --version)"
	@$(LOCKED) $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is incomplete; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(LOCKED) $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.local-lock: requirements/local.txt requirements/style.txt requirements/features.txt $(BIN)/uv
	@echo "==> Installing the packages of requirements/local.txt"
	@$(LOCKED) $(UVPIP) --require-hashes -r requirements/local.txt
	@$(LOCKED) $(UVPIP) --no-deps --require-hashes -r requirements/style.txt -r requirements/features.txt
	@touch $@

$(VENV)/.local-packages: $(VENV)/.local-lock $(addsuffix /pyproject.toml,$(PACKAGES))
	@echo "==> Installing PixGen's own packages"
	@$(LOCKED) $(UVPIP) --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch $@

# The development lock holds everything of the local one, so both are up to date afterwards.
$(VENV)/.dev-packages: requirements/dev.txt $(VENV)/.local-packages
	@echo "==> Installing the packages of requirements/dev.txt"
	@$(LOCKED) $(UVPIP) --require-hashes -r requirements/dev.txt
	@touch $@

## ---- the stack ------------------------------------------------------------------------------------------------

run: setup ## Start PixGen on this machine and open it at http://127.0.0.1:8080/ (Ctrl-C stops it)
	@exec $(BIN)/pixgen-local run

stop: setup ## Stop PixGen from another terminal
	@$(BIN)/pixgen-local stop

status: setup ## Show which processes run
	@$(BIN)/pixgen-local status

logs: setup ## Follow the logs of all processes
	@exec $(BIN)/pixgen-local logs

reset: setup ## Delete all local data: pictures, database, secrets (asks first; FORCE=1 does not)
	@$(BIN)/pixgen-local reset $(if $(FORCE),--yes)

## ---- checks and tests -----------------------------------------------------------------------------------------

test: setup-dev ## Run the tests on a real PostgreSQL and a real S3 server (TESTS=path for some)
	@$(BIN)/pytest -n auto --dist loadfile -q $(TESTS)

check: setup-dev ## Format, lint, types, and that generated files are in step with the code
	@echo "==> ruff";       $(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@echo "==> mypy";       $(BIN)/mypy $(TYPED)
	@echo "==> protobuf";   rm -rf .local/protos && mkdir -p .local/protos && $(call PROTOC,.local/protos) \
	  && diff -r -x __init__.py -x py.typed -x __pycache__ -x '*.proto' protos/pixgen_protos .local/protos/pixgen_protos \
	  || { echo "The generated code is not that of the .proto files: make protos"; exit 1; }
	@echo "==> settings";   $(BIN)/python -m pixgen_common.env_example --check
	@echo "==> migrations"; $(BIN)/catalog migrate --check
	@$(BIN)/pixgen-synthesis migrate --check
	@$(MAKE) ui-check

fmt: setup-dev ## Format the code and apply the safe fixes
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

protos: setup-dev ## Generate the Python code of protos/
	@$(call PROTOC,protos)

env-example: setup-dev ## Write .env.example from the settings
	@$(BIN)/python -m pixgen_common.env_example

lock: setup-dev ## Write the hashed requirement files anew from the .in files
	@for name in local dev $(LOCKS); do \
	  echo "==> requirements/$$name.txt"; \
	  $(BIN)/uv pip compile $(COMPILE) $$([ $$name = local ] || echo -c requirements/local.txt) requirements/$$name.in -o requirements/$$name.txt; \
	done
	@$(BIN)/uv pip compile $(COMPILE) requirements/uv.in -o requirements/uv.txt
	@for name in style features; do $(BIN)/uv pip compile $(COMPILE) --no-deps requirements/$$name.in -o requirements/$$name.txt; done

ui: setup ## Build the pages into services/web/ui/dist
	@$(BIN)/pixgen-local build-ui

ui-check: setup ## Check the pages: types, accessibility, format, generated API types
	@echo "==> pages";      $(BIN)/pixgen-local npm run check

e2e: setup-dev ## Run the browser tests (needs Chromium)
	@$(BIN)/pytest -q tests/e2e

faults: setup-dev ## Kill real processes at random during 300 uploads and look for what is lost
	@$(BIN)/python -m tests.faults

fault-orders: setup-dev ## Kill augment and the worker while the pictures of PICTURES=dir are altered by order
	@$(BIN)/python -m tests.faults.orders --pictures "$(PICTURES)"

fault-runs: setup-dev ## Kill a training run, the trainer and the store, and compare with a run left alone
	@$(BIN)/python -m tests.faults.runs

bench: setup-dev ## Measure uploads, search and coverage
	@for one in imaging upload_rate catalog_search; do echo "==> benchmarks/$$one.py"; $(BIN)/python benchmarks/$$one.py; done

## ---- containers -----------------------------------------------------------------------------------------------

.PHONY: secrets secrets-kubernetes images up down backup restore manifests containers

COMPOSE_DIR := deploy/compose
COMPOSE := docker compose -f $(COMPOSE_DIR)/compose.yaml

# An environment of its own, of a few packages: whoever runs containers needs no TensorFlow here.
.local/prepare/.made: requirements/prepare.txt deploy/prepare/pyproject.toml $(BIN)/uv
	@$(LOCKED) $(BIN)/uv venv --quiet --clear .local/prepare
	@$(LOCKED) $(BIN)/uv pip install --quiet --python .local/prepare/bin/python --require-hashes -r requirements/build.txt -r requirements/prepare.txt
	@$(LOCKED) $(BIN)/uv pip install --quiet --python .local/prepare/bin/python --no-deps --no-build-isolation -e protos -e libs/common -e deploy/prepare
	@touch $@

secrets: .local/prepare/.made ## Make the random secrets of the containers, once
	@.local/prepare/bin/pixgen-prepare secrets $(COMPOSE_DIR)/secrets

secrets-kubernetes: .local/prepare/.made ## The same for deploy/kubernetes/overlays/local
	@.local/prepare/bin/pixgen-prepare secrets deploy/kubernetes/overlays/local/secrets

images: ## Build every container image (needs Docker with buildx)
	@REVISION=$$(git rev-parse HEAD) docker buildx bake

up: secrets ## Start all of PixGen in containers, on http://127.0.0.1:8080/
	@$(COMPOSE) up --detach --wait

down: ## Stop the containers; data stays
	@$(COMPOSE) down

backup: ## Copy database and buckets of the containers to BACKUP=folder
	@$(COMPOSE_DIR)/backup.sh save $(or $(BACKUP),$(COMPOSE_DIR)/backups/$$(date -u +%Y%m%dT%H%M%SZ))

restore: ## Put BACKUP=folder back, into containers that hold nothing yet
	@$(COMPOSE_DIR)/backup.sh restore $(or $(BACKUP),$(error say which: make restore BACKUP=folder))

manifests: setup-dev ## Check Dockerfiles, Compose files and Kubernetes manifests
	@$(BIN)/pytest -q -n 2 --dist loadfile tests/manifests

containers: setup-dev ## Build the images, start them from nothing and go through the product (root, Debian; minutes)
	@$(BIN)/pytest -q -x -s tests/containers
