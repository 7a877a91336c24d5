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

failed=0
for name in "$@"; do
  echo "-- fuzz $name: its corpus, then $seconds s"
  program=build/fuzz/tests/fuzz/fuzz_$name
  corpus=tests/fuzz/corpus/$name
  [ -n "$(ls -A "$corpus")" ] || { echo "$corpus is empty" >&2; failed=1; continue; }
  mkdir -p "build/fuzz/found/$name" build/fuzz/broken
  options=(-timeout=10 -rss_limit_mb=2048 -artifact_prefix="build/fuzz/broken/$name-" -print_final_stats=1)
  log=build/fuzz/$name.log
  if "$program" "${options[@]}" -runs=0 "$corpus" >"$log" 2>&1 &&
    "$program" "${options[@]}" -max_total_time="$seconds" "build/fuzz/found/$name" "$corpus" >>"$log" 2>&1; then
    grep -E 'number_of_executed_units' "$log" | tail -1
  else
    tail -40 "$log"
    failed=1
  fi
done
exit $failed
