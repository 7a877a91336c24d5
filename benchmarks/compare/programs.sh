# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What live.sh and replay.sh share (sourced): packages, the programs compared, and the page they must agree on.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${BUILD:-$root/build/release}
programs=${PROGRAMS:-horizon_async horizon_sync horizon_async.py horizon_sync.py}
work=$(mktemp -d)
trap 'stop_all; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

say() { echo "$*" >&2; }
die() { say "FAILED: $*"; exit 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Brings the named C++ examples up to date, unless BUILD names a build to be taken as it is.
need_examples() {  # NAME...
  [ $# = 0 ] || [ -n "${BUILD:-}" ] && return
  need build >&2
  say "building $*"
  (cd "$root" && cmake --preset release && cmake --build "$build" --target "$@") > "$work/build.log" 2>&1 ||
    { tail -n 40 "$work/build.log" >&2; die "the build of $*"; }
}
compiled() { local name; for name in $programs; do case $name in *.py) ;; *) echo "$name" ;; esac; done; }

# Every background program leads a session of its own, so that its processor time and its end are told by one id.
started=()
start() {  # NAME COMMAND...: sets pid
  local log=$work/$1.log; shift
  setsid "$@" > "$log" 2>&1 < /dev/null &
  pid=$!
  started+=("$pid")
}
stop() {  # PID
  local i
  kill -TERM "$1" 2>/dev/null || return 0
  for ((i = 0; i < 50; i++)); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.1; done
  kill -KILL "$1" 2>/dev/null || true
}
stop_all() { local p; for p in "${started[@]:-}"; do [ -z "$p" ] || stop "$p"; done; started=(); }

free_port() { /usr/bin/python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Starts one of the programs compared; sets pid and url; has it get its token.
serve() {  # NAME
  local name=$1 i port
  port=$(free_port) url=http://127.0.0.1:$port/
  case $name in
    *.py) start "$name" /usr/bin/python3 -B "$here/$name" --listen "127.0.0.1:$port" ;;
    *) start "$name" "$build/examples/$name" --listen "127.0.0.1:$port" --threads 1 ;;
  esac
  for ((i = 0; i < 100; i++)); do
    kill -0 "$pid" 2>/dev/null || { cat "$work/$name.log" >&2; die "$name ended"; }
    curl -fs -o /dev/null "${url}healthz" 2>/dev/null && break
    sleep 0.1
  done
  curl -fs --max-time 120 -o "$work/$name.page" "$url" || die "$name gives no page"
  ! grep -q ': unavailable: ' "$work/$name.page" || { grep ': unavailable: ' "$work/$name.page" >&2; die "$name misses lists"; }
}

# All programs must give one and the same page: $page.
check_pages() {
  local name
  page=
  for name in $programs; do
    serve "$name"; stop "$pid"
    page=${page:-$work/$name.page}
    diff "$page" "$work/$name.page" >&2 || die "the page of $name is another than that of $(basename "$page" .page)"
  done
  say "the pages of $programs are equal: $(wc -c < "$page") bytes, $(grep -c '^  ' "$page") names"
  cp "$page" "$work/page"; page=$work/page
}

. "$root/cmake/packages.sh"
need compare >&2
