#!/usr/bin/env bash
# Installs what the project needs and the machine lacks. A second run installs nothing.
#
#   scripts/setup.sh            what building the page needs
#   scripts/setup.sh --test     and what the tests need: rustfmt, clippy, nextest, cargo-deny, a Chromium, a Firefox, a GPU
#   scripts/setup.sh --bench    and what the benchmark needs: a Chromium, twiggy, and the peers
#   scripts/setup.sh --reference    what the reference cases need, and that alone: PyTorch
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/install.sh
. scripts/wasm_target.sh
mkdir -p "$FLATLINE_HOME"

rust() {
  local wanted found
  have cargo || fail "Rust is missing: install it from https://rustup.rs, then run this again."
  wanted="$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)"
  found="$(rustc --version)" || fail "Rust does not run; the lines above say why."
  found="$(cut -d' ' -f2 <<<"$found")"
  at_least "$found" "$wanted" || fail "Rust $wanted or newer is needed, and this is $found: 'rustup update stable' brings it."
}

c_compiler() {
  have cc && return
  [ "$(uname)" = Darwin ] && fail "a C compiler is missing, for Rust's linking: 'xcode-select --install' brings it."
  debian "a C compiler, for Rust's linking" build-essential || exit 1
}

node_js() {
  local found
  have node && have npm || fail "Node.js is missing: install version 20 or later from https://nodejs.org, then run this again."
  found="$(node --version)"
  at_least "${found#v}" 20.0 || fail "Node.js 20 or later is needed, and this is $found: https://nodejs.org has it."
}

# npm_packages FOLDER WHAT [FLAG...]: what the folder's package-lock.json lists.
npm_packages() {
  local folder="$1" what="$2"; shift 2
  # npm leaves this file when it has finished.
  [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && return
  say "installing $what"
  (cd "$folder" && twice npm ci --no-audit --no-fund --loglevel=error "$@") \
    || fail "could not install $what; the lines above say why."
  touch "$folder/node_modules/.package-lock.json"
}

tools() {
  # Its own lock file names a version that has been withdrawn.
  cargo_tool wasm-bindgen wasm-bindgen-cli "$WASM_BINDGEN_VERSION"
  # Trunk only puts together what is here: it needs no network, and so no TLS.
  cargo_tool trunk trunk "$TRUNK_VERSION" --locked --no-default-features
}

test_tools() {
  local component
  for component in fmt clippy; do
    cargo "$component" --version >/dev/null 2>&1 && continue
    say "adding cargo $component"
    twice rustup component add "${component/fmt/rustfmt}" || fail "could not add cargo $component; the lines above say why."
  done
  cargo nextest --version >/dev/null 2>&1 || cargo_tool cargo-nextest cargo-nextest "$NEXTEST_VERSION" --locked
  cargo_tool cargo-deny cargo-deny "$DENY_VERSION" --locked
}

bench_tools() {
  cargo_tool twiggy twiggy "$TWIGGY_VERSION" --locked
  npm_packages bench "the peers" --ignore-scripts
}

a_browser() {
  find_chromium >/dev/null && return
  # Elsewhere apt has a note about a snap.
  if grep -q '^ID=debian' /etc/os-release 2>/dev/null; then
    debian "a Chromium, for the browser tests" chromium fonts-liberation && return
  fi
  say "fetching a Chromium, for the browser tests"
  twice npx playwright install --with-deps --no-shell chromium \
    || fail "no Chromium could be had: install Chromium or Chrome by hand, or name one in \$CHROMIUM, then run this again."
}

# A part of the browser tests runs in it; scripts/test.sh says what becomes of them without one.
a_firefox() {
  { [ "${FLATLINE_NO_FIREFOX:-}" = 1 ] || find_firefox >/dev/null; } && return
  if grep -q '^ID=debian' /etc/os-release 2>/dev/null; then
    debian "a Firefox, for the browser tests" firefox-esr && return
  fi
  say "no Firefox could be had, and the tests will not run in one: install Firefox by hand, or name one in \$FIREFOX"
}

# PyTorch of exactly the pinned version, in a Python environment of its own.
pytorch() {
  local found
  found="$("$REFERENCE_PYTHON" -c 'from importlib.metadata import version; print(version("torch"))' 2>/dev/null || true)"
  # A build for the CPU alone has +cpu behind its version.
  [ "${found%%+*}" = "$TORCH_VERSION" ] && return
  have python3 || fail "Python 3 is missing: install version 3.10 or later, then run this again."
  found="$(python3 -c 'import platform; print(platform.python_version())')"
  at_least "$found" 3.10 || fail "Python 3.10 or later is needed, and this is $found."
  # Debian keeps it in a package of its own.
  python3 -c 'import ensurepip' 2>/dev/null || debian "Python's venv" python3-venv || exit 1
  say "installing PyTorch $TORCH_VERSION into $FLATLINE_HOME/reference (once; on Linux 5 GB on disk, most of it for GPUs" \
    "that are not used here: name PyTorch's index of CPU builds in PIP_EXTRA_INDEX_URL to do without)"
  python3 -m venv --clear "$FLATLINE_HOME/reference" || fail "no Python environment could be made; the lines above say why."
  twice "$REFERENCE_PYTHON" -m pip install --quiet --no-cache-dir --disable-pip-version-check "torch==$TORCH_VERSION" \
    || fail "could not install PyTorch $TORCH_VERSION; the lines above say why."
}

if [ "${1:-}" = --reference ]; then
  pytorch
  exit
fi
# For the tests of the GPU's kernels; a software adapter will do. Elsewhere than on Linux the system brings its own.
a_gpu() {
  [ "$(uname)" = Linux ] && [ "${FLATLINE_NO_GPU:-}" != 1 ] || return 0
  # A driver says where it is in such a file, and Vulkan's loader finds it.
  if { compgen -G '/usr/share/vulkan/icd.d/*.json' || compgen -G '/etc/vulkan/icd.d/*.json'; } >/dev/null \
    && /sbin/ldconfig -p | grep libvulkan.so.1 >/dev/null; then
    return
  fi
  debian "a Vulkan adapter in software, for the tests of the GPU's kernels" mesa-vulkan-drivers libvulkan1 \
    || say "without a Vulkan adapter the tests of the GPU's kernels fail; FLATLINE_NO_GPU=1 skips them"
}

rust
c_compiler
node_js
wasm_target
npm_packages . "npm packages"
tools
case "${1:-}" in
  --test) test_tools; a_browser; a_firefox; a_gpu ;;
  --bench) bench_tools; a_browser ;;
esac
rm -rf "$FLATLINE_HOME/tools/build"
