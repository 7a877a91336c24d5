#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The whole comparison on a real control plane: each program in turn, ApacheBench at growing numbers of users.
# Prints a Markdown table; what it does meanwhile goes to standard error.
#
#   OS_*       the cloud; without OS_AUTH_URL the one of tests/live/control_plane, brought up and seeded when it is down
#   LEVELS     users:pages ...     (1:50 5:50 20:50 50:50; a page costs the servers 0.3 to 1 s of processor)
#   PROGRAMS   which to compare    (horizon_async horizon_sync horizon_async.py horizon_sync.py)
#   BUILD      a C++ build to take as it is  (build/release, brought up to date first)
set -euo pipefail
# shellcheck source=benchmarks/compare/programs.sh
. "$(dirname "${BASH_SOURCE[0]}")/programs.sh"
levels=${LEVELS:-1:50 5:50 20:50 50:50}
state=${LAB_STATE:-/tmp/openstack-lab}
control_plane=$root/tests/live/control_plane

# shellcheck disable=SC2046
need_examples $(compiled)

if [ -z "${OS_AUTH_URL:-}" ]; then
  if ! curl -s -o /dev/null http://127.0.0.1:5000/v3; then
    say "bringing up the control plane"
    as_root env LAB_STATE="$state" "$control_plane/up" >&2
    as_root env LAB_STATE="$state" SERVERS="${SERVERS:-5}" PORTS="${PORTS:-0}" "$control_plane/seed" >&2
  fi
  eval "$(as_root cat "$state/openrc.demo")"
fi

# The sessions of the cloud's processes, when it runs on this machine.
cloud_sessions=$(as_root cat "$state"/run/*.pid 2>/dev/null | tr '\n' ' ' || true)

# Clock ticks used so far: by the cloud's processes, by the program, by everything, and the time there was.
ticks() {  # PROGRAM
  { cat /proc/[0-9]*/stat 2>/dev/null || true; cat /proc/stat; } | awk -v cloud="$cloud_sessions" -v program="$1" '
    BEGIN { n = split(cloud, ids); for (i = 1; i <= n; i++) of_cloud[ids[i]] = 1 }
    $1 == "cpu" { all = $2 + $3 + $4 + $7 + $8; there = all + $5 + $6 + $9 }
    /^[0-9]+ \(/ {
      sub(/^.*\) /, "")          # from here: 1 state, 4 session, 12 to 15 the times of itself and of ended children
      used = $12 + $13 + $14 + $15
      if ($4 == program) mine += used; else if ($4 in of_cloud) servers += used
    }
    END { printf "%d %d %d %d\n", servers, mine, all, there }'
}

row() {  # USERS NAME PAGES BEFORE AFTER: one line of the table, from what ab said
  awk -v users="$1" -v name="$2" -v pages="$3" -v before="$4" -v after="$5" -v bytes="$(wc -c < "$page")" '
    /^Document Length:/ { if ($3 != bytes) wrong = 1 }
    /^Failed requests:/ { failed = $3 }
    /^Non-2xx responses:/ { failed += $3 }
    /^Requests per second:/ { rate = $4 }
    /^Total: / { mean = $3; median = $5; max = $6 }
    END {
      if (mean == "" || wrong) { failed = pages; if (mean == "") mean = median = max = rate = "-" }
      split(before, a); split(after, b); for (i = 1; i <= 4; i++) d[i] = b[i] - a[i]
      printf "| %s | %s | %s | %s | %s | %s | %s | %s | %.0f | %.1f | %.0f%% | %.0f%% | %.0f%% |\n", users, name, pages, mean, median, max,
        failed, rate, d[1] * 10 / pages, d[2] * 10 / pages, 100 * d[1] / d[3], 100 * d[2] / d[3], 100 * d[3] / d[4]
    }' "$work/ab.txt"
}

check_pages
cat <<END
| users | program | pages | mean ms | p50 ms | max ms | failures | pages/s | servers: CPU ms a page | program: CPU ms a page | servers' share of CPU used | program's share | machine busy |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
END
for level in $levels; do
  users=${level%:*} pages=${level#*:}
  for name in $programs; do
    serve "$name"
    before=$(ticks "$pid")
    ab -q -s 300 -n "$pages" -c "$users" "$url" > "$work/ab.txt" 2>&1 || say "$name, $users users: $(tail -n 1 "$work/ab.txt")"
    row "$users" "$name" "$pages" "$before" "$(ticks "$pid")"
    stop "$pid"
  done
done
echo
echo "$(nproc) cores; the cloud's own share is known only where it runs on this machine. A failure is a page that did not come, or came other than the first."
