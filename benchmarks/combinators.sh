#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What the combinators cost, on this machine: every x_bench, then what is counted (cost.sh) and what compiling takes
# (compile_time.sh). Ends with 1 where a goal of cost.sh is missed.
#
#   MIN_TIME  seconds of a measurement   (0.2)
#   BUILD     a build to take as it is   (build/release, brought up to date first)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=${BUILD:-}
if [ -z "$build" ]; then
  build=build/release
  cmake --preset release
  cmake --build --preset release --parallel "$(nproc)"
fi

for source in benchmarks/*_bench.cpp; do
  name=$(basename "$source" .cpp)
  printf '\n%s\n' "$name"
  "$build/benchmarks/$name" --benchmark_min_time="${MIN_TIME:-0.2}" --benchmark_counters_tabular=true
done
echo
benchmarks/compile_time.sh
echo
benchmarks/cost.sh "$build/benchmarks/cost"
