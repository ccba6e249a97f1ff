# The two commands of a newcomer are `make run` and `make test`. Each sets up what it needs first.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
export DAGSTER_HOME := $(CURDIR)/.dagster

.PHONY: run test setup check lock faults bench ui clean

run: setup
	@$(BIN)/congdoan run

ui: setup
	@$(BIN)/congdoan ui

# Two at a time: what runs the whole line, which mostly waits and needs the sample portals' ports for itself, and its parts.
QUICK := $(BIN)/python -m pytest -m "not shared and not faults"
PARTS := tests/scrapers tests/transforms tests/warehouse

test: setup
	@said=$$(mktemp); $(QUICK) tests $(PARTS:%=--ignore=%) >$$said 2>&1 & line=$$!; \
	$(QUICK) $(PARTS); parts=$$?; \
	wait $$line; whole=$$?; echo "What runs the whole line:"; cat $$said; rm -f $$said; \
	exit $$((parts || whole))

# The full counts of the fault tests; `make test` runs every fault once. Two of them want the oldest and the newest DuckDB
# that analysts may have (K12), and are skipped where these cannot be fetched.
faults: setup
	@for v in 1.4.0 2.0.0; do test -d .venv/duckdb-$$v || $(BIN)/uv pip install --quiet --no-config --python $(BIN)/python \
		--no-deps --require-hashes --target .venv/duckdb-$$v -r tests/faults/duckdb-$$v.txt || true; done
	@$(BIN)/python -m pytest -m "faults"

bench: setup
	@$(BIN)/python -m benchmarks

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

setup: $(STAMP)
	@$(BIN)/python -m pipelines.setup

# Compiled at once: each crawl and each run is a process, and imports for twice as long where none may write its .pyc files.
$(STAMP): requirements.lock pyproject.toml requirements-uv.txt
	@echo "Setting up .venv (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock requirements-uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps -e .
	@touch $(STAMP)

# Refreshes the lock: hashes, no index hosts, build backend included. uv itself is locked beside it, because it installs the rest.
lock: $(STAMP)
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --extra dev pyproject.toml -o requirements.lock
	@printf 'uv==%s\n' "$$($(BIN)/uv --version | cut -d' ' -f2)" | $(BIN)/uv pip compile --quiet --universal --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links - -o requirements-uv.txt

clean:
	rm -rf .venv .dagster data .mypy_cache .ruff_cache .pytest_cache .hypothesis
