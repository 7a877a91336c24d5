#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Reads a real cloud's lists through http::client, plain and over TLS, and compares every answer with curl's. Prints a
# Markdown table, a row for each region; ends with 1 where something failed that is not the server's own word.
#
#   OS_*      the cloud; without OS_AUTH_URL the one of tests/live/control_plane as it runs, or, where it does not, brought up,
#             seeded and taken down again, once for each way of serving
#   SERVED    way:flavors:images:others[:connections] ...   (10,000 requests as Debian serves, and 2,000 each of the three ways
#             that keep connections); of a cloud that is there the first one's numbers are taken. With http11 a kept connection
#             holds a whole worker, so that no more than there are workers may be kept: one to an origin and region
#   AT_ONCE   requests under way   (8)
#   REGIONS   asked in turn        (OS_REGION_NAME's; of the control plane RegionOne, which is plain, and RegionTLS)
#   PRESET    what the program is built with, under build/   (asan)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. cmake/packages.sh
served=${SERVED:-shipped:8000:1500:500 http11:1600:300:100:1 router:1600:300:100 eventlet:1600:300:100}
state=${LAB_STATE:-/tmp/openstack-lab}
control_plane=tests/live/control_plane
preset=${PRESET:-asan}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

need build tests live >&2
{ cmake --preset "$preset" -DSHEAF_CHECK_SOURCES=OFF && cmake --build "build/$preset" --target read_cloud; } >&2

answers() { curl -s -o /dev/null http://127.0.0.1:5000/v3; }

brought_up=
take_down() {
  [ -z "$brought_up" ] || as_root env LAB_STATE="$state" "$control_plane/down" >&2
  brought_up=
}
trap take_down EXIT
trap 'exit 130' INT TERM

bring_up() {  # WAY
  brought_up=yes
  as_root env LAB_STATE="$state" LAB_HTTP="$1" "$control_plane/up" >&2
  as_root env LAB_STATE="$state" SERVERS="${SERVERS:-5}" PORTS="${PORTS:-0}" "$control_plane/seed" >&2
}

use_control_plane() {
  eval "$(as_root cat "$state/openrc.demo")"
  export OS_CACERT=$state/etc/tls/ca.pem
  regions=${REGIONS:-RegionOne RegionTLS}
}

failed=0
read_it() {  # LABEL FLAVORS IMAGES OTHERS CONNECTIONS
  # shellcheck disable=SC2086  # regions are words
  env ${5:+CONNECTIONS="$5"} "build/$preset/tests/live/read_cloud" "${@:1:4}" "${AT_ONCE:-8}" $regions || failed=1
}

cat <<END
| served by | region | requests = flavors + images + others | statuses | failures | connections made | answers over used ones | found closed | sent again | s |
|---|---|---|---|---|---|---|---|---|---|
END
IFS=: read -r way flavors images others connections <<<"${served%% *}"
regions=${REGIONS:-}
if [ -n "${OS_AUTH_URL:-}" ]; then
  read_it "$OS_AUTH_URL" "$flavors" "$images" "$others" "$connections"
elif answers; then
  use_control_plane
  read_it "${LABEL:-control plane}" "$flavors" "$images" "$others" "$connections"
else
  for one in $served; do
    IFS=: read -r way flavors images others connections <<<"$one"
    bring_up "$way"
    (use_control_plane && read_it "$way" "$flavors" "$images" "$others" "$connections" && exit "$failed") || failed=1
    take_down
  done
fi
exit "$failed"
