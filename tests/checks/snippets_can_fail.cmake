# SPDX-License-Identifier: MIT
#
# snippets.cmake finds what does not compile, and where, in small documents made to have just that:
#   cmake -DWORK=<scratch folder> -DCOMPILER=g++ -DOPTIONS=<file with its options> -P snippets_can_fail.cmake

cmake_minimum_required(VERSION 3.25)

cmake_path(ABSOLUTE_PATH WORK)
cmake_path(ABSOLUTE_PATH OPTIONS)

# check(expected text): what is said of a tree with this one document. Nothing expected: that it compiles.
function(check expected text)
  file(REMOVE_RECURSE "${WORK}")
  file(WRITE "${WORK}/prelude.hpp" "#include <sheaf/detail/asio.hpp>\nasio::awaitable<int> work();\n")
  file(WRITE "${WORK}/docs/page.md" "${text}")
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${WORK} -DWORK=${WORK}/made -DPRELUDE=${WORK}/prelude.hpp
    -DCOMPILER=${COMPILER} -DOPTIONS=${OPTIONS} -P ${CMAKE_CURRENT_LIST_DIR}/snippets.cmake
    RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(expected STREQUAL "")
    if(NOT result EQUAL 0)
      message(SEND_ERROR "this compiles, and is refused:\n${text}\n${said}")
    endif()
    return()
  endif()
  string(FIND "${said}" "${expected}" at)
  if(result EQUAL 0 OR at EQUAL -1)
    message(SEND_ERROR "expected '${expected}' of this:\n${text}\ngot:\n${said}")
  endif()
endfunction()

set(good "A page; it has [brackets] in it.\n\n```cpp\nint sum[2] = {co_await work(), 0};\n```\n")
set(file "\n```cpp\n// file\nint answer() { return 42; }\n```\n")
check("" "${good}${file}${good}")
check("docs/page.md:12:" "${good}${file}```cpp\nint x = \"no number\";\n```\n${good}")
check("docs/page.md:4:" "A file:\n```cpp\n// file\nint x = \"no number\";\n```\n${good}")
check("docs/page.md:10:" "${good}\nAnother:\n```cpp\n\nco_await no_work();\n```\n")
check("docs/page.md:8: this ```cpp block has no end" "${good}\n```cpp\nint x = 1;\n")
check("no ```cpp block was found" "Nothing but text.\n")

file(REMOVE_RECURSE "${WORK}")
