# What can be done here. Each target makes what it needs first; nothing but Python 3.11 to 3.13 has to be there.
#   make demo              sample photos, ranked by the bundled model; then the window, where there is a display
#   make test              the whole test suite
#   make lint              style, types, layers, unsafe calls
#   make screenshots       the README's pictures, made by the program itself
#   make translations      brings the window's strings into the translation files
#   make installer         what this platform can build of packaging/README.md, into dist
#   make installer-test    tests those files on Linux, as root, and prints their figures (ARGS="--again" builds them twice)
#   make bench             the benchmarks, against other implementations where they are installed
#   make run ARGS="..."    the program itself, for example: make run ARGS="classify photos --labels cat,dog"
#   make clean             removes what the other targets made, but not .venv (that is: make distclean)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?= --help

export PIP_CONSTRAINT := constraints.txt

.PHONY: demo test lint translations screenshots installer installer-test bench run clean distclean

demo: $(VENV)/.installed
	$(BIN)/clipdesk demo
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then $(BIN)/clipdesk gui --samples; fi

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The README's pictures: the real window with the bundled model.
screenshots: $(VENV)/.installed
	@mkdir -p docs
	@set -e; for theme in light dark; do for language in en zh_CN; do \
	    name=docs/window-$$theme$$([ $$language = en ] || echo -$$language).png; \
	    CLIPDESK_HOME=$$(mktemp -d) QT_QPA_PLATFORM=offscreen $(BIN)/clipdesk gui --samples --why --theme $$theme \
	        --language $$language --screenshot $$name; echo $$name; done; done

# The strings of the window as they are now, and what is translated of them (edit the .ts by hand or with Qt Linguist).
translations: $(VENV)/.installed-dev
	$(BIN)/pyside6-lupdate -no-obsolete -locations none clipdesk/gui/*.py -ts resources/translations/clipdesk_zh_CN.ts
	$(BIN)/pyside6-lrelease resources/translations/clipdesk_zh_CN.ts

# Both set up an environment of their own, with the packages of packaging/constraints.txt.
installer:
	PIP_CONSTRAINT= $(PYTHON) packaging/build.py

installer-test:
	build/installer/environment/bin/python packaging/installer_test.py $(filter-out --help,$(ARGS))

bench: $(VENV)/.installed-dev
	@set -e; for script in tests/benchmark/*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

run: $(VENV)/.installed
	@$(BIN)/clipdesk $(ARGS)

clean:
	rm -rf build dist demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else \
	    "clipdesk needs Python 3.11, 3.12 or 3.13; $(PYTHON) is %d.%d. Name another with: make PYTHON=python3.12" % v)'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No environment could be made. On Debian and Ubuntu its part of \
Python is a package of its own: apt install python3-venv"; exit 1; }

# The stamps keep a second call quick: pip runs again only when the list of packages has changed.
$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing clipdesk into $(VENV) (the first time this downloads PyTorch and takes a few minutes) ..."
	$(PIP) install -e '.[samples]'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing clipdesk and what its tests need into $(VENV) ..."
	$(PIP) install -e '.[dev]'
	@touch $@ $(VENV)/.installed
