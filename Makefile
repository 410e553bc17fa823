# The whole ritual of the project. `make up` on a fresh machine needs Python 3, make and git.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
UV_VERSION := 0.13.9
RUN := $(UV) run --no-sync
# Rasa reports usage and crashes to its makers unless told not to; Quiet Word never does.
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3

.PHONY: up test check bench install format

up: install
	@$(RUN) quietword up

install: .venv/.installed

.venv/.installed: pyproject.toml uv.lock | $(UV)
	@echo "Installing what uv.lock lists. The first time this fetches about 1 GB and takes a few minutes."
	@$(UV) sync --frozen --extra worker
	@touch $@

.tools/bin/uv:
	@echo "Fetching uv, which installs the rest."
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet uv==$(UV_VERSION)

# In the order of the folders: by their number of tests, the longest files would come last, and one core would wait for them.
test: install
	@$(RUN) pytest -n 2 --dist loadfile --no-loadscope-reorder

check: install
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy
	@$(RUN) lint-imports
	@$(RUN) rasa data validate
	@$(RUN) quietword articles check data/articles
	@$(RUN) python -m bot.information.public_texts data/cards data/channels.yml data/experiences/about_you.yml data/languages domain.yml

bench: install
	@$(RUN) python -m benchmarks

format: install
	@$(RUN) ruff format .
	@$(RUN) ruff check --fix .
