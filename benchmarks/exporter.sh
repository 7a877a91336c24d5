#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What a scrape costs an exporter of metrics: all lists of a large cloud at once, beside the slowest of them alone.
#
#   benchmarks/exporter.sh [EXPORTER]   the program; built in build/release unless given
#
#   ROUNDS   medians are of so many  (5)
#
# Ends with 1 where all at once take more than the slowest list alone and 5 %.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

program=${1:-}
if [ -z "$program" ]; then
  cd "$root"
  cmake --preset release >/dev/null && cmake --build --preset release --target exporter >/dev/null
  program=$root/build/release/benchmarks/exporter
fi
"$program" "$root/tests/data/captured" "${ROUNDS:-5}"
