#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The slowest of many calls, hedged:  benchmarks/hedge_tail.sh [HEDGE_TAIL]   the program; built in build/release unless given
#
# 10^8 calls a row on virtual time, through sheaf::hedge itself: an hour on two busy cores; CALLS=1000000 for a look.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

program=${1:-}
if [ -z "$program" ]; then
  cd "$root"
  cmake --preset release >/dev/null && cmake --build --preset release --target hedge_tail >/dev/null
  program=$root/build/release/benchmarks/hedge_tail
fi
calls=${CALLS:-100000000}

# WIDTH ATTEMPTS BURST: a burst of ten for all, then one that grows with the width
rows='100 3 10
100 2 10
1000 3 10
1000 2 10
10000 3 10
10000 2 10
1000 3 100
10000 3 1000'
while read -r width attempts burst; do
  echo "$width $((calls / width)) $attempts $burst"
done <<<"$rows" | xargs -P "$(nproc)" -L 1 "$program"
