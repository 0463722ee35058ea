# Where the project keeps what it installs, and the versions it builds with. Sourced by every script.
#
# Everything that the set-up installs for this project alone goes under FLATLINE_HOME,
# so that a fresh checkout on the same machine installs nothing again.
export FLATLINE_HOME="${FLATLINE_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/flatline}"
export PATH="$FLATLINE_HOME/tools/bin:$PWD/node_modules/.bin:$PATH"

WASM_BINDGEN_VERSION=0.2.130
TRUNK_VERSION=0.21.14
NEXTEST_VERSION=0.9.143

# The toolchain that has the wasm32 target: the default one, or the one that the set-up put together.
if [ -f "$FLATLINE_HOME/wasm-toolchain" ]; then
  WASM_TOOLCHAIN="$(cat "$FLATLINE_HOME/wasm-toolchain")"
else
  WASM_TOOLCHAIN=""
fi

say() { printf '\033[1m%s\033[0m\n' "flatline: $*" >&2; }
fail() { say "$*"; exit 1; }

# with_wasm COMMAND...: runs it with the toolchain that can build for wasm32.
with_wasm() {
  if [ -n "$WASM_TOOLCHAIN" ]; then RUSTUP_TOOLCHAIN="$WASM_TOOLCHAIN" "$@"; else "$@"; fi
}
