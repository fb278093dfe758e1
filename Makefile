# `make demo` and `make test` do everything on a fresh machine with Python 3.11, make and git.
PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)

.PHONY: demo test lint self golden docs bench dbt clean spark

demo: .venv/installed  ## the main job: the whole story on the sample data, in ./demo
	rm -rf demo
	$(BIN)/c360 demo demo

test: .venv/installed  ## every test
	$(BIN)/python -m pytest -n 2 --dist worksteal -q $(PYTEST_ARGS)

lint: .venv/installed  ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

self: .venv/installed  ## this project's root is a governance repository: our own rules on ourselves
	$(BIN)/c360 lint --fail-on warning
	$(BIN)/c360 gate --against HEAD --no-record

golden: .venv/installed  ## rewrite the golden files; read the diff before you commit it
	C360_UPDATE_GOLDEN=1 $(BIN)/python -m pytest -q tests

docs: .venv/installed  ## docs/rules, from the rules themselves
	$(BIN)/c360 rules --pages docs/rules

bench: .venv/installed  ## speed, as ratios against `python -c "import click"` in the same run
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/diff.py
	$(BIN)/python benchmarks/lineage_graph.py
	$(BIN)/python benchmarks/lineage.py
	$(BIN)/python benchmarks/receiver.py

clean:
	rm -rf .venv .venv-dbt demo build dist

spark: .venv/spark  ## pyspark, for the tests that run it: 480 MB, and it needs Java

.venv/spark: .venv/installed
ifdef UV
	$(UV) pip install --quiet --python $(BIN)/python --constraints constraints.txt --group spark
else
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group spark
endif
	touch $@

dbt: .venv-dbt/installed  ## the environment of the test that runs dbt, which does not fit beside ours

.venv-dbt/installed: constraints-dbt.txt
ifdef UV
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv-dbt
	$(UV) pip install --quiet --python .venv-dbt/bin/python --requirement constraints-dbt.txt
else
	$(PYTHON) -m venv .venv-dbt
	.venv-dbt/bin/python -m pip install --quiet --requirement constraints-dbt.txt
endif
	touch $@

.venv/installed: pyproject.toml constraints.txt
ifdef UV
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --constraints constraints.txt --editable . --group dev
else
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
endif
	$(BIN)/python -m compileall -q src  # as pip does with whatever else it installs
	touch $@
