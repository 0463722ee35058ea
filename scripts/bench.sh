#!/usr/bin/env bash
# Runs the benchmark: what each part measures stands at its head, and together they write bench/README.md's tables.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
CHROMIUM="$(find_chromium)" || fail "the benchmark needs Chromium; 'make bench' installs one."
export CHROMIUM

for part in sizes product memory first-loss embed fit race monitor pool; do
  say "measuring: $part"
  node "bench/$part.mjs"
done
node bench/report.mjs
