# Two commands matter: `make run` and `make test`. Each installs what it needs first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
UV_VERSION := 0.13.9
export UV_SYSTEM_CERTS ?= 1
PORT ?= 8000
STEPS ?= 10000
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run setup setup-dev test check evals evals-live grounding bench guards guards-steps guards-life guards-crashes guards-injection lock help web readme screenshot system-packages

help: ## What can be made here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: setup web ## Install everything and serve the copilot with the sample company on http://127.0.0.1:8000
	./wcc serve --port $(PORT)

setup: .venv/runtime.stamp ## Install what running needs

setup-dev: .venv/dev.stamp ## Install what testing needs as well

.venv/bin/uv:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: '$(PYTHON)' was not found (set PYTHON=…)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/runtime.stamp: requirements.lock assets.lock .venv/bin/uv
	.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r requirements.lock
	$(PY) -m retrieval.assets
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/runtime.stamp
	.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r requirements-dev.lock
	@touch $@

web: setup ## Build the page
	$(PY) -m web.build

system-packages: # a browser for the browser tests; only root can install it, without it those tests say SKIPPED
	@if [ "$$(id -u)" = 0 ] && ! command -v chromium >/dev/null && command -v apt-get >/dev/null; then \
	  echo "installing chromium for the browser tests"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	fi

test: setup-dev web system-packages ## Run every test
	$(PY) -m pytest -q -n 2 --dist loadfile
	$(PY) -m web.build --test

check: setup-dev ## ruff, mypy strict, import-linter
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/lint-imports

evals: setup-dev ## Grade the built-in planner on the unseen wordings
	./wcc evals

evals-live: setup-dev ## Grade a live model: AGENT_MODEL, OPENAI_BASE_URL, OPENAI_API_KEY, AGENT_TOOL_CALLS
	./wcc evals --live

grounding: setup-dev ## 2,000 swaps of right answers: how many are caught, how many right answers pass, how fast
	$(PY) -m evals.grounding

bench: setup-dev ## Benchmarks, each against a named baseline of the same run
	./wcc bench

guards: setup-dev ## Remove each guard in turn and show which tests miss it
	$(PY) -m tests.proof.guards.table

guards-life: setup-dev ## All of a proposal's life in a model, each removed guard's counterexample on PostgreSQL
	$(PY) -m pytest -q tests/proof/test_life.py

guards-crashes: setup-dev ## Kill the client or PostgreSQL 200 times at seeded points
	$(PY) -m tests.proof.crashes --runs 200

guards-injection: setup-dev ## Every goal of an attacker in every place that holds text
	$(PY) -m tests.proof.injection

guards-steps: setup-dev ## 10,000 steps of everybody doing anything: agent, API and psql interleaved
	$(PY) -m tests.proof.steps --steps $(STEPS)

readme: setup-dev ## Print the examples of README and docs/books.md anew
	$(PY) -m tests.terminal.console README.md docs/books.md

screenshot: setup-dev web ## Make docs/screenshot.png from the real page
	$(PY) -m web.screenshot

lock: .venv/bin/uv ## Lock versions and hashes again
	.venv/bin/uv pip compile pyproject.toml --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	.venv/bin/uv pip compile pyproject.toml --python-version 3.11 --extra dev -c requirements.lock --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-dev.lock
