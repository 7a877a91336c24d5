#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What a child costs beside a bare co_await, counted and not timed, so that it is the same on every run and on a busy machine:
#
#   benchmarks/cost.sh [COST]     the program; built in build/release unless given
#
# Instructions of a child are the difference of two runs under callgrind, of 100 and of 300 rounds of ten children; allocations
# likewise, of the program COST_allocations beside it. Prints Markdown tables. The goals hold for Asio 1.22.1 as GCC compiles it
# (elsewhere: GATE=no); ends with 1 and the lines in question where one is missed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

cost=${1:-}
if [ -z "$cost" ]; then
  cd "$root"
  cmake --preset release >/dev/null && cmake --build --preset release --target cost cost_allocations >/dev/null
  cost=$root/build/release/benchmarks/cost
fi
for needed in "$cost" "${cost}_allocations" valgrind; do
  command -v "$needed" >/dev/null || { echo "cost.sh: there is no $needed" >&2; exit 2; }
done

few=100
many=300
children=10
asio=$("$cost" asio)
gate=${GATE:-yes}
[ "$asio" = 102201 ] || gate=no
missed=()

instructions_of_run() {  # WORKLOAD ROUNDS [concurrent]
  local report count
  report=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$cost" "$@" 2>&1) || { echo "$report" >&2; return 1; }
  count=$(sed -n 's/.*Collected : //p' <<<"$report")
  [ -n "$count" ] || { echo "cost.sh: callgrind said no count: $report" >&2; return 1; }
  echo "$count"
}

instructions() {  # WORKLOAD [concurrent]: of one child
  local what=$1 first second
  shift
  first=$(instructions_of_run "$what" "$few" "$@") && second=$(instructions_of_run "$what" "$many" "$@") || return
  echo $(((second - first) / ((many - few) * children)))
}

# Of a workload's run: "allocations peak_bytes".
memory() {  # WORKLOAD ROUNDS [CHILDREN]
  "${cost}_allocations" "$@" | sed -n 's/^allocations \([0-9]*\) peak-bytes \([0-9]*\)$/\1 \2/p'
}

hundredths() { printf '%d.%02d' $(($1 / 100)) $(($1 % 100)); }

allocations() {  # WORKLOAD: hundredths of one child
  local first second _
  read -r first _ <<<"$(memory "$1" "$few")"
  read -r second _ <<<"$(memory "$1" "$many")"
  echo $(((second - first) * 100 / ((many - few) * children)))
}

goal() {  # WHAT VALUE MOST [SHOWN-VALUE SHOWN-MOST]
  local text="$1: ${4:-$2}, at most ${5:-$3}"
  if [ "$2" -le "$3" ]; then
    echo "- met: $text"
  else
    echo "- **missed**: $text"
    missed+=("$text")
  fi
}

declare -A count allocated
echo "Instructions and allocations of one child of ten (Asio $asio):"
echo
echo "| children | form | serial executor | concurrent executor | allocations |"
echo "|---|---|---|---|---|"
for child in ready posts; do
  for form in bare held tuple vector and co_spawn; do
    what=$form-$child
    count[$what]=$(instructions "$what")
    # The hand-written counter has no locks, so it has no place on a concurrent executor.
    count[$what,concurrent]=-
    [ $form = co_spawn ] || count[$what,concurrent]=$(instructions "$what" concurrent)
    allocated[$what]=$(allocations "$what")
    echo "| $child | $form | ${count[$what]} | ${count[$what,concurrent]} | $(hundredths "${allocated[$what]}") |"
  done
done

echo
echo "A vector of children that all wait at the same time, everything of one child's in it:"
echo
echo "| form | children | bytes a child | allocations a child |"
echo "|---|---|---|---|"
declare -A bytes
for form in held vector co_spawn; do
  for n in 10000 100000; do
    read -r taken peak <<<"$(memory "$form-posts" 1 "$n")"
    bytes[$form,$n]=$((peak * 100 / n))
    echo "| $form | $n | $(hundredths "${bytes[$form,$n]}") | $(hundredths $((taken * 100 / n))) |"
  done
done

# What gather allocates for a child beside the frames of ten children that exist at the same time, which is what `held` does.
ours=$((allocated[tuple-ready] - allocated[held-ready]))
small=${bytes[vector,10000]}
large=${bytes[vector,100000]}
apart=$(((large > small ? large - small : small - large) * 10000 / small))

echo
echo "Goals:"
echo
goal "ready, by name, serial: instructions" "${count[tuple-ready]}" 1200
goal "posts, by name, serial: instructions" "${count[tuple-posts]}" 3000
goal "ready, by name, concurrent: instructions" "${count[tuple-ready,concurrent]}" 2400
goal "posts, by name, concurrent: instructions" "${count[tuple-posts,concurrent]}" 6000
goal "ready, by name: allocations beside the child's own" "$ours" 100 "$(hundredths "$ours")" 1
goal "100,000 waiting: bytes a child" "$large" 90000 "$(hundredths "$large")" 900
goal "100,000 waiting: difference to 10,000, in percent" "$apart" 200 "$(hundredths "$apart")" 2

[ ${#missed[@]} -eq 0 ] && exit
if [ "$gate" != yes ]; then
  echo
  echo "Not held against this build: the goals are for Asio 1.22.1 and GCC."
  exit
fi
{
  echo
  printf 'cost.sh: missed: %s\n' "${missed[@]}"
} >&2
exit 1
