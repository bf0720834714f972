# The two commands a newcomer types: `make run` and `make test`. The rest is for daily work.
# A small bootstrap environment holds uv; uv makes .venv from uv.lock with Python 3.10.
.DEFAULT_GOAL := run
.PHONY: run train test test-quick lint bench bench-open311 setup setup-dev clean

SHELL := /bin/bash
PYTHON3 ?= python3
BOOTSTRAP := .bootstrap
UV := $(BOOTSTRAP)/bin/uv
PARVIS := .venv/bin/parvis
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export OPENBLAS_NUM_THREADS := 1
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

run: setup
	@$(PARVIS) run

train: setup
	@$(PARVIS) train

test: setup-dev
	@tests/system-packages.sh
	@.venv/bin/python -m pytest

test-quick: setup-dev
	@.venv/bin/python -m pytest tests/unit -m "not slow" -n auto --dist loadfile

lint: setup-dev
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/python -m bot.conversations.plain_french

bench: setup-dev
	@.venv/bin/python -m tests.bench
	@.venv/bin/python -m tests.bench.places
	@.venv/bin/python -m tests.bench.deliveries
	@.venv/bin/python -m tests.bench.requests

bench-open311: setup-dev
	@.venv/bin/python -W ignore -m tests.bench.open311

setup: .venv/.installed
setup-dev: .venv/.installed-dev

$(UV):
	@echo "Outil d’installation : un environnement pour uv (une seule fois)…"
	@cd / && $(PYTHON3) -m venv "$(CURDIR)/$(BOOTSTRAP)"
	@$(BOOTSTRAP)/bin/python -m pip install --quiet --disable-pip-version-check uv

.venv/.installed: $(UV) uv.lock pyproject.toml
	@echo "Bibliothèques de Parvis : installation de l’environnement .venv (une à cinq minutes la première fois)…"
	@start=$$(date +%s); $(UV) sync --frozen --no-dev --inexact && touch $@ && echo "Environnement prêt en $$(( $$(date +%s) - start )) s."

.venv/.installed-dev: $(UV) uv.lock pyproject.toml
	@echo "Bibliothèques de Parvis et de ses essais : installation de l’environnement .venv…"
	@start=$$(date +%s); $(UV) sync --frozen && touch $@ .venv/.installed && echo "Environnement prêt en $$(( $$(date +%s) - start )) s."

clean:
	rm -rf .venv $(BOOTSTRAP) var
