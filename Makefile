# AI Film Studio. `make` alone lists what there is.
SCRIPT ?= examples/wedding.txt
PYTHON ?= python3
UV_PYTHON_DOWNLOADS = never
export UV_PYTHON_DOWNLOADS
# Starting is most of what a short command does: what was compiled once is kept.
unexport PYTHONDONTWRITEBYTECODE
export UV_COMPILE_BYTECODE = 1
BIN := .venv/bin
SOURCES := schemas domain film infra decider router projections command_api query_api gpu_consumers integrations studio

.DEFAULT_GOAL := help
.PHONY: help setup film dev test check lint types imports format kafka-up kafka-down postgres-up postgres-down bench chaos soak docs lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

film: .venv/$(if $(KAFKA),dev,core) ## make a film: make film [SCRIPT=path] [KAFKA=1]; the first run installs what is needed
	@$(BIN)/studio film "$(SCRIPT)" $(if $(KAFKA),--kafka)

dev: .venv/core ## run the whole studio on this machine and print its addresses
	@$(BIN)/studio dev

setup: .venv/dev ## install everything a developer needs into .venv

test: .venv/dev check ## check, then every test, on two cores
	$(BIN)/python -m pytest tests -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/dev lint types imports ## format, lint, types, imports

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@! grep -REn 'https?://' requirements/*.lock || { echo "a lock names a host: run make lock"; exit 1; }

types: .venv/dev
	$(BIN)/mypy

imports: .venv/dev
	$(BIN)/lint-imports

format: .venv/dev ## put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

kafka-up: .venv/dev ## start Apache Kafka without Docker (Java and Maven needed), and print how to reach it; its data stays in build/kafka
	@$(BIN)/python -m infra.embedded.kafka up

kafka-down: .venv/dev ## stop it
	@$(BIN)/python -m infra.embedded.kafka down

postgres-up: .venv/dev ## start PostgreSQL without Docker, and print how to reach it; its data stays in build/postgres
	@$(BIN)/python -m infra.embedded.postgres up

postgres-down: .venv/dev ## stop it
	@$(BIN)/python -m infra.embedded.postgres down

bench: .venv/dev .venv-moviepy/done .venv-eventsourcing/done ## measure; prints a table and writes build/bench.json
	$(BIN)/python -m bench

chaos: .venv/dev ## kill a studio on Kafka and PostgreSQL for 8 minutes while clients use it, and check the log; writes build/chaos.json
	$(BIN)/python -m chaos $(if $(SEED),--seed $(SEED))

soak: .venv/dev ## the same for a night
	$(BIN)/python -m chaos --size soak $(if $(SEED),--seed $(SEED))

docs: .venv/dev ## write the generated pages below docs/
	$(BIN)/python -m schemas.catalogue docs
	$(BIN)/python -m studio.openapi docs

lock: .venv/uv ## resolve the dependencies anew, with hashes and without host names
	$(BIN)/uv pip compile pyproject.toml --group dev --extra kafka --extra postgres --extra telemetry $(LOCK) -o requirements/dev.lock
	$(BIN)/uv pip compile pyproject.toml -c requirements/dev.lock $(LOCK) -o requirements/core.lock
	$(BIN)/uv pip compile pyproject.toml -c requirements/dev.lock --extra kafka --extra postgres --extra telemetry $(NO_MEDIA) $(LOCK) -o requirements/apis.lock
	$(BIN)/uv pip compile pyproject.toml -c requirements/dev.lock --extra kafka --extra telemetry $(LOCK) -o requirements/workers.lock
	$(BIN)/uv pip compile --group moviepy $(LOCK) -o requirements/moviepy.lock
	$(BIN)/uv pip compile --group eventsourcing $(LOCK) -o requirements/eventsourcing.lock
	$(BIN)/uv pip compile --group uv $(LOCK) -o requirements/uv.lock
# What only workers import; the processes of the other image are tested to start without it.
NO_MEDIA = $(addprefix --no-emit-package ,espeakng-loader flatbuffers hibari-tts imageio-ffmpeg numpy onnxruntime opencv-python-headless \
  pybind11 pysubs2 scipy skia-python)
LOCK = --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -q

clean: ## remove what the targets made, but no film and no studio folder
	rm -rf .venv .venv-moviepy .venv-eventsourcing build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# --- the virtual environment: .venv/core has what a film needs, .venv/dev the tools too

.venv/uv:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: install python3 and python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) -V). Try: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv .venv || { echo "The module venv is missing: install python3-venv (Debian, Ubuntu: apt-get install python3-venv)"; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements/uv.lock
	@touch $@

.venv/core: .venv/uv requirements/core.lock pyproject.toml
	@if test -e .venv/dev; then $(MAKE) -s .venv/dev; else \
	  $(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements/uv.lock requirements/core.lock && \
	  $(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .; fi
	@touch $@

.venv/dev: .venv/uv requirements/dev.lock pyproject.toml
	@$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements/uv.lock requirements/dev.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@ .venv/core

.venv-%/done: requirements/%.lock .venv/uv
	@$(PYTHON) -m venv .venv-$*
	@$(BIN)/uv pip sync -q --python .venv-$*/bin/python --require-hashes $<
	@touch $@
