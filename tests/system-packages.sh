#!/usr/bin/env bash
# What the tests need beside Python: PostgreSQL, a browser, and FixMyStreet's XML reader. Installed by apt-get where possible.
set -euo pipefail

missing=()
browser=$(command -v chromium chromium-browser google-chrome | head -1 || true)
[ -n "$browser" ] || missing+=(chromium)
perl -MXML::Simple -e 1 2>/dev/null || missing+=(libxml-simple-perl)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing+=(postgresql postgresql-contrib)
[ ${#missing[@]} -gt 0 ] || exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Outils pour les essais : installation de ${missing[*]} (une seule fois)…"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
else
  echo "Absents, et ne peuvent pas être installés ici : ${missing[*]}. Leurs essais seront passés." >&2
fi
