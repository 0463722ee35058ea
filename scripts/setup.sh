#!/usr/bin/env bash
# Installs what the project needs and the machine lacks. A second run installs nothing.
#
#   scripts/setup.sh            what building the page needs
#   scripts/setup.sh --test     and what the tests need: nextest and a Chromium
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
mkdir -p "$FLATLINE_HOME"

have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif have sudo; then sudo "$@"; else return 1; fi
}

# debian WHY PACKAGE...: installs Debian packages, where this is a Debian and we may.
debian() {
  local why="$1"; shift
  have apt-get || fail "$why: install $* with your system's package manager, then run this again."
  say "$why: installing $* from Debian"
  as_root apt-get update -q >/dev/null || fail "$why: 'apt-get update' failed; check the network."
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "$@" >/dev/null \
    || fail "$why: could not install $*. Install them by hand, then run this again."
}

rust() {
  have cargo || fail "Rust is missing: install it from https://rustup.rs, then run this again."
}

# The wasm32 target, by rustup where it can fetch one, else put together from Debian's packages.
wasm_target() {
  local target=wasm32-unknown-unknown
  if [ -f "$FLATLINE_HOME/wasm-toolchain" ] && with_wasm rustc --print target-libdir --target $target >/dev/null 2>&1 \
    && ls "$(with_wasm rustc --print target-libdir --target $target)"/libstd-*.rlib >/dev/null 2>&1; then
    return
  fi
  if ls "$(rustc --print target-libdir --target $target 2>/dev/null)"/libstd-*.rlib >/dev/null 2>&1; then
    : >"$FLATLINE_HOME/wasm-toolchain"
    return
  fi
  say "adding Rust's $target target"
  if have rustup && rustup target add $target >/dev/null 2>&1; then
    : >"$FLATLINE_HOME/wasm-toolchain"
    return
  fi
  say "rustup cannot fetch it here: building it from Debian's sources instead (about 2 minutes)"
  wasm_target_from_debian $target
}

wasm_target_from_debian() {
  local target="$1" sysroot lib crate
  [ -x /usr/bin/rustc ] && [ -d /usr/lib/rustlib/src ] && have wasm-ld-22 && [ -x /usr/bin/cargo ] \
    || debian "Rust's wasm32 target" rustc-web cargo-web rust-web-src lld-22
  sysroot="$(/usr/bin/rustc --print sysroot)"
  lib="$sysroot/lib/rustlib/$target/lib"
  crate="$(mktemp -d)"
  mkdir -p "$crate/src"
  printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[lib]\ncrate-type = ["cdylib"]\n[workspace]\n' >"$crate/Cargo.toml"
  : >"$crate/src/lib.rs"
  # Embedded bitcode, or link-time optimisation of the page fails later.
  (cd "$crate" && env -u RUSTUP_TOOLCHAIN -u CARGO_TARGET_DIR PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
    RUSTFLAGS=-Cembed-bitcode=yes /usr/bin/cargo build --quiet --release -Zbuild-std=std,panic_abort --target "$target") \
    || fail "the wasm32 standard library did not build; 'rustup target add $target' on a machine with network access is the other way."
  as_root mkdir -p "$lib" "$sysroot/lib/rustlib/x86_64-unknown-linux-gnu/bin"
  rm -f "$crate/target/$target"/release/deps/*empty*
  as_root cp "$crate/target/$target"/release/deps/*.rlib "$lib/"
  as_root ln -sf "$(command -v wasm-ld-22 | xargs dirname)/lld-22" "$sysroot/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld"
  rm -rf "$crate"
  rustup toolchain link flatline-web "$sysroot"
  printf flatline-web >"$FLATLINE_HOME/wasm-toolchain"
}

# cargo_tool COMMAND CRATE VERSION [FLAG...]: installs a cargo tool of exactly that version.
cargo_tool() {
  local command="$1" crate="$2" version="$3"; shift 3
  "$command" --version 2>/dev/null | grep -qF "$version" && return
  say "building $crate $version (once)"
  CARGO_TARGET_DIR="$FLATLINE_HOME/tools/build" cargo install --quiet "$crate" --version "$version" \
    --root "$FLATLINE_HOME/tools" "$@" || fail "could not install $crate $version; the lines above say why."
}

tools() {
  cargo_tool wasm-bindgen wasm-bindgen-cli "$WASM_BINDGEN_VERSION"
  cargo_tool trunk trunk "$TRUNK_VERSION" --locked
}

npm_packages() {
  have npm || fail "Node.js is missing: install version 20 or later from https://nodejs.org, then run this again."
  if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    say "installing npm packages"
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
  fi
}

chromium() {
  have chromium || have google-chrome || [ -n "${CHROMIUM:-}" ] || debian "the browser tests' Chromium" chromium
}

rust
wasm_target
tools
npm_packages
if [ "${1:-}" = --test ]; then
  cargo nextest --version >/dev/null 2>&1 || cargo_tool cargo-nextest cargo-nextest "$NEXTEST_VERSION" --locked
  chromium
fi
