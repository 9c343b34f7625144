# Shortlist: everything runs in .venv, which the first command makes.
# `make run` starts the app, `make test` runs every check. Nothing else is needed.

PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test test-slow lint types imports unit snapshots bench bench-app bench-search bench-scoring bench-sync bench-hostile screenshots reference lab-hashes readers mutate monkey fuzz kills clean

run: .venv/runtime
	@$(BIN)/python -m tui_app $(ARGS)

test: lint types imports unit

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev
	$(BIN)/mypy

imports: .venv/dev
	$(BIN)/lint-imports

unit: .venv/dev
	$(BIN)/pytest -n 2 -m "not slow"

test-slow: .venv/dev  ## What starts servers, pip or many interpreters, or plays a long game.
	$(BIN)/pytest -n 2 -m slow

snapshots: .venv/dev  ## Take the pictures of tests/ anew; look at the report before committing them.
	$(BIN)/pytest tests/tui_app/test_pictures.py --snapshot-update

monkey: .venv/dev  ## Have a monkey press 100,000 keys; ARGS="--seed 7 --actions 2000" plays a game again.
	nice $(BIN)/python -m tests.monkey $(ARGS)

kills: .venv/dev  ## Kill what writes 1,000 times; ARGS="--seed 7 --only 12" does one kill again.
	nice $(BIN)/python -m tests.kills $(ARGS)

fuzz: .venv/dev  ## Read 10,000 broken files; ARGS="--only json-7" reads one of them again.
	nice $(BIN)/python -m tests.fuzz $(ARGS)

bench: bench-app bench-search bench-scoring bench-sync

bench-app: .venv/runtime
	$(BIN)/python benchmarks/run.py $(ARGS)

bench-search: .venv/runtime
	$(BIN)/python benchmarks/search.py

bench-scoring: .venv/runtime
	$(BIN)/python benchmarks/scoring.py

bench-sync: .venv/runtime
	$(BIN)/python benchmarks/sync.py
	$(BIN)/python benchmarks/sync_in_app.py

bench-hostile: .venv/dev  ## A megabyte of one mark in any place of a record, a matrix, content; an hour of them.
	nice $(BIN)/python benchmarks/hostile.py $(ARGS)

screenshots: .venv/dev
	$(BIN)/python -m tests.screenshots

reference: .venv/dev  ## Run the whole Lab and ship what it finds; on an idle machine.
	mkdir -p build
	$(BIN)/python -m tui_app lab run --all --no-save --json > build/reference.json
	mv build/reference.json assets/experiments/reference.json

lab-hashes: .venv/runtime  ## Write what the files of the versions in requirements/lab.txt must hash to.
	$(BIN)/python -m tests.lab_hashes

readers: .venv/runtime  ## Have other tools read what Shortlist exports; they are installed for as long as that takes.
	$(BIN)/python -m tests.readers

mutate: .venv/dev  ## Break a module in small ways and tell how many of them its tests see: ROOM=store/matrix/scoring.py N=30
	@$(BIN)/python -m tests.mutating $(ROOM) -n $(or $(N),30) --seed $(or $(SEED),1) $(if $(TESTS),--tests $(TESTS))

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Shortlist needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/runtime: requirements/runtime.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --requirement requirements/runtime.txt
	$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@

.venv/dev: requirements/dev.txt requirements/examples.txt requirements/lab.txt .venv/runtime
	$(BIN)/pip install --quiet --requirement requirements/dev.txt
	@touch $@
