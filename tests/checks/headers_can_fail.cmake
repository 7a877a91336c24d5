# SPDX-License-Identifier: MIT
#
# headers.cmake finds each fault it looks for, in small trees made to have just that one:
#   cmake -DWORK=<scratch folder> -P headers_can_fail.cmake

cmake_minimum_required(VERSION 3.25)

# header(path [include...]): writes a header in order, with its test, listed in sheaf.hpp.
function(header path)
  string(TOUPPER "SHEAF_${path}" guard)
  string(REGEX REPLACE "[^A-Z0-9]" "_" guard "${guard}")
  list(TRANSFORM ARGN PREPEND "#include ")
  list(JOIN ARGN "\n" includes)
  file(WRITE "${WORK}/include/sheaf/${path}"
    "// SPDX-License-Identifier: MIT\n#ifndef ${guard}\n#define ${guard}\n${includes}\n#endif  // ${guard}\n")
  string(REPLACE ".hpp" "_test.cpp" test "${path}")
  file(WRITE "${WORK}/tests/${test}" "")
endfunction()

# Makes the tree that is in order; each case then breaks it.
function(fresh)
  file(REMOVE_RECURSE "${WORK}")
  header(sheaf.hpp <sheaf/one.hpp> <sheaf/http/two.hpp>)
  header(detail/asio.hpp <memory> <asio/awaitable.hpp>)
  header(one.hpp <sheaf/detail/asio.hpp> <vector>)
  header(http/two.hpp <sheaf/one.hpp> <asio/ip/tcp.hpp> <asio/ssl/context.hpp> <openssl/ssl.h> <sys/socket.h>)
endfunction()

function(check out)
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${WORK} -P ${CMAKE_CURRENT_LIST_DIR}/headers.cmake
    RESULT_VARIABLE result OUTPUT_VARIABLE text ERROR_VARIABLE text)
  set(result ${result} PARENT_SCOPE)
  string(REGEX REPLACE "[ \n]+" " " text "${text}")
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

function(expect_fault expected)
  check(text)
  string(FIND "${text}" "1 faults: ${expected}" at)
  if(result EQUAL 0 OR at EQUAL -1)
    message(SEND_ERROR "expected just the fault '${expected}', got:\n${text}")
  endif()
endfunction()

fresh()
check(text)
if(NOT result EQUAL 0)
  message(SEND_ERROR "the tree in order is refused:\n${text}")
endif()

fresh()
header(one.hpp <sheaf/http/two.hpp>)
header(http/two.hpp <vector>)
expect_fault("one.hpp: core may not include http (http/two.hpp)")

fresh()
header(testing/detail/x.hpp <sheaf/http/two.hpp>)
expect_fault("testing/detail/x.hpp: testing may not include http (http/two.hpp)")

fresh()
header(detail/x.hpp <sheaf/sheaf.hpp>)
expect_fault("detail/x.hpp: includes sheaf.hpp, which is for users")

fresh()
header(detail/x.hpp <sheaf/y.hpp>)
expect_fault("detail/x.hpp: includes y.hpp, which does not exist")

fresh()
header(detail/x.hpp "\"asio.hpp\"")
expect_fault("detail/x.hpp: #include \"asio.hpp\" (write <sheaf/...>)")

fresh()
header(detail/x.hpp <vector> <asio.hpp>)
expect_fault("detail/x.hpp: never <asio.hpp>")

fresh()
header(one.hpp <vector> <asio/post.hpp>)
expect_fault("one.hpp: may not include <asio/post.hpp>")

fresh()
header(detail/x.hpp <asio/post.hpp>)
expect_fault("detail/x.hpp: <asio/post.hpp> comes first, where <sheaf/detail/asio.hpp> must")

fresh()
header(detail/x.hpp <vector> <asio/ssl/stream.hpp>)
expect_fault("detail/x.hpp: may not include <asio/ssl/stream.hpp>")

fresh()
header(detail/x.hpp <openssl/ssl.h>)
expect_fault("detail/x.hpp: may not include <openssl/ssl.h>")

fresh()
header(http/detail/x.hpp <simdjson.h>)
expect_fault("http/detail/x.hpp: may not include <simdjson.h>")

fresh()
header(json/detail/x.hpp <boost/json.hpp>)
expect_fault("json/detail/x.hpp: never <boost/json.hpp>")

fresh()
header(json/detail/x.hpp <nlohmann/json.hpp>)
expect_fault("json/detail/x.hpp: <nlohmann/json.hpp> is of no package of ours")

fresh()
header(detail/x.hpp "<vector> // asio::detail::scheduler")
expect_fault("detail/x.hpp: reaches into asio::detail, which is for detail/launch.hpp")

fresh()
header(util/detail/x.hpp)
expect_fault("util/detail/x.hpp: 'util' is no layer")

fresh()
file(REMOVE "${WORK}/tests/one_test.cpp")
expect_fault("one.hpp: has no tests/one_test.cpp")

fresh()
header(three.hpp)
expect_fault("sheaf.hpp: does not include three.hpp")

fresh()
header(detail/x.hpp <sheaf/detail/y.hpp>)
header(detail/y.hpp <sheaf/detail/x.hpp>)
expect_fault("these include each other in a circle, or include those that do: detail/x.hpp, detail/y.hpp")

fresh()
file(READ "${WORK}/include/sheaf/one.hpp" text)
string(REPLACE "#ifndef SHEAF_ONE_HPP" "#ifndef SHEAF_TWO_HPP" broken "${text}")
file(WRITE "${WORK}/include/sheaf/one.hpp" "${broken}")
expect_fault("one.hpp: the include guard does not open with SHEAF_ONE_HPP")
string(REPLACE "#endif  // SHEAF_ONE_HPP" "#endif  // SHEAF_TWO_HPP" broken "${text}")
file(WRITE "${WORK}/include/sheaf/one.hpp" "${broken}")
expect_fault("one.hpp: does not end with '#endif // SHEAF_ONE_HPP'")
string(REPLACE "SPDX-License-Identifier: MIT" "" broken "${text}")
file(WRITE "${WORK}/include/sheaf/one.hpp" "${broken}")
expect_fault("one.hpp: the first line is not // SPDX-License-Identifier: MIT")

file(REMOVE_RECURSE "${WORK}")
