# Two commands matter: `make demo` and `make test`. Both set up everything they need.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
READY := $(VENV)/.ready

.PHONY: setup demo test lint check bench score train lock clean

setup: $(READY)

$(READY): requirements/dev.lock pyproject.toml tools/setup.sh
	@bash tools/setup.sh "$(PYTHON)" "$(VENV)"
	@touch $@

demo: $(READY)
	@bash tools/demo.sh "$(BIN)"

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: lint
	$(BIN)/python -m pytest

bench: $(READY)
	$(BIN)/onrecord bench examples/reports.jsonl

score: $(READY)
	@if [ -d "$(SHARED)/gold" ]; then $(BIN)/python "$(SHARED)/tools/score.py" "$(SHARED)/gold"; \
	else echo "make score: there is no $(SHARED)/gold here; name the folder with SHARED=PATH"; fi

train:
	@test -n "$(REPORTS)" -a -n "$(OUT)" || { echo "make train: name the compiled reports and a folder: make train REPORTS=own.jsonl OUT=build/trained"; exit 2; }
	"$(PYTHON)" -m venv .venv-train
	.venv-train/bin/pip install --quiet torch==2.13.0
	.venv-train/bin/pip install --quiet -r training/requirements.txt
	.venv-train/bin/python training/train.py "$(REPORTS)" "$(OUT)"
	.venv-train/bin/python training/export.py "$(OUT)" "$(OUT)/model"

lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements/dev.lock
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements/run.lock
	echo pyspark | $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header - -o requirements/spark.lock

clean:
	rm -rf $(VENV) demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
