#!/usr/bin/env bash
# Trains the reference cases again, and compares them with the files: scripts/reference/reference.py says how.
#
#   scripts/reference.sh            compares
#   scripts/reference.sh --write    and writes the files anew
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
[ -x "$REFERENCE_PYTHON" ] || fail "the reference cases need PyTorch: 'make reference' installs it."
# -B: no compiled files beside the sources.
exec "$REFERENCE_PYTHON" -B scripts/reference/reference.py "$@" tests/reference
