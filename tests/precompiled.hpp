// SPDX-License-Identifier: MIT
//
// What nearly every test includes, compiled once. Tests include what they use all the same.

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <sheaf/detail/asio.hpp>

#include <doctest/doctest.h>
