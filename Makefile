# Every command of this project. `make` alone lists them.
# Needs: make, git and a Python of at least 3.11 with venv and pip. All else goes into .venv by itself.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TESTABLE := $(VENV)/.testable
SITE := book/_build/html
UPKEEP := $(VENV)/upkeep
IN_PARALLEL := -n auto --dist worksteal

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Whatever a user has set for other programs: -OO would take the manuals out of the rules, and a library's
# warning would end a build.
unexport PYTHONPATH PYTHONSAFEPATH PYTHONHOME PYTHONOPTIMIZE PYTHONWARNINGS PYTHONSTARTUP PYTHONUSERBASE PYTHONINSPECT PYTHONDEBUG
unexport PYTEST_ADDOPTS PYTEST_PLUGINS PYTEST_DISABLE_PLUGIN_AUTOLOAD
# What a command is told stands on its line: a shell may have a FORMAT or a BASE for other programs.
$(foreach name,ARGS BASE FILE FORMAT NEW OLD PAGE PORT TESTS,$(eval $(name) :=))

# As the shell takes it for one word, whatever signs are in it.
quoted = $(if $(value $(1)),'$(subst ','\'',$(value $(1)))')

.DEFAULT_GOAL := help
.PHONY: help book test test-quick check live upkeep links links-fix links-pr links-weekly links-fetch weekly-tell check-summary case-study-draft figure move remove figures lock clean FORCE

help: ## list these commands
	@echo "make book   builds the site into $(SITE)"
	@echo "make test   runs every test"
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/:[^#]*## /|/' | awk -F'|' '{ printf "  %-12s %s\n", $$1, $$2 }'
	@echo
	@echo "A picture or a page: make figure FILE=photo.jpg, make move OLD=… NEW=…, make remove PAGE=… (CONTRIBUTING.md)"

# A lock that changed means a new environment, and so does a Python that is gone from under it.
ifneq ($(wildcard $(INSTALLED)),)
ifneq ($(shell $(BIN)/python -I -c '' >/dev/null 2>&1 && echo there),there)
$(shell rm -f $(INSTALLED))
endif
endif

$(INSTALLED): requirements.txt packages/booklint/pyproject.toml packages/linkhealth/pyproject.toml tools/pyproject.toml
	@python=''; \
	for candidate in "$$PYTHON" python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  [ -n "$$candidate" ] || continue; \
	  if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "This needs Python 3.11 or newer with venv (Debian and Ubuntu: apt-get install python3 python3-venv); or name one: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; \
	  exit 1; \
	fi; \
	"$$python" -I tools/install.py $@ requirements.txt

# What only the tests need comes on top, so that a book can be built without it.
$(TESTABLE): requirements-test.txt $(INSTALLED)
	@$(BIN)/python -I tools/install.py $@ requirements-test.txt

book: $(INSTALLED) ## build the site, strictly and from scratch
	@$(BIN)/python -m hub.build

# TESTS=tests/test_links.py runs that file alone.
test: $(TESTABLE) ## run every test
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m pytest $(IN_PARALLEL) $(TESTS)

test-quick: $(TESTABLE) ## run the tests that take no build and no browser, in a minute
	@$(BIN)/python -m pytest $(IN_PARALLEL) -m "not slow"

check: $(INSTALLED) ## check links, figures, alt text and words; say what to fix
	@$(BIN)/python -m booklint $(if $(FORMAT),--format $(FORMAT)) && $(BIN)/python -m figures.draw --check >&2

live: $(INSTALLED) ## rebuild and reload the site while you write
	@$(BIN)/python -m hub.live $(if $(PORT),--port "$(PORT)")

links: $(INSTALLED) book ## ask every outside link of the built site
	@$(BIN)/python -m linkhealth

links-fix: $(INSTALLED) ## rewrite links that have moved for good
	@$(BIN)/python -m linkhealth fix

links-pr: $(INSTALLED) book
	@$(BIN)/python -m linkhealth changed --base "$(or $(BASE),origin/main)"

links-weekly: $(INSTALLED) book
	@$(BIN)/python -m linkhealth weekly

case-study: $(INSTALLED) ## write a new case-study page, its menu line and its records
	@$(BIN)/python -m scaffold case-study $(ARGS)

# Adds a picture with its record: make figure FILE=photo.jpg. README says when, and `make check` asks for it;
# a list of all commands that fits on one screen has no room for more.
figure: $(INSTALLED)
	@$(BIN)/python -m scaffold figure $(call quoted,FILE) $(ARGS)

# Gives a page another name, or takes it out: make move OLD=about/gaps NEW=about/missing, make remove PAGE=about/gaps.
move: $(INSTALLED)
	@$(BIN)/python -m scaffold move $(call quoted,OLD) $(if $(OLD),$(call quoted,NEW)) $(ARGS)

remove: $(INSTALLED)
	@$(BIN)/python -m scaffold remove $(call quoted,PAGE) $(ARGS)

figures: $(INSTALLED) ## draw every figure again from its data
	@$(BIN)/python -m figures.draw

lock: upkeep ## write requirements*.txt anew from requirements*.in
	@for lock in requirements:3.11 requirements-test:3.11 requirements-upkeep:3.11 requirements-next:3.12; do \
	  python=$${lock#*:}; lock=$${lock%:*}; \
	  $(UPKEEP)/bin/uv pip compile $$lock.in --universal --python-version $$python --generate-hashes --upgrade \
	    --no-emit-index-url --no-header --no-annotate --quiet --output-file $$lock.txt || exit; \
	done

clean: ## remove what was built (what was installed stays: `rm -rf .venv` removes that too)
	rm -rf book/_build .pytest_cache .ruff_cache .hypothesis

# The tools of upkeep have an environment of their own, so that the book's holds what it is built with alone.
upkeep: $(UPKEEP)/.installed

$(UPKEEP)/.installed: requirements-upkeep.txt $(INSTALLED)
	@rm -rf $(UPKEEP) && $(BIN)/python -m venv $(UPKEEP) && \
	$(UPKEEP)/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements-upkeep.txt
	@touch $@

# What follows makes sense in a workflow alone, so `make help` does not list it.
# The targets that talk to GitHub with the right to write need Python and `gh`, and nothing installed.
# Run as a file, with nothing that was installed and nothing of this folder that it could import.
GITHUB := packages/linkhealth/src/linkhealth/github.py
links-fetch:
	@python3 -I $(GITHUB) fetch links.json

weekly-tell:
	@python3 -I $(GITHUB) tell link-report

# What people wrote in an issue comes and goes in variables and files that no line here names.
case-study-draft: $(INSTALLED)
	@$(BIN)/python -m scaffold.proposal

# That something is to be fixed is no failure here: `check` has failed already.
check-summary: $(INSTALLED)
	@$(BIN)/python -m booklint --format summary >> "$${GITHUB_STEP_SUMMARY:-/dev/stdout}" || test $$? -eq 1
