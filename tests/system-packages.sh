#!/usr/bin/env bash
# What the tests need beside Python: a browser. Installed by apt-get where that is possible.
set -euo pipefail

for browser in chromium chromium-browser google-chrome; do
  command -v "$browser" >/dev/null && exit 0
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Navigateur pour les essais : installation de Chromium (une seule fois)…"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
else
  echo "Chromium est absent et ne peut pas être installé ici : les essais dans un navigateur seront passés." >&2
fi
