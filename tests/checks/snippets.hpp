// SPDX-License-Identifier: MIT
//
// What the programs in docs/*.md are about, declared and never defined: they are compiled and not run.

#ifndef SHEAF_TESTS_CHECKS_SNIPPETS_HPP
#define SHEAF_TESTS_CHECKS_SNIPPETS_HPP

#include <sheaf/sheaf.hpp>

#include <asio/thread_pool.hpp>

#include <chrono>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

struct server {
  std::string id, name;
};
struct flavor {
  std::string id, name;
};
struct page {
  int id = 0;
  std::string text;
};
struct answer {
  int status = 0;
  std::string text;
};
struct token {
  std::string text;
};

asio::awaitable<std::vector<server>> list_servers();
asio::awaitable<std::vector<flavor>> list_flavors();
asio::awaitable<page> load(int id);
asio::awaitable<void> store(page p);
asio::awaitable<void> drop(int id);
asio::awaitable<answer> ask(std::string replica);
asio::awaitable<token> sign_in(std::string user);
asio::awaitable<std::optional<int>> next_id();

void show(const page& p);
void log(std::string_view text);

extern const std::vector<int> ids;
extern const std::vector<std::string> replicas;
extern asio::io_context loop;
extern const sheaf::http::client client;
extern const sheaf::openstack::cloud cloud;

#endif  // SHEAF_TESTS_CHECKS_SNIPPETS_HPP
