#!/usr/bin/env bash
# Runs the tests: all of them, or one part (check, native, browser).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
part="${1:-all}"

lints() {
  say "checking the format"
  cargo fmt --check
  say "checking lints"
  # burn once, with both backends; the page by itself, which never sees it.
  cargo clippy --quiet --all-targets --features cli,trainer,gpu -- -D warnings
  cargo clippy --quiet --lib --bin page --features page -- -D warnings
}

native() {
  say "running the native tests"
  cargo nextest run --features cli,trainer --no-fail-fast
  cargo nextest run --features page --lib ui:: --no-tests=pass
}

browser() {
  say "running the browser tests"
  npx playwright test
}

case "$part" in
  check) lints ;;
  native) native ;;
  browser) browser ;;
  all) lints; native; scripts/build.sh; browser ;;
  *) fail "unknown part '$part': it must be check, native or browser" ;;
esac
