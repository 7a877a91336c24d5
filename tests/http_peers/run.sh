#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Asks Debian's Node.js, h11 and Boost.Beast what they read of the messages in tests/data/http, and writes docs/http-differences.md.
# Fails where one of them differs from the table without a reason in reasons.txt, where a reason is none any more, and where the
# page was not what it is now.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. cmake/packages.sh

need peers

# Debian 12's Node.js, whatever else is installed: its parser is what is compared. Its library reads files of its own at a fixed
# place, which becomes one below the folder that it is started in.
fetch_node() {
  local folder=build/http_peers/node
  [ -e "$folder/usr/share/nj" ] && return
  unpack_from_debian bookworm "$folder" nodejs libnode108 node-acorn node-cjs-module-lexer node-undici \
    libuv1 libc-ares2 libicu72 libnghttp2-14 libbrotli1 &&
    sed -i 's#/usr/share/nodejs#/proc/self/cwd/nj#g' "$folder"/usr/lib/*/libnode.so.108 &&
    ln -s nodejs "$folder/usr/share/nj"
}
fetch_node

g++ -std=c++20 -O1 -Wall -Wextra -o build/http_peers/beast tests/http_peers/beast.cpp

node=$PWD/build/http_peers/node/usr
peers=$PWD/tests/http_peers
/usr/bin/python3 "$peers/compare.py" \
  "node=cd $node/share && LD_LIBRARY_PATH=$(echo "$node"/lib/*/) exec ../bin/node --no-deprecation $peers/node.js" \
  "h11=exec /usr/bin/python3 $peers/h11_peer.py" \
  "Beast=exec $PWD/build/http_peers/beast"
