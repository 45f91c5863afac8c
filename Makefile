# One door for everybody: `make run` starts the bot, `make test` proves it. CONTRIBUTING.md tells the rest.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& { command -v $$p; break; }; done)
HAS_TOKEN = grep -Eqs '^[[:space:]]*(export[[:space:]]+)?BOT_TOKEN[[:space:]]*=[[:space:]]*["'\'']?[0-9]' .env
CODE = bot handlers dialogs cabinet storage signing gateways locales sandbox
BIN = .venv/bin
# Per cent of lines and branches that tests must cover; only rises. Asked of the merged figures: asked while the tests run,
# slipcover 1.1 forgets what the parallel processes have seen.
COVERED = 93
COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --quiet

.PHONY: run cluster test lint chaos bench soak profile preview pictures revision lock

# The bot on the real Telegram where .env holds a token, else the demonstration in a browser.
run: .venv/.run
	@if $(HAS_TOKEN); then exec $(BIN)/kabinet run; else exec $(BIN)/kabinet demo; fi

# The demonstration in several processes over a PostgreSQL of its own, to be killed one by one.
cluster: .venv/.test
	@exec $(BIN)/python -m tests.cluster

# Everything that .ci/run checks.
test: lint .venv/.pyhanko-source
	$(BIN)/python -m slipcover --json --out .coverage.json -m pytest -n 4 --dist worksteal
	@$(BIN)/python -m slipcover --merge .coverage.json --out .coverage.json --fail-under $(COVERED)
	@$(BIN)/python -m tests.browser

lint: .venv/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports

# kill -9 at random moments while people work, a hundred times each, on SQLite and on a cluster (a short run belongs to
# the tests); as it was: make chaos SEED=…
chaos: .venv/.test
	CHAOS_KILLS=$(or $(KILLS),100) CHAOS_SEED=$(SEED) $(BIN)/pytest -s -q tests/stories/test_chaos.py

# What the house costs beside the bare libraries (docs/benchmarks.md); one row: make bench ROW=click
bench: .venv/.test
	$(BIN)/python -m tests.bench $(ROW)

# 100,000 letters at 200 a second: eight minutes.
soak: .venv/.test
	$(BIN)/python -m tests.bench soak

# What dominates in a row: make profile ROW=answer
profile: .venv/.test
	$(BIN)/python -m tests.bench.look $(or $(ROW),click)

# All windows and the ways between them, as a page in docs/.
preview: .venv/.run
	$(BIN)/kabinet preview

# The pictures of README and guides, played anew in a browser.
pictures: .venv/.test
	$(BIN)/python -m tests.browser_story.pictures

# A new step of the schema: make revision name="what changes"
revision: .venv/.test
	$(BIN)/python -m storage.migrations $(name)
	$(BIN)/ruff format storage/migrations/versions

# Both lock files anew from pyproject.toml, keeping versions; `make lock UPGRADE=--upgrade` takes the newest.
lock: .venv/.uv
	.venv-uv/bin/$(COMPILE) $(UPGRADE) --extra build pyproject.toml --output-file requirements.lock
	.venv-uv/bin/$(COMPILE) $(UPGRADE) --extra build --extra test --constraints requirements.lock pyproject.toml \
		--output-file requirements-test.lock

.venv/.run: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Нужен Python 3.11–3.13 с модулем venv: apt-get install python3-venv" >&2; exit 2; }
	@test -x $(BIN)/python || { echo "Готовим .venv: один раз, минуту-другую…"; "$(PYTHON)" -m venv .venv; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: requirements-test.lock .venv/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-test.lock
	@touch $@

# The source of what judges signatures, by the lock's hash: with it come PDFs that somebody manipulated, which are nobody's
# to copy. PYHANKO_SOURCE names a file that is there already.
.venv/.pyhanko-source: requirements.lock .venv/.test
ifndef PYHANKO_SOURCE
	@rm -rf .venv/pyhanko-source && mkdir .venv/pyhanko-source
	@sed -n '/^pyhanko==/,/^    # via/p' requirements.lock > .venv/pyhanko-source/lock
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-binary pyhanko \
		--require-hashes --requirement .venv/pyhanko-source/lock --dest .venv/pyhanko-source
	@touch $@
endif

.venv/.uv: .venv/.run
	$(BIN)/python -m venv .venv-uv
	.venv-uv/bin/python -m pip install --quiet uv
	@touch $@
