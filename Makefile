# Thin wrappers: every target is a plain command that README.md shows for those without make.
.DEFAULT_GOAL := help
.PHONY: help setup add report lab test bench clean

PYTHON ?= python3
CORPUS ?= corpus/aleppo-2016
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c requirements.lock

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

.venv/ready: requirements.txt requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	touch $@

.venv/ready-for-tests: .venv/ready tests/requirements.txt
	$(PIP) -r tests/requirements.txt
	touch $@

setup: .venv/ready ## make .venv with everything that the notebooks need

add: setup ## add articles to CORPUS: make add CORPUS=corpus/my-collection FROM="page.html table.csv"
	$(BIN)/python -m dateline add $(FROM) --to $(CORPUS) $(ARGS)

report: setup ## run the notebooks over CORPUS and write HTML pages to reports/ (more options in ARGS)
	$(BIN)/python -m dateline report --corpus $(CORPUS) $(ARGS)

lab: setup ## open JupyterLab with the notebooks
	$(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks/00_explore.ipynb $(ARGS)

test: .venv/ready-for-tests ## check the style and run all tests
	$(BIN)/ruff check
	$(BIN)/python -m pytest $(ARGS)

bench: setup ## compute the figures of accuracy on gold files: make bench GOLD=folder
	$(BIN)/python benchmarks/accuracy.py $(GOLD)

clean: ## delete reports, caches and the environment
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis reports/2*/ reports/*-each-*/ reports/index.html corpus/*/.cache
