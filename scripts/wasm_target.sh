# Rust's wasm32 target: by rustup where it can fetch one, else put together from Debian's packages.

# has_wasm_target COMMAND...: whether `COMMAND rustc` compiles for the target. Files that lie there are no proof: they
# may be those of another version of the compiler.
has_wasm_target() {
  # Into a folder of its own: rustc replaces the file that it writes, which as root would be the null device itself.
  local folder found=0
  folder="$(mktemp -d)"
  printf '' | "$@" rustc --target "$WASM_TARGET" --crate-type lib --emit metadata --out-dir "$folder" - >/dev/null 2>&1 || found=1
  rm -rf "$folder"
  return $found
}

use_wasm_toolchain() {
  WASM_TOOLCHAIN="$1"
  printf '%s' "$1" >"$FLATLINE_HOME/wasm-toolchain-remapped"
}

wasm_target() {
  has_wasm_target with_wasm && return
  use_wasm_toolchain ""
  has_wasm_target env && return
  have rustup || fail "Rust's $WASM_TARGET target is missing, and so is rustup, which installs it: https://rustup.rs"
  say "adding Rust's $WASM_TARGET target"
  rustup target add "$WASM_TARGET" && has_wasm_target env && return
  say "rustup could not fetch the target; building it from Debian's sources instead (about 2 minutes)"
  wasm_target_from_debian
  has_wasm_target with_wasm || fail "the $WASM_TARGET target that was put together does not work. \
'rustup target add $WASM_TARGET' on a machine with network access is the other way."
}

# Debian has no ready wasm32 target for this version of Rust, but its compiler and the standard library's source.
wasm_target_from_debian() {
  local sysroot host crate
  if ! { [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] && [ -d /usr/lib/rustlib/src ] && [ -x /usr/bin/lld-22 ]; }; then
    debian "a Rust compiler with the sources of its standard library" rustc-web cargo-web rust-web-src lld-22 \
      || fail "Rust's $WASM_TARGET target cannot be had here: 'rustup target add $WASM_TARGET' needs the network."
  fi
  crate="$(mktemp -d)"
  empty_crate "$crate"
  # Nightly's switch builds the standard library; with embedded bitcode, or link-time optimisation fails later.
  (cd "$crate" && env -u RUSTUP_TOOLCHAIN -u CARGO_TARGET_DIR PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
    CARGO_ENCODED_RUSTFLAGS="$(rust_flags -Cembed-bitcode=yes "--remap-path-prefix=$crate=std")" /usr/bin/cargo build --quiet --release -Zbuild-std=std,panic_abort --target "$WASM_TARGET") \
    || fail "the $WASM_TARGET standard library did not build; the lines above say why."
  sysroot="$(/usr/bin/rustc --print sysroot)"
  host="$(/usr/bin/rustc -vV | sed -n 's/^host: //p')"
  rm -f "$crate/target/$WASM_TARGET"/release/deps/*flatline_empty*
  as_root mkdir -p "$sysroot/lib/rustlib/$WASM_TARGET/lib" "$sysroot/lib/rustlib/$host/bin"
  # Those of an older compiler would be in the way.
  as_root find "$sysroot/lib/rustlib/$WASM_TARGET/lib" -name '*.rlib' -delete
  as_root cp "$crate/target/$WASM_TARGET"/release/deps/*.rlib "$sysroot/lib/rustlib/$WASM_TARGET/lib/"
  as_root ln -sf /usr/bin/lld-22 "$sysroot/lib/rustlib/$host/bin/rust-lld"
  rm -rf "$crate"
  rustup toolchain link flatline-web "$sysroot"
  use_wasm_toolchain flatline-web
}

# empty_crate FOLDER: a crate that needs all of the standard library and adds nothing to it.
empty_crate() {
  mkdir -p "$1/src"
  cat >"$1/Cargo.toml" <<'TOML'
[package]
name = "flatline_empty"
version = "0.0.0"
edition = "2021"
[workspace]
TOML
  : >"$1/src/lib.rs"
}
