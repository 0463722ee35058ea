#!/usr/bin/env bash
# Runs the tests: all of them, or one part (check, native, browser).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
# Where the test runners leave their reports, for the counts.
reports=target/reports

format_and_lints() {
  say "checking the format"
  cargo fmt --all --check
  say "checking lints"
  # The engine with both backends, the command line and the worker; then the page by itself, which never sees them.
  cargo clippy --quiet --all-targets --features cli,trainer,gpu -- -D warnings
  cargo clippy --quiet --lib --bin page --features page -- -D warnings
  cargo clippy --quiet --package flatline-macros -- -D warnings
}

# What deny.toml says. What only the network has, and cannot be had, is not checked, and that is said.
dependencies() {
  local deny=(cargo deny --log-level error --frozen)
  say "checking the dependencies"
  # Those of other systems, too, of which a build here fetches nothing; the network is asked only for what is missing.
  if ! cargo fetch --quiet --locked; then
    say "NOT CHECKED: the dependencies, of which some could not be fetched; the lines above say which"
    return
  fi
  "${deny[@]}" check --hide-inclusion-graph bans licenses sources
  if cargo deny --log-level error --locked fetch db >/dev/null 2>&1; then
    "${deny[@]}" check --hide-inclusion-graph advisories
  else
    say "NOT CHECKED: the dependencies' advisories, whose list (github.com/rustsec/advisory-db) could not be fetched"
  fi
}

native() {
  say "running the native tests"
  local status=0
  [ "${FLATLINE_NO_GPU:-}" = 1 ] && say "the GPU's kernels are not tested: FLATLINE_NO_GPU=1"
  # The features of the lints.
  nextest engine --features cli,trainer,gpu || status=1
  nextest page --features page --lib ui:: --no-tests=pass || status=1
  nextest macros --package flatline-macros || status=1
  return $status
}

# nextest NAME FLAG...: keeps the report as NAME.xml, for the counts.
nextest() {
  local name="$1" status=0; shift
  cargo nextest run --show-progress=none --status-level=fail "$@" || status=1
  mkdir -p $reports
  mv -f target/nextest/default/junit.xml "$reports/$name.xml" 2>/dev/null || true
  return $status
}

browser() {
  [ -f dist/index.html ] || fail "the browser tests need the built page: 'make build' makes it."
  CHROMIUM="$(find_chromium)" || fail "the browser tests need Chromium; 'make test' installs one."
  export CHROMIUM
  local browsers missing="" status=0
  browsers="$("$CHROMIUM" --version 2>/dev/null)"
  # The tests run in Firefox where this names one.
  if [ "${FLATLINE_NO_FIREFOX:-}" = 1 ]; then
    FIREFOX=""
    say "NOT RUN: the browser tests in Firefox: FLATLINE_NO_FIREFOX=1"
  elif FIREFOX="$(find_firefox)"; then
    browsers="$browsers and $("$FIREFOX" --version 2>/dev/null)"
  else
    FIREFOX="" missing="NOT RUN: the browser tests in Firefox, of which there is none; 'make test' installs one on Debian"
  fi
  export FIREFOX
  say "running the browser tests in $browsers"
  PLAYWRIGHT_JSON_OUTPUT_FILE="$PWD/$reports/browser.json" npx playwright test --reporter=list,json || status=1
  if [ -n "$missing" ]; then
    say "$missing"
    # Elsewhere it is enough that it is said.
    [ -z "${CI:-}" ] || fail "in continuous integration that is a failure, unless FLATLINE_NO_FIREFOX=1"
  fi
  return $status
}

# One part that fails does not hide what the others say.
all() {
  local failed="" part
  rm -rf $reports
  for part in check native build browser; do
    if [ $part = build ]; then scripts/build.sh; else scripts/test.sh $part; fi || failed="$failed $part"
    # Without a page there is nothing to open.
    [ "$failed" != "${failed% build}" ] && break
  done
  node scripts/counts.mjs $reports || true
  [ -z "$failed" ] || fail "failed:$failed"
}

case "${1:-all}" in
  check) format_and_lints; dependencies ;;
  native) native ;;
  browser) browser ;;
  all) all ;;
  *) fail "unknown part '$1': it must be check, native or browser" ;;
esac
