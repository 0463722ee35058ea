#!/usr/bin/env bash
# Builds the page and its two trainers into dist/.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

say "building the page and its trainers into dist/ (the first time takes about 15 minutes on 2 cores)"
# One after the other: together they would compile burn twice at once.
with_wasm cargo build --quiet --release --target wasm32-unknown-unknown --no-default-features --features trainer,cpu --bin trainer-cpu
with_wasm cargo build --quiet --release --target wasm32-unknown-unknown --no-default-features --features trainer,gpu --bin trainer-gpu
with_wasm trunk build --release --offline --quiet
say "built: $(du -sh dist | cut -f1) in dist/"
