# Where the project keeps what it installs, and the versions it builds with. Sourced by every script.
#
# Everything that the set-up installs for this project alone goes under FLATLINE_HOME,
# so that a fresh checkout on the same machine installs nothing again.
export FLATLINE_HOME="${FLATLINE_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/flatline}"
export PATH="$FLATLINE_HOME/tools/bin:$PWD/node_modules/.bin:$PATH"
export PLAYWRIGHT_BROWSERS_PATH="$FLATLINE_HOME/browsers"

WASM_TARGET=wasm32-unknown-unknown
WASM_BINDGEN_VERSION=0.2.130
TRUNK_VERSION=0.21.14
NEXTEST_VERSION=0.9.143
DENY_VERSION=0.20.2
TWIGGY_VERSION=0.8.0
# What the reference cases are made with, in a Python environment of its own.
TORCH_VERSION=2.14.1
REFERENCE_PYTHON="$FLATLINE_HOME/reference/bin/python"

# The toolchain that has the wasm32 target: the default one, or the one that the set-up put together (with no path of its
# own machine in it).
if [ -f "$FLATLINE_HOME/wasm-toolchain-remapped" ]; then
  WASM_TOOLCHAIN="$(cat "$FLATLINE_HOME/wasm-toolchain-remapped")"
else
  WASM_TOOLCHAIN=""
fi

if [ -t 2 ]; then
  say() { printf '\033[1mflatline: %s\033[0m\n' "$*" >&2; }
else
  say() { printf 'flatline: %s\n' "$*" >&2; }
fi
fail() { say "$*"; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# rust_flags FLAG...: these and those by which no path of this machine gets into what is built, as cargo takes them in
# CARGO_ENCODED_RUSTFLAGS. The sources of crates must be there already. The checkout's own path is not among them: cargo
# names its files from there on, and the libraries of another checkout shall serve this one.
rust_flags() {
  local sources
  for sources in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    [ -d "$sources" ] && set -- "$@" "--remap-path-prefix=${sources%/}=crates"
  done
  set -- "$@" "--remap-path-prefix=${CARGO_TARGET_DIR:-$PWD/target}=target"
  (IFS=$'\x1f'; printf '%s' "$*")
}

# with_wasm COMMAND...: runs it with the toolchain that can build for wasm32.
with_wasm() {
  if [ -n "$WASM_TOOLCHAIN" ]; then RUSTUP_TOOLCHAIN="$WASM_TOOLCHAIN" "$@"; else "$@"; fi
}

# find_chromium: prints the path of the browser for the tests: $CHROMIUM, the system's, or the one that the set-up
# fetched. A name that does not start is passed over: on Ubuntu `chromium-browser` may be a note about its snap.
find_chromium() {
  local fetched="" candidate
  if [ -d "$PLAYWRIGHT_BROWSERS_PATH" ]; then
    fetched="$(node -p 'require("playwright-core").chromium.executablePath()' 2>/dev/null || true)"
  fi
  for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "$fetched"; do
    if [ -n "$candidate" ] && have "$candidate" && "$candidate" --version >/dev/null 2>&1; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# find_firefox: prints the path of the Firefox for the tests: $FIREFOX, or the system's, passed over where it does not start.
find_firefox() {
  local candidate
  for candidate in "${FIREFOX:-}" firefox-esr firefox "/Applications/Firefox.app/Contents/MacOS/firefox"; do
    if [ -n "$candidate" ] && have "$candidate" && "$candidate" --version >/dev/null 2>&1; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}
