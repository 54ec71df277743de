PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test simulate gallery torture check format lint types layers lock benchmark score fuzz servers clean

demo: $(READY)
	$(BIN)/coordmail demo --output demo

test: $(READY)
	$(BIN)/pytest -n auto

simulate: $(READY)
	$(BIN)/python -m tests.simulation

# Needs Chromium, LibreOffice (Writer and Calc), poppler-utils and fonts; see .ci/run.
gallery: $(READY)
	$(BIN)/python -m tests.gallery

torture: $(READY)
	$(BIN)/python -m tests.torture

check: format lint types layers test

format: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

score: $(READY)
	$(BIN)/python -m tests.score

benchmark: $(READY)
	$(BIN)/python benchmarks/throughput.py
	$(BIN)/python benchmarks/reading.py

fuzz: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check --group fuzz
	$(BIN)/python -m tests.fuzz

lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --extra demo --group dev pyproject.toml --output-file requirements.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "coordmail needs Python 3.11 or newer; make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf $(VENV) demo gallery dist build
