#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Reads every list that there is a descriptor for from a real cloud, in three page sizes, and compares ids and names with what the
# OpenStack command line says, or, where it has no such list, a plain GET. Prints a Markdown table in which every list is accounted
# for: agreed, refused by both (with the status, the same to both), not in the catalog, or differs. Ends with 1 where one differs.
# Then some lists are recorded and replayed by a simulated cloud, which has to give the same rows.
#
#   OS_*        the cloud, or clouds.yaml where OS_CLOUD names one of it; without either the one of tests/live/control_plane as it
#               runs, or, where it does not, brought up, seeded and taken down again: that one as admin and as demo, each with a
#               password and with an application credential made for this
#   REGIONS     asked in turn (OS_REGION_NAME's; of the control plane RegionOne, which is plain, and RegionTLS)
#   PAGE_SIZES  besides that of each descriptor  (1 3)
#   PORTS       of the control plane, at which as<>() into id and name has to take less than half the time of the whole list of
#               ports; 0 leaves that out  (500)
#   PRESET      what the program is built with, under build/  (asan)
#   UP          yes leaves the control plane up
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. cmake/packages.sh
state=${LAB_STATE:-/tmp/openstack-lab}
control_plane=tests/live/control_plane
preset=${PRESET:-asan}
ports=${PORTS:-500}
read -ra sizes <<<"${PAGE_SIZES:-1 3}"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
say() { echo "$*" >&2; }

need build tests live lists >&2
{ cmake --preset "$preset" -DSHEAF_CHECK_SOURCES=OFF && cmake --build "build/$preset" --target list_cloud replay_cloud; } >&2

work=$(mktemp -d)
brought_up=
finish() {
  rm -rf "$work"
  [ -z "$brought_up" ] || as_root env LAB_STATE="$state" "$control_plane/down" >&2
}
trap finish EXIT
trap 'exit 130' INT TERM

failed=0
# What is recorded of it, given again by a simulated cloud, has to be the same.
replay_it() {  # LABEL
  local recording
  recording=$(mktemp -d -p "$work")
  printf '\n%s, recorded and replayed:\n\n' "$1"
  "build/$preset/tests/live/replay_cloud" "$recording" || failed=1
}
read_it() {  # LABEL: as the OS_* variables say
  local region
  say "reading as $1"
  for region in ${regions:-as_it_is}; do
    (
      [ "$region" = as_it_is ] || export OS_REGION_NAME=$region
      /usr/bin/python3 -B tests/live/list_cloud/compare.py ask "$work" "$1" "build/$preset/tests/live/list_cloud" "${sizes[@]}"
    ) || failed=1
  done
}

# Runs a command with the variables of one account of the control plane; for a subshell.
as_account() {  # OPENRC COMMAND...
  local v openrc=$1
  shift
  for v in "${!OS_@}"; do unset "$v"; done
  eval "$(as_root cat "$openrc")"
  export OS_CACERT=$state/etc/tls/ca.pem
  "$@"
}

# With a password, and with an application credential that is taken back after.
both_ways() {  # LABEL
  local made id
  made=$(openstack application credential create "list_cloud $$" -f value -c id -c secret) || return
  id=$(head -n 1 <<<"$made")
  read_it "$1, password"
  (
    unset OS_USERNAME OS_PASSWORD OS_PROJECT_NAME OS_USER_DOMAIN_ID OS_PROJECT_DOMAIN_ID
    export OS_AUTH_TYPE=v3applicationcredential OS_APPLICATION_CREDENTIAL_ID=$id
    OS_APPLICATION_CREDENTIAL_SECRET=$(tail -n 1 <<<"$made")
    export OS_APPLICATION_CREDENTIAL_SECRET
    read_it "$1, application credential"
    exit "$failed"
  ) || failed=1
  openstack application credential delete "$id"
  return "$failed"
}

seed() { as_root env LAB_STATE="$state" SERVERS="${SERVERS:-5}" PORTS="$1" "$control_plane/seed" >&2; }

regions=${REGIONS:-}
if [ -n "${OS_AUTH_URL:-}${OS_CLOUD:-}" ]; then
  ports=0
  read_it cloud
else
  regions=${REGIONS:-RegionOne RegionTLS}
  if ! curl -s -o /dev/null http://127.0.0.1:5000/v3; then
    [ "${UP:-}" = yes ] || brought_up=yes
    as_root env LAB_STATE="$state" "$control_plane/up" >&2
  fi
  seed 10
  (as_account "$state/openrc" both_ways admin) || failed=1
  (as_account "$state/openrc.demo" both_ways demo) || failed=1
fi
/usr/bin/python3 -B tests/live/list_cloud/compare.py table "$work" docs/services.md || failed=1
if [ -n "${OS_AUTH_URL:-}${OS_CLOUD:-}" ]; then
  replay_it cloud
else
  (as_account "$state/openrc" replay_it admin && exit "$failed") || failed=1
  (as_account "$state/openrc.demo" replay_it demo && exit "$failed") || failed=1
fi

if [ "$ports" != 0 ]; then
  # Optimised: of a sanitizer's time the whole list would take more.
  { cmake --preset release -B build/release-live -DSHEAF_BUILD_TESTS=ON -DSHEAF_CHECK_SOURCES=OFF -DSHEAF_BUILD_EXAMPLES=OFF \
    -DSHEAF_BUILD_BENCHMARKS=OFF && cmake --build build/release-live --target port_projection; } >&2
  seed "$ports"
  echo
  (as_account "$state/openrc.demo" build/release-live/tests/live/port_projection 5) || failed=1
fi
exit "$failed"
