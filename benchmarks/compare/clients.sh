#!/bin/bash
# SPDX-License-Identifier: MIT
#
# http::client beside libcurl's multi interface, Boost.Beast and aiohttp: what a request takes of the client's processor, user
# and system, when all of them ask one and the same server; the server on one core, the client on another. Of every client
# the median of ROUNDS runs, which alternate. Instructions are counted once under callgrind, which sees user space only, as the
# difference of two runs of different lengths. Prints Markdown tables and whether the goals are met; the exit code is 1 when
# one is missed.
#
#   ROUNDS       runs of each client in each cell  (7)
#   REQUESTS     of a run with answers of 1 KB; a quarter as many with 100 KB, a fifth of that with aiohttp  (20000)
#   WIRES        plain, tls         (plain tls)
#   SIZES        bytes of a body    (1024 102400)
#   CONCURRENCY  requests at once   (1 20 200)
#   CLIENTS      which to compare   (sheaf beast curl_epoll curl_poll aiohttp)
#   COUNT        0: no instructions are counted  (1)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
rounds=${ROUNDS:-7} requests=${REQUESTS:-20000} count=${COUNT:-1}
read -ra wires <<<"${WIRES:-plain tls}"
read -ra sizes <<<"${SIZES:-1024 102400}"
read -ra levels <<<"${CONCURRENCY:-1 20 200}"
read -ra clients <<<"${CLIENTS:-sheaf beast curl_epoll curl_poll aiohttp}"
server_core=0 client_core=1

. "$root/cmake/packages.sh"
need build clients >&2
if [ "$(nproc)" -lt 2 ]; then
  echo "nothing is measured: server and client need a core each"
  exit 0
fi

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
say() { echo "$*" >&2; }

build() {  # NAME LIBRARY...
  local name=$1
  shift
  say "building $name"
  g++ -std=c++20 -O3 -DNDEBUG -Wall -Wextra -I"$root/include" "$here/$name.cpp" -o "$work/$name" "$@" -lpthread
}
build clients_server -lssl -lcrypto
build sheaf_client -lssl -lcrypto
build beast_client -lssl -lcrypto
build curl_client -lcurl

taskset -c $server_core "$work/clients_server" "$work/authorities.pem" >"$work/ports" &
server=$!
for ((i = 0; i < 100; i++)); do
  [ -s "$work/ports" ] && break
  sleep 0.1
done
read -r plain_port tls_port <"$work/ports"

command_of() {  # CLIENT WIRE SIZE CONCURRENCY REQUESTS: sets command
  case $1 in
    curl_*) command=("$work/curl_client") ;;
    aiohttp) command=(/usr/bin/python3 -B "$here/aiohttp_client.py") ;;
    *) command=("$work/${1}_client") ;;
  esac
  if [ "$2" = tls ]; then
    command+=("$tls_port" "$work/authorities.pem")
  else
    command+=("$plain_port" -)
  fi
  command+=("$3" "$4" "$5")
  case $1 in curl_*) command+=("${1#curl_}") ;; esac
}

# Nanoseconds: that the server has been on a core, and the clock.
busy() { cut -d' ' -f1 "/proc/$server/schedstat"; }

run() {  # CLIENT WIRE SIZE CONCURRENCY
  local n=$requests command busy_before clock_before
  [ "$3" -le 10000 ] || n=$((n / 4))
  [ "$1" != aiohttp ] || n=$((n / 5))
  command_of "$@" "$n"
  busy_before=$(busy) clock_before=$(date +%s%N)
  taskset -c $client_core "${command[@]}" >"$work/out"
  echo "$2 $3 $4 $1 cpu $(<"$work/out") $((($(busy) - busy_before) * 100 / ($(date +%s%N) - clock_before)))" >>"$work/results"
}

instructions() {  # CLIENT WIRE SIZE CONCURRENCY
  local command n counted=()
  for n in 500 1000; do
    command_of "$@" "$n"
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "${command[@]}" >/dev/null 2>"$work/counted"
    counted+=("$(sed -n 's/.*Collected : //p' "$work/counted")")
  done
  echo "$2 $3 $4 $1 instructions $(((counted[1] - counted[0]) / 500))" >>"$work/results"
}

for wire in "${wires[@]}"; do
  for size in "${sizes[@]}"; do
    for level in "${levels[@]}"; do
      say "$wire, $size bytes, $level at once"
      for ((round = 0; round < rounds; round++)); do
        for client in "${clients[@]}"; do run "$client" "$wire" "$size" "$level"; done
      done
      [ "$count" = 0 ] && continue
      for client in "${clients[@]}"; do instructions "$client" "$wire" "$size" "$level"; done
    done
  done
done

awk '
  function goal(met, text) { verdicts = verdicts sprintf("- %s: %s\n", met ? "met" : "**missed**", text); if (!met) missed = 1 }
  function median(key, n,   i, j, t, v) {
    for (i = 1; i <= n; i++) v[i] = values[key, i]
    for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] > v[j]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
    return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
  }
  function add(key, value) { values[key, ++number[key]] = value }
  {
    cell = $1 " " $2 " " $3
    if (!(cell in seen)) { seen[cell]; cells[++many] = cell }
    if (!((cell, $4) in has)) { has[cell, $4]; who[cell] = who[cell] " " $4 }
    if ($5 == "cpu") { add(cell " " $4 " cpu", $6); add(cell " " $4 " rate", $7); add(cell " " $4 " busy", $8) }
    if ($5 == "instructions") count[cell, $4] = $6
  }
  END {
    print "| wire | body | at once | client | CPU µs a request | instructions a request | requests/s | server busy |"
    print "|---|---|---|---|---|---|---|---|"
    for (c = 1; c <= many; c++) {
      cell = cells[c]; split(cell, at); n = split(who[cell], names)
      best = fewest = 0
      for (i = 1; i <= n; i++) {
        name = names[i]; key = cell " " name
        cpu = median(key " cpu", number[key " cpu"]); load = median(key " busy", number[key " busy"])
        rate = median(key " rate", number[key " rate"]); ir = count[cell, name]
        printf "| %s | %s | %s | %s | %.1f | %s | %d%s | %d %% |\n", at[1], at[2], at[3], name, cpu, ir == "" ? "-" : ir, rate,
          (load > 90 ? " (not compared)" : ""), load
        if (name == "sheaf") { ours = cpu; our_ir = ir; continue }
        if (!best || cpu < best) { best = cpu; whose = name }
        if (ir != "" && (!fewest || ir < fewest)) { fewest = ir; whose_ir = name }
      }
      what = sprintf("%s, %s bytes, %s at once", at[1], at[2], at[3])
      if (best && ours) goal(ours <= 0.97 * best, sprintf("%s: %.2f times the CPU of %s, at most 0.97", what, ours / best, whose))
      if (fewest && our_ir)
        goal(our_ir <= 0.97 * fewest, sprintf("%s: %.2f times the instructions of %s, at most 0.97", what, our_ir / fewest, whose_ir))
    }
    printf "\nGoals:\n\n%s", verdicts
    exit missed
  }' "$work/results"
