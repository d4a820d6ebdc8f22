# make sheets    set up, and build every sheet that has figures, in output/
# make test      set up, and run the tests
# make lint      ruff and mypy
# make lock      pin the newest dependencies in requirements.txt

BIN := .venv/bin

.PHONY: sheets test lint lock

sheets: .venv/ready
	$(BIN)/factsheets build

test: .venv/ready
	$(BIN)/coverage erase
	$(BIN)/python -m pytest --numprocesses auto --cov --cov-report=term --quiet

lint: .venv/ready
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

lock: .venv/ready
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --group dev \
		pyproject.toml --output-file requirements.txt

.venv/ready: setup.sh requirements.txt pyproject.toml
	sh setup.sh
	touch $@
