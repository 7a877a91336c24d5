# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Stages that go on after one has failed, and a closing line that counts them.

passed=0
failed=0
summary=()

stage() {  # NAME COMMAND...
  local name=$1 begin=$SECONDS result
  shift
  echo
  echo "==== $name"
  if "$@"; then
    result=ok
    passed=$((passed + 1))
  else
    result=FAILED
    failed=$((failed + 1))
  fi
  summary+=("$(printf '%-6s %5d s  %s' "$result" $((SECONDS - begin)) "$name")")
}

finish() {
  echo
  printf '%s\n' "${summary[@]}"
  echo
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
  exit
}
