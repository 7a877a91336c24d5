#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The comparison on a simulated cloud in a process of its own, whose lists take 20, 40, ... 120 ms: what is left is
# what the programs themselves add. wrk asks; every program has one loop (or Python's one lock). Prints Markdown tables
# and whether the goals are met; the exit code is 1 when one is missed. The larger cloud has no goal.
#
#   SECONDS_EACH  length of a measurement  (10)
#   LEVELS        numbers of users         (1 5 20 100; goals need the 1)
#   CLOUDS        servers:ports ...        (20:60 1000:3000; the goals are on the first)
#   PROGRAMS      which to compare         (horizon_async horizon_sync horizon_async.py horizon_sync.py)
#   BUILD         a C++ build to take as it is  (build/release, brought up to date first)
#   SIMULATED_CLOUD  the simulated cloud's program  (of BUILD)
set -euo pipefail
# shellcheck source=benchmarks/compare/programs.sh
. "$(dirname "${BASH_SOURCE[0]}")/programs.sh"
levels=${LEVELS:-1 5 20 100}
clouds=${CLOUDS:-20:60 1000:3000}
each=${SECONDS_EACH:-10}
simulated_cloud=${SIMULATED_CLOUD:-$build/examples/simulated_cloud}
# Milliseconds; one after another 420, all at once 120.
latencies="flavors=20 images=40 networks=60 ports=80 floatingips=100 servers=120"

# shellcheck disable=SC2046
need_examples $(compiled) $([ -n "${SIMULATED_CLOUD:-}" ] || echo simulated_cloud)

open_cloud() {  # SERVERS PORTS: sets cloud_pid, and OS_* to lead there
  local i latency options=(--servers "$1" --ports "$2" --keep-alive)
  for latency in $latencies; do options+=(--latency "$latency"); done
  start simulated_cloud "$simulated_cloud" "${options[@]}"
  cloud_pid=$pid
  for ((i = 0; i < 100; i++)); do
    grep -q '^export OS_AUTH_URL=' "$work/simulated_cloud.log" && break
    kill -0 "$cloud_pid" 2>/dev/null || { cat "$work/simulated_cloud.log" >&2; die "the simulated cloud ended"; }
    sleep 0.1
  done
  sleep 0.2                # the other lines of the same print
  eval "$(grep '^export OS_' "$work/simulated_cloud.log")"
}

for cloud in $clouds; do
  for v in "${!OS_@}"; do unset "$v"; done
  open_cloud "${cloud%:*}" "${cloud#*:}"
  check_pages
  for users in $levels; do
    for name in $programs; do
      serve "$name"
      wrk -t1 -c"$users" -d"${each}s" --timeout 60s --latency -s "$here/page.lua" "$url" -- "$page" > "$work/wrk.txt" 2>&1 ||
        die "wrk: $(cat "$work/wrk.txt")"
      echo "$cloud $users $name $(sed -n 's/^result //p' "$work/wrk.txt")" >> "$work/results"
      say "$(tail -n 1 "$work/results")"
      stop "$pid"
    done
  done
  stop "$cloud_pid"
done

awk -v goals_on="${clouds%% *}" -v latencies="$latencies" '
  function goal(met, text) { verdicts = verdicts sprintf("- %s: %s\n", met ? "met" : "**missed**", text); if (!met) missed = 1 }
  function ratio(a, b) { return b > 0 ? sprintf("%.2f", a / b) : "-" }
  { cloud = $1; users = $2; name = $3; p50[cloud, users, name] = $4; failures[cloud, users, name] = $7; lines[NR] = $0 }
  END {
    for (i = 1; i <= NR; i++) {
      split(lines[i], f); cloud = f[1]; users = f[2]; name = f[3]
      if (cloud != last) {
        split(cloud, size, ":")
        printf "%s%s servers, %s ports; ms: %s\n\n", last == "" ? "" : "\n", size[1], size[2], latencies
        print "| users | program | p50 ms | p99 ms | pages/s | failures | p50 to one user | p50 to the sequential twin |"
        print "|---|---|---|---|---|---|---|---|"
        last = cloud
      }
      twin = name; sub(/async/, "sync", twin)
      alone = p50[cloud, 1, name]; sequential = p50[cloud, users, twin]
      printf "| %s | %s | %s | %s | %s | %s | %s | %s |\n", users, name, f[4], f[5], f[6], f[7],
        ratio(f[4], alone), ratio(f[4], sequential)
      if (cloud != goals_on || name ~ /\.py$/) continue
      if (users == 1 && name == "horizon_async") goal(f[4] <= 125, sprintf("users 1, concurrent: p50 %.1f ms, at most 125", f[4]))
      if (users == 1 && name == "horizon_sync") goal(f[4] >= 420, sprintf("users 1, sequential: p50 %.1f ms, at least 420", f[4]))
      if (name == "horizon_async") {
        goal(f[7] == 0, sprintf("users %d, concurrent: %d failures, none wanted", users, f[7]))
        if (users > 1 && alone > 0)
          goal(f[4] <= 1.1 * alone, sprintf("users %d, concurrent: p50 %.2f times that of one user, at most 1.10", users, f[4] / alone))
      }
    }
    printf "\nGoals:\n\n%s", verdicts == "" ? "- none applies to the programs and levels chosen\n" : verdicts
    exit missed
  }' "$work/results"
