#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds every fuzz target and runs each over its corpus, then for so many seconds more:  tests/fuzz/run.sh 60 [name...]
# What it finds on the way stays in build/fuzz/found/; an input that breaks something is build/fuzz/broken/...

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=$1
shift

cmake --preset fuzz
cmake --build --preset fuzz --parallel "$(nproc)"

if [ $# -eq 0 ]; then
  for source in tests/fuzz/*.cpp; do
    [ -e "$source" ] || { echo "there are no fuzz targets" >&2; exit 1; }
    set -- "$@" "$(basename "$source" .cpp)"
  done
fi

one() {  # NAME
  local name=$1 program=build/fuzz/tests/fuzz/fuzz_$1 corpus=tests/fuzz/corpus/$1 log=build/fuzz/$1.log
  [ -n "$(ls -A "$corpus")" ] || { echo "$corpus is empty"; return 1; }
  mkdir -p "build/fuzz/found/$name" build/fuzz/broken
  local options=(-timeout=10 -rss_limit_mb=2048 -artifact_prefix="build/fuzz/broken/$name-" -print_final_stats=1)
  if "$program" "${options[@]}" -runs=0 "$corpus" >"$log" 2>&1 &&
    "$program" "${options[@]}" -max_total_time="$seconds" "build/fuzz/found/$name" "$corpus" >>"$log" 2>&1; then
    echo "fuzz $name: its corpus, then $seconds s: $(grep -E 'number_of_executed_units' "$log" | tail -1)"
  else
    echo "fuzz $name: FAILED"
    tail -40 "$log"
    return 1
  fi
}
export -f one
export seconds

# One on each core: a fuzzer keeps one busy.
printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} bash -c 'one {}'
