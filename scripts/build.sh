#!/usr/bin/env bash
# Builds the page and its two trainers into dist/.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

# Somebody who waits sees what is compiled; a log need not.
quiet=--quiet
[ -t 2 ] && quiet=

# A panic says where it happened: not in which folder of which machine that was compiled. Trunk asks cargo once more, so
# that it must see the same flags.
with_wasm cargo fetch --quiet --locked --target "$WASM_TARGET" || true # the build says what is missing
CARGO_ENCODED_RUSTFLAGS="$(rust_flags -Ctarget-feature=+simd128)"
export CARGO_ENCODED_RUSTFLAGS

# binary NAME PROFILE FEATURES: one of the three programs, exactly as Trunk asks for it (index.html), so that Trunk finds it
# built.
binary() {
  say "compiling $1"
  # shellcheck disable=SC2086
  with_wasm cargo build $quiet --profile "$2" --target "$WASM_TARGET" --bin "$1" --no-default-features --features "$3" \
    || fail "$1 did not compile; the lines above say why."
  # Where the linker wraps exported functions, each of them runs all crates' constructors first (src/trainer/serve.rs).
  if grep -qF command_export "${CARGO_TARGET_DIR:-target}/$WASM_TARGET/$2/$1.wasm"; then
    fail "$1 runs constructors at every call from JavaScript: its main must call __wasm_call_ctors."
  fi
}

say "building the page and its trainers into dist/ (the first time takes about 20 minutes on 2 cores)"
# Two at a time, since the last half of each runs on one core; Trunk would start all three at once. The page is built into a folder
# of its own, so that neither waits for the other.
binary page page page & page=$!
binary trainer-cpu release trainer,cpu
binary trainer-gpu release trainer,gpu
wait $page
# Trunk does not understand NO_COLOR=1.
with_wasm env -u NO_COLOR trunk build --release --offline=true --quiet || fail "Trunk could not put dist/ together; the lines above say why."
node scripts/cases.mjs || fail "the cases' pages could not be written; the lines above say why."
node scripts/csp.mjs || fail "the site's policy could not be written; the lines above say why."
say "built dist/ ($(du -sh dist | cut -f1 | tr -d ' '))"
