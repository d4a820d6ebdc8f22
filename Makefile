# make sheets    set up, and build every sheet that has figures, in output/
# make demo      set up, and build and review all sheets from invented figures, in output/demo/
# make test      set up, and run what guards every room (two to three minutes on two cores)
# make test-all  set up, and run all tests, those guards with coverage: whole campaigns of spoilt files
#                and of kills, browser, validators and journeys too (half an hour)
# make lint      ruff, mypy, and which room may import which
# make bench     measure how fast builds are, and print tables (10 minutes)
# make levers    measure what makes one PDF fast
# make generated write what follows from other files: the JSON Schemas, docs/commands.md and docs/figures.md
# make pictures  make the pictures in docs/ again
# make lock      pin the newest dependencies, with hashes, in requirements.txt (to run) and
#                requirements-dev.txt (what tests and linters need besides)

BIN := .venv/bin

.PHONY: sheets demo test test-all lint bench levers generated pictures lock

sheets: .venv/ready
	$(BIN)/factsheets build

# SAMPLE figures: a script invents them, and every file says so. They are not NCMEC's.
demo: .venv/ready
	$(BIN)/python scripts/demo.py
	$(BIN)/factsheets build --data output/demo/data/states.yaml --output output/demo/output
	$(BIN)/factsheets review --data output/demo/data/states.yaml --output output/demo/output

# What Python has compiled is kept, also where the environment says otherwise: tests start many processes.
unexport PYTHONDONTWRITEBYTECODE

PYTEST := $(BIN)/python -m pytest --numprocesses auto --quiet -rs

test: .venv/ready-dev
	$(PYTEST) --dist loadscope -m "not slow"

# What guards every room covers the code. The campaigns need no count, which doubles what they take.
test-all: .venv/ready-dev
	$(BIN)/coverage erase
	$(PYTEST) --dist loadscope -m "not slow" --cov --cov-report=term
	$(PYTEST) -m slow

lint: .venv/ready-dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache

bench: .venv/ready
	PYTHONPATH=scripts $(BIN)/python benchmarks/bench.py

levers: .venv/ready-dev
	PYTHONPATH=scripts $(BIN)/python benchmarks/levers.py

generated: .venv/ready
	$(BIN)/python scripts/generated.py

pictures: .venv/ready-dev
	$(BIN)/python scripts/pictures.py

PIN := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes

lock: .venv/ready
	$(BIN)/python -m pip install --quiet uv
	$(PIN) --group build pyproject.toml --output-file requirements.txt
	$(PIN) --group dev --constraint requirements.txt --output-file requirements-dev.txt

.venv/ready: setup.sh requirements.txt pyproject.toml
	sh setup.sh
	touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	@echo "Installing what the tests and linters need …"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --require-hashes --requirement requirements-dev.txt
	touch $@
