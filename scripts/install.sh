# Ways to install things, for the set-up.

# at_least VERSION WANTED: compares major.minor.
at_least() {
  local major minor wanted_major wanted_minor
  IFS=. read -r major minor _ <<<"$1"
  IFS=. read -r wanted_major wanted_minor _ <<<"$2"
  ((major > wanted_major || (major == wanted_major && minor >= wanted_minor)))
}

# twice COMMAND...: a network that dropped once often holds the second time.
twice() {
  "$@" || { say "that did not work; trying once more"; sleep 3; "$@"; }
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif have sudo; then sudo "$@"; else say "only root may do this: $*"; return 1; fi
}

# debian WHAT PACKAGE...: installs packages where there is apt and we may; says why where that cannot be done.
debian() {
  local what="$1"; shift
  have apt-get || { say "$what is missing, and there is no apt-get here: install it with your system's package manager"; return 1; }
  say "installing $what: $*"
  # A list that cannot be refreshed may still know the packages.
  twice as_root apt-get update -qq >/dev/null || say "'apt-get update' failed; going on with the lists that are there"
  twice as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends "$@" >/dev/null \
    || { say "could not install $*; the lines above say why"; return 1; }
}

# cargo_tool COMMAND CRATE VERSION [FLAG...]: installs a tool of exactly that version from crates.io.
# Optimised for its build: these tools run for seconds a day, and their own profiles take minutes more.
cargo_tool() {
  local command="$1" crate="$2" version="$3"; shift 3
  "$command" --version 2>/dev/null | grep -qwF "$version" && return
  say "building $crate $version (once, a few minutes)"
  CARGO_TARGET_DIR="$FLATLINE_HOME/tools/build" CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 twice cargo install --quiet "$crate" --version "$version" \
    --root "$FLATLINE_HOME/tools" --force "$@" || fail "could not install $crate $version; the lines above say why."
}
