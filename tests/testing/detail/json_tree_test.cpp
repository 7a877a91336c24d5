// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/detail/json_tree.hpp, which judges in other tests and so is judged here.
#include <sheaf/testing/detail/json_tree.hpp>

#include <doctest/doctest.h>

#include <string>

using sheaf::testing::simulation::json_tree;
using sheaf::testing::simulation::json_tree_reader;

TEST_CASE("a document becomes a tree whose members are found by path") {
  const auto tree = json_tree_reader::read(R"( {"a": {"b": [1, "two", null, true], "c": "x"}, "d": -1.5e3} )");
  REQUIRE(tree);
  CHECK(tree->string("a.c") == "x");
  CHECK(!tree->string("a.b"));
  CHECK(!tree->find("a.z"));
  CHECK(!tree->find("d.e"));
  const json_tree* list = tree->find("a.b");
  REQUIRE(list);
  CHECK(list->is == json_tree::kind::array);
  REQUIRE(list->items.size() == 4);
  CHECK(list->items[0].text == "1");
  CHECK(list->items[1].is == json_tree::kind::string);
  CHECK(list->items[2].text == "null");
  CHECK(tree->find("d")->text == "-1.5e3");
}

TEST_CASE("strings are unescaped, surrogates joined") {
  const auto tree = json_tree_reader::read(R"({"s": "\"\\\/\b\f\n\r\t\u00e9\u043E\ud83d\ude80\u50cf z"})");
  REQUIRE(tree);
  CHECK(tree->string("s") == "\"\\/\b\f\n\r\t\u00e9\u043e\U0001f680\u50cf z");
}

TEST_CASE("what is no JSON is nothing") {
  for (const char* text : {"", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[1 2]", "{\"a\":1}}", "nul", "'a'",
                           "\"a", "\"\\x\"", "\"\\u12\"", "\"\n\"", "{1:2}", "{\"a\": 1 \"b\": 2}"}) {
    CAPTURE(std::string(text));
    CHECK(!json_tree_reader::read(text));
  }
  CHECK(!json_tree_reader::read(std::string(100'000, '[')));
}
