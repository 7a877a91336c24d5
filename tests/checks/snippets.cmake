# SPDX-License-Identifier: MIT
#
# Every ```cpp block in docs/*.md compiles:
#   cmake -DROOT=<source tree> -DWORK=<scratch folder> -DCOMPILER=g++ -DOPTIONS=<file with its options> -P snippets.cmake
# or, with -DDOCUMENT=docs/rest.md, those of one of them.
#
# A block is what stands in a coroutine, behind the declarations of snippets.hpp (or of -DPRELUDE=<header>); one that begins
# with "// file" or contains "int main" is a file of its own. The blocks of a document are compiled together, and the
# compiler names the document's lines.

cmake_minimum_required(VERSION 3.25)

cmake_path(ABSOLUTE_PATH ROOT)
cmake_path(ABSOLUTE_PATH WORK)
cmake_path(ABSOLUTE_PATH OPTIONS)
if(NOT PRELUDE)
  set(PRELUDE "${CMAKE_CURRENT_LIST_DIR}/snippets.hpp")
endif()
file(REMOVE_RECURSE "${WORK}")
if(DOCUMENT)
  set(documents "${DOCUMENT}")
else()
  file(GLOB documents RELATIVE "${ROOT}" "${ROOT}/docs/*.md")
endif()

set(failed FALSE)
macro(fault text)
  message(NOTICE "${text}")
  set(failed TRUE)
endmacro()

# A document shows what it shows: a result that it does nothing with is no fault.
function(compile document source)
  execute_process(
    COMMAND ${COMPILER} @${OPTIONS} -Wno-unused-variable -Wno-unused-but-set-variable -fsyntax-only "${source}"
    WORKING_DIRECTORY "${ROOT}" OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(NOTICE "${text}")
    message(NOTICE "${document}: does not compile")
    set(failed TRUE PARENT_SCOPE)
  endif()
endfunction()

function(count_lines text out)
  string(REGEX REPLACE "[^\n]" "" newlines "${text}")
  string(LENGTH "${newlines}" count)
  set(${out} ${count} PARENT_SCOPE)
endfunction()

# GCC takes a file named by #line for a header, in whose coroutines there should be no lambdas.
set(quiet "#if defined(__GNUC__) && !defined(__clang__)\n#pragma GCC diagnostic ignored \"-Wsubobject-linkage\"\n#endif\n")
set(blocks 0)
foreach(document IN LISTS documents)
  cmake_path(GET document STEM name)
  file(READ "${ROOT}/${document}" text)
  string(PREPEND text "\n")
  set(line 0)
  set(wrapped "")
  while(TRUE)
    string(FIND "${text}" "\n```cpp\n" begin)
    if(begin EQUAL -1)
      break()
    endif()
    math(EXPR begin "${begin} + 8")
    string(SUBSTRING "${text}" 0 ${begin} before)
    string(SUBSTRING "${text}" ${begin} -1 text)
    count_lines("${before}" count)
    math(EXPR line "${line} + ${count}")
    string(FIND "${text}" "\n```" end)
    if(end EQUAL -1)
      fault("${document}:${line}: this ```cpp block has no end")
      break()
    endif()
    math(EXPR end "${end} + 1")
    string(SUBSTRING "${text}" 0 ${end} block)
    string(SUBSTRING "${text}" ${end} -1 text)

    math(EXPR blocks "${blocks} + 1")
    set(from "#line ${line} \"${document}\"\n")
    if(block MATCHES "^// file\n|int main\\(")
      file(WRITE "${WORK}/${name}_${line}.cpp" "${quiet}${from}${block}")
      compile(${document} "${WORK}/${name}_${line}.cpp")
    else()
      string(APPEND wrapped "namespace line_${line} {\nasio::awaitable<void> snippet() {\n${from}${block}co_return;\n}\n}\n")
    endif()
    count_lines("${block}" count)
    math(EXPR line "${line} + ${count}")
  endwhile()
  if(NOT wrapped STREQUAL "")
    file(WRITE "${WORK}/${name}.cpp" "#include \"${PRELUDE}\"\n${quiet}${wrapped}")
    compile(${document} "${WORK}/${name}.cpp")
  endif()
endforeach()

if(blocks EQUAL 0)
  fault("no ```cpp block was found in ${documents}")
endif()
if(failed)
  message(FATAL_ERROR "the documentation does not compile")
endif()
message(STATUS "${blocks} blocks compile")
