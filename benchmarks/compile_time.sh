#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# B14: what gather costs whoever compiles it: seconds and bytes of a unit that gathers 2, 8 or 32 children by name, beside one that
# awaits them in turn and one that joins them by Asio's &&. Prints a Markdown table.
#
#   CXX     the compiler   (g++)
#   FLAGS   its options    (-std=c++20 -O2 -DNDEBUG)
#   ROUNDS  times each unit is compiled; the fastest counts   (3; once what takes longer than 10 s)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
read -ra compiler <<<"${CXX:-g++} ${FLAGS:--std=c++20 -O2 -DNDEBUG} -DASIO_STANDALONE=1 -DASIO_HAS_STD_ALIGNED_ALLOC=1"
rounds=${ROUNDS:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unit() {  # FORM CHILDREN
  local form=$1 children=$2 i calls=()
  for ((i = 0; i < children; i++)); do calls+=("child($i)"); done
  echo "#include <sheaf/gather.hpp>"
  echo "#include <asio/experimental/awaitable_operators.hpp>"
  echo "asio::awaitable<int> child(int i);"
  case $form in
    includes) return ;;
    in_turn) printf 'asio::awaitable<void> work() {\n' && printf '  co_await %s;\n' "${calls[@]}" ;;
    gather) printf 'asio::awaitable<void> work() {\n  co_await sheaf::gather(%s);\n' "$(IFS=, && echo "${calls[*]}")" ;;
    and)
      echo 'using namespace asio::experimental::awaitable_operators;'
      printf 'asio::awaitable<void> work() {\n  co_await (%s%s);\n' "${calls[0]}" "$(printf ' && %s' "${calls[@]:1}")"
      ;;
  esac
  echo '}'
}

compile() {  # FORM CHILDREN: a row of the table
  local form=$1 children=$2 i start best=0 took
  unit "$form" "$children" >"$work/unit.cpp"
  for ((i = 0; i < rounds; i++)); do
    start=$(date +%s%N)
    if ! "${compiler[@]}" -I"$root/include" -c "$work/unit.cpp" -o "$work/unit.o"; then
      echo "compile_time.sh: $form of $children does not compile" >&2
      return 1
    fi
    took=$((($(date +%s%N) - start) / 1000000))
    if [ "$best" -eq 0 ] || [ "$took" -lt "$best" ]; then best=$took; fi
    if [ "$took" -gt 10000 ]; then break; fi
  done
  printf '| %s | %s | %d.%02d | %d | %d |\n' "$form" "$children" $((best / 1000)) $((best % 1000 / 10)) \
    "$(size "$work/unit.o" | awk 'NR == 2 { print int(($1 + $2 + $3) / 1024) }')" $(($(stat -c %s "$work/unit.o") / 1024))
}

echo "| form | children | s | KiB of code and data | KiB of the object |"
echo "|---|---|---|---|---|"
compile includes 0
for children in 2 8 32; do
  for form in in_turn gather and; do compile "$form" "$children"; done
done
