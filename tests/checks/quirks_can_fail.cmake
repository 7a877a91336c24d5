# SPDX-License-Identifier: MIT
#
# quirks.cmake finds what it is there to find:  cmake -DWORK=<scratch folder> -P quirks_can_fail.cmake

cmake_minimum_required(VERSION 3.25)

cmake_path(ABSOLUTE_PATH WORK)
set(header "int f(int n) { return n[0] == 1; }\nint g() { return 2; }\n")
set(test "TEST_CASE(\"one is one; two is not\") {\n}\n")
set(quirk "# A title\n\n[ones]\nquirk: ones come\nsheaf: ones go\nin: include/sheaf/a.hpp\n- return n[0] == 1;\n+ return 0;\ntest: a_test.cpp: one is one; two is not\n")
set(page "# Quirks\n\n| ones come | ones go | [one is one; two is not](../tests/a_test.cpp) |\n")

function(check what wanted header test quirk page)
  file(REMOVE_RECURSE "${WORK}")
  file(WRITE "${WORK}/include/sheaf/a.hpp" "${header}")
  file(WRITE "${WORK}/tests/a_test.cpp" "${test}")
  file(WRITE "${WORK}/tests/mutations/a.txt" "${quirk}")
  file(WRITE "${WORK}/docs/quirks.md" "${page}")
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${WORK} -P ${CMAKE_CURRENT_LIST_DIR}/quirks.cmake
    RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
  string(REGEX REPLACE "[ \n]+" " " said "${said}")
  string(FIND "${said}" "${wanted}" at)
  if(at EQUAL -1)
    message(SEND_ERROR "${what}: \"${wanted}\" is not said, but: ${said}")
  elseif((result EQUAL 0) EQUAL (what MATCHES "^wrong"))
    message(SEND_ERROR "${what}: ends with ${result}")
  endif()
endfunction()

check("right" "1 quirks have" "${header}" "${test}" "${quirk}" "${page}")
string(REPLACE "== 1" "== 3" other "${header}")
check("wrong: the text is gone" "found 0 times in include/sheaf/a.hpp" "${other}" "${test}" "${quirk}" "${page}")
check("wrong: the text is there twice" "found 2 times in include/sheaf/a.hpp" "${header}${header}" "${test}" "${quirk}" "${page}")
string(REPLACE "two" "three" other "${test}")
check("wrong: another case" "tests/a_test.cpp has no such case" "${header}" "${other}" "${quirk}" "${page}")
string(REPLACE "ones go" "ones stay" other "${page}")
check("wrong: another row" "its row is 0 times in docs/quirks.md" "${header}" "${test}" "${quirk}" "${other}")
set(other "| more | more | [one is one](../tests/a_test.cpp) |\n")
check("wrong: a row too many" "docs/quirks.md has 2 rows, and tests/mutations 1 quirks" "${header}" "${test}" "${quirk}" "${page}${other}")
string(REPLACE "test: " "# " other "${quirk}")
check("wrong: no test" "ones: no test" "${header}" "${test}" "${other}" "${page}")
file(REMOVE_RECURSE "${WORK}")
