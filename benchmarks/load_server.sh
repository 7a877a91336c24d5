#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The small server under 10,000 idle connections, 1,000 busy ones and slow ones:
#
#   benchmarks/load_server.sh [LOAD_SERVER]   the program; built in build/release unless given
#
#   ARGUMENTS  how many are idle, how many busy, the requests of each busy one   (10000 1000 50)
#
# Ends with 1 where a goal is missed, and well, with the reason, where this system does not allow so many connections.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

program=${1:-}
if [ -z "$program" ]; then
  cd "$root"
  cmake --preset release >/dev/null && cmake --build --preset release --target load_server >/dev/null
  program=$root/build/release/benchmarks/load_server
fi
read -ra arguments <<<"${ARGUMENTS:-10000 1000 50}"
"$program" "${arguments[@]}" || { code=$? && [ "$code" -eq 77 ]; }
