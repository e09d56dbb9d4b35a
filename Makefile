# interview_ext: everything a person types. `make` alone prints this list.
#
# Nothing but git, make and Python 3.11 or newer is expected on the machine. What else is needed is
# installed into .venv from PyPI, or from the system's packages where apt-get may be used (as root,
# or with a sudo that asks nothing); otherwise the one command to type is printed and nothing starts.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# The newest of these that is at least Python 3.11. Override with `make PYTHON=/path/to/python3`.
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$candidate"; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
# Command line options for `jupyter interview`, for example `make run ARGS='--port 9000'`.
ARGS ?=
# How many processes the quick tests are spread over.
WORKERS ?= auto
# Options for pytest, for example `make test-python PYTEST_ARGS='-k waiting'`.
PYTEST_ARGS ?=

# Languages that are installed for the tests where the machine lacks them; those that it lacks
# besides are skipped, and the tests say so.
TESTED_LANGUAGES ?= c cpp csharp go java lua node ocaml perl php r ruby rust scheme

# A new install is due when one of these changes: the Python sources are used where they lie.
PACKAGED := pyproject.toml \
	$(wildcard labextension/package.json labextension/yarn.lock labextension/tsconfig.json) \
	$(shell find labextension/src labextension/style labextension/schema kernels question_bank etc \
		-type f 2>/dev/null | tr ' ' '?')

# jlpm and node come from .venv, so that no Node.js is needed on the machine.
JLPM := cd labextension && PATH="$(CURDIR)/$(BIN):$$PATH" jlpm

# $(call apt,PACKAGE,WHY): install a system package, or print what to type and stop.
define apt
	if ! command -v apt-get >/dev/null 2>&1; then \
		echo "interview_ext needs $(1) ($(2)). Please install it with this system's package manager." >&2; exit 1; \
	elif [ "$$(id -u)" = 0 ]; then sudo=; \
	elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo=sudo; \
	else \
		echo "interview_ext needs $(1) ($(2)). Please type:" >&2; \
		echo "    sudo apt-get install $(1)" >&2; exit 1; \
	fi; \
	echo "Installing $(1) ($(2))"; \
	export DEBIAN_FRONTEND=noninteractive; \
	$$sudo apt-get install -y -qq --no-install-recommends $(1) </dev/null >/dev/null 2>&1 \
	|| { $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends $(1) </dev/null; } \
	|| { echo "apt-get could not install $(1). Please install it by hand and try again." >&2; exit 1; }
endef

.PHONY: help
help: ## Print this list
	@echo "interview_ext: interviews inside JupyterLab. Two commands to remember: make run, make test."
	@echo
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: bubblewrap $(VENV)/.kernels-python ## Install what is missing and start the server
	@exec $(BIN)/jupyter interview $(if $(filter 0,$(shell id -u)),--allow-root) $(ARGS)

.PHONY: install
install: bubblewrap $(VENV)/.kernels-python ## Install without starting anything

.PHONY: bubblewrap
bubblewrap: # Candidates' code runs in bubblewrap and nowhere else.
	@command -v bwrap >/dev/null 2>&1 || { $(call apt,bubblewrap,the sandbox that code runs in); }

# One after the other: apt lets nobody else in meanwhile.
.PHONY: tools
tools: $(VENV)/.installed-for-tests
	@for each in bubblewrap browser languages; do $(MAKE) --no-print-directory $$each || exit; done

# What cannot be installed is no obstacle: the tests of these languages are skipped.
.PHONY: languages
languages: $(VENV)/.installed-for-tests
	@missing="$$($(BIN)/python -m tests.provisioning.packages $(TESTED_LANGUAGES))"; \
	[ -z "$$missing" ] || ( $(call apt,$$missing,languages that pads offer) ) || true

# The user's own Chromium or Chrome is used where there is one; see tests/e2e/browsers.py.
.PHONY: browser
browser: $(VENV)/.installed-for-tests
	@$(BIN)/python -m tests.e2e.browsers >/dev/null 2>&1 || \
	if grep -qs '^ID=ubuntu' /etc/os-release; then $(BIN)/playwright install --with-deps chromium; \
	else $(call apt,chromium,the browser that the tests drive); fi
	@$(BIN)/python -m tests.e2e.browsers >/dev/null

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { \
		echo "interview_ext needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' >/dev/null 2>&1 || { \
		version="$$("$(PYTHON)" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"; \
		$(call apt,python$$version-venv,to make a virtual environment); }
	"$(PYTHON)" -m venv $(VENV)

# Building the labextension brings its own Node.js: the build requirements in pyproject.toml.
$(VENV)/.installed: $(BIN)/python $(PACKAGED)
	@rm -rf interview_ext/labextension
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

# Not after the rule above, for that would build the package twice where nothing is installed yet.
$(VENV)/.installed-for-tests: $(BIN)/python $(PACKAGED)
	@[ -z "$$(find $(PACKAGED) -newer $(VENV)/.installed 2>&1)" ] || rm -rf interview_ext/labextension
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test,dev]'
	@touch $(VENV)/.installed $@

# The Python that runs the code of interviews: numpy, pandas and so on, about 750 MB and a minute.
$(VENV)/.kernels-python: $(VENV)/.installed $(wildcard kernels/python/requirements.txt kernels/*/prepare.py)
	$(BIN)/jupyter interview kernels-python
	@touch $@

labextension/node_modules/.installed: labextension/package.json labextension/yarn.lock | $(VENV)/.installed-for-tests
	$(JLPM) install --immutable
	@touch $@

.PHONY: test
test: $(VENV)/.installed-for-tests ## Run everything: linters, Python tests, front-end tests, browsers
	@$(MAKE) --no-print-directory --jobs=3 --output-sync tools $(VENV)/.kernels-python lint test-labextension
	@$(MAKE) --no-print-directory test-python
	@$(MAKE) --no-print-directory test-attacks
	@$(MAKE) --no-print-directory test-e2e

.PHONY: test-python
test-python: bubblewrap languages $(VENV)/.installed-for-tests $(VENV)/.kernels-python ## Run the Python tests alone
	$(BIN)/python -m pytest -m 'not e2e' --ignore=tests/attacks -n $(WORKERS) $(PYTEST_ARGS)

# One attack after the other: each measures whether others feel it.
.PHONY: test-attacks
test-attacks: bubblewrap $(VENV)/.installed-for-tests $(VENV)/.kernels-python ## Run the attacks on the sandbox and the server alone
	$(BIN)/python -m pytest tests/attacks -m 'not e2e' $(PYTEST_ARGS)

.PHONY: test-labextension
test-labextension: labextension/node_modules/.installed ## Run the front end's own tests alone
	$(JLPM) test

.PHONY: test-e2e
test-e2e: bubblewrap browser $(VENV)/.kernels-python ## Run the tests in real browsers alone
	$(BIN)/python -m pytest tests/e2e tests/attacks/browser -m e2e $(PYTEST_ARGS)

.PHONY: screenshots
screenshots: bubblewrap browser $(VENV)/.kernels-python ## Take a picture of every page; renew those in docs/images
	INTERVIEW_SCREENSHOTS=test-results/pictures $(BIN)/python -m pytest tests/e2e/test_screenshots.py
	cd docs/images && for picture in *.png; do cp ../../test-results/pictures/$$picture .; done

.PHONY: lint
lint: lint-python lint-labextension ## Check style and types, Python and TypeScript

.PHONY: lint-python
lint-python: $(VENV)/.installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: lint-labextension
lint-labextension: labextension/node_modules/.installed
	$(JLPM) lint
	$(JLPM) tsc --noEmit

.PHONY: format
format: $(VENV)/.installed-for-tests labextension/node_modules/.installed ## Put the sources into the agreed format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(JLPM) format

.PHONY: bench
bench: bubblewrap browser $(VENV)/.kernels-python ## Measure, and print a table
	$(BIN)/python -m benchmarks

.PHONY: clean
clean: ## Remove what was installed and built; interviews are kept elsewhere and stay
	rm -rf $(VENV) interview_ext/labextension labextension/lib labextension/lib-test \
		labextension/node_modules labextension/tsconfig.tsbuildinfo test-results dist \
		.pytest_cache .mypy_cache .ruff_cache .hypothesis
	find interview_ext tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	find interview_ext -name '*.mo' -delete
