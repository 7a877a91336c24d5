// SPDX-License-Identifier: MIT
//
// Reads the lists of a real cloud over and over, many at a time, and holds every answer against curl's:
//
//   read_cloud LABEL FLAVORS IMAGES OTHERS AT_ONCE [REGION...]     how often which; OS_REGION_NAME's region unless said
//
// The cloud and the user are those of the OS_* variables; CONNECTIONS bounds those to one origin. The requests are
// dealt to the regions in turn and sent in a random order (SEED repeats one). Prints a row for each region: what was
// asked, the statuses, what became of the connections.
//
// A status is the server's own word, whatever it is. A failure is everything else: an error instead of an answer, a 200
// with other bytes than curl was given, and a connection that is still counted at the end. Ends with 1 where there was
// one, and with 77 and the reason where no cloud is named.
#include <sheaf/gather.hpp>
#include <sheaf/http/client.hpp>
#include <sheaf/openstack/catalog.hpp>
#include <sheaf/openstack/credentials.hpp>
#include <sheaf/openstack/discovery.hpp>
#include <sheaf/openstack/login.hpp>
#include <sheaf/openstack/token.hpp>
#include <sheaf/testing/detail/json_tree.hpp>

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace http = sheaf::http;
namespace openstack = sheaf::openstack;
using clock_type = std::chrono::steady_clock;

constexpr std::array<std::string_view, 3> kinds{"flavors", "images", "others"};

// One list, or whether the token is good: what is asked, and the body that curl was given.
class question {
 public:
  question(std::size_t k, http::request r) : kind(k), request(std::move(r)) {}

  std::size_t kind;
  http::request request;
  std::string expected;
};

// One region, asked over connections of its own.
class place {
 public:
  place(asio::any_io_executor executor, std::string name, const http::client_options& options)
      : region(std::move(name)), client(executor, options) {}

  std::string region;
  http::client client;
  std::vector<question> questions;
  std::array<std::size_t, kinds.size()> asked{};
  std::map<int, std::size_t> statuses;
  std::map<std::string, std::size_t> failures;
  clock_type::time_point last{};

  void fail(const std::string& what, const std::string& detail) {
    if (++failures[what] <= 5) std::fprintf(stderr, "%s: %s: %s\n", region.c_str(), what.c_str(), detail.c_str());
  }
};

// ---- what to ask ----

asio::awaitable<openstack::token> sign_in(const http::client& client, const openstack::credentials& who) {
  const std::string url = who.auth_url().to_string() + "/auth/tokens";
  const http::response answer = co_await client.send(http::request::post(url, openstack::login::body(who)));
  if (!answer.ok()) throw std::runtime_error("keystone answers the login with " + std::to_string(answer.status()));
  co_return openstack::read_token(answer, std::chrono::system_clock::now());
}

std::vector<question> questions_of(const openstack::token& token, const openstack::credentials& who,
                                   const std::string& region) {
  std::vector<question> all;
  const auto add = [&](std::size_t kind, const char* method, const std::string& type, const std::string& path) {
    openstack::endpoint_wish wish(type);
    wish.interfaces = who.interfaces();
    if (!region.empty()) wish.regions = {region};
    const auto at = openstack::find_endpoint(token.catalog(), wish);
    if (!at) throw std::runtime_error(openstack::why_no_endpoint(token.catalog(), wish));
    http::request r(method,
                    http::url::parse(openstack::api_base::of(*at, type, token.project()).url.to_string() + path));
    all.emplace_back(kind, std::move(r).header("X-Auth-Token", token.secret()).header("Accept", "application/json"));
    if (type == "compute")
      all.back().request = std::move(all.back().request).header("OpenStack-API-Version", "compute 2.79");
  };
  add(0, "GET", "compute", "/flavors/detail");
  add(1, "GET", "image", "/images?limit=100");
  add(2, "GET", "compute", "/servers/detail");
  add(2, "GET", "compute", "/os-keypairs");
  add(2, "GET", "network", "/networks");
  add(2, "GET", "network", "/ports");
  add(2, "GET", "network", "/security-groups");
  add(2, "GET", "network", "/floatingips");
  add(2, "GET", "block-storage", "/volumes/detail");
  add(2, "GET", "identity", "/auth/projects");
  add(2, "HEAD", "identity", "/auth/tokens");  // without a length, on a connection that keystone then closes
  all.back().request = std::move(all.back().request).header("X-Subject-Token", token.secret());
  return all;
}

// A folder that goes with everything in it that is called "answer".
class scratch {
 public:
  scratch() {
    if (!::mkdtemp(path_.data())) throw std::runtime_error("there is no folder for curl's answers");
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  ~scratch() {
    ::unlink(answer().c_str());
    ::rmdir(path_.c_str());
  }
  [[nodiscard]] std::string answer() const { return path_ + "/answer"; }

 private:
  std::string path_ = "/tmp/read_cloud.XXXXXX";
};

// What curl is given for a GET, which has to be JSON. The token reaches it through a pipe, where nobody else sees it.
std::string by_curl(const http::request& r, const std::string& ca_file) {
  const scratch folder;
  std::string config =
      "silent\nshow-error\nfail\nurl = \"" + r.url().to_string() + "\"\noutput = \"" + folder.answer() + "\"\n";
  if (!ca_file.empty()) config += "cacert = \"" + ca_file + "\"\n";
  for (const auto [name, value] : r.fields())
    config.append("header = \"").append(name).append(": ").append(value).append("\"\n");
  std::FILE* const curl = ::popen("curl --disable --noproxy '*' --config -", "w");
  if (!curl) throw std::runtime_error("curl cannot be started");
  const bool told = std::fwrite(config.data(), 1, config.size(), curl) == config.size();
  if (const int code = ::pclose(curl); code != 0 || !told)
    throw std::runtime_error("curl fails for " + r.url().to_string());
  std::ifstream file(folder.answer(), std::ios::binary);
  const std::string body{std::istreambuf_iterator<char>(file), {}};
  if (!sheaf::testing::simulation::json_tree_reader::read(body)) {
    throw std::runtime_error("what curl is given is no JSON: " + r.url().to_string());
  }
  return body;
}

// ---- asking ----

asio::awaitable<void> ask(place& at, const question& q) {
  try {
    const http::response answer = co_await at.client.send(q.request);
    ++at.statuses[answer.status()];
    if (answer.status() == 200 && answer.text() != q.expected) {
      at.fail("another answer than curl's", std::to_string(answer.text().size()) + " bytes, not " +
                                                std::to_string(q.expected.size()) + ": " + q.request.url().to_string());
    }
  } catch (const http::error& e) {
    at.fail(std::string(to_string(e.errc())) + " (" + std::string(to_string(e.phase())) + ")", e.what());
  }
  at.last = clock_type::now();
}

using turn = std::pair<place*, const question*>;

// Each kind's requests, dealt to the places and to the kind's questions in turn, and then shuffled.
std::vector<turn> turns(std::vector<place>& places, const std::array<std::size_t, kinds.size()>& counts,
                        std::uint64_t seed) {
  std::vector<turn> all;
  for (std::size_t kind = 0; kind != kinds.size(); ++kind) {
    for (std::size_t i = 0; i != counts[kind]; ++i) {
      place& at = places[i % places.size()];
      std::vector<const question*> of_kind;
      for (const question& q : at.questions) {
        if (q.kind == kind) of_kind.push_back(&q);
      }
      all.emplace_back(&at, of_kind[i / places.size() % of_kind.size()]);
      ++at.asked[kind];
    }
  }
  std::shuffle(all.begin(), all.end(), std::mt19937_64(seed));
  return all;
}

asio::awaitable<void> read_all(const std::vector<turn>& all, std::size_t at_once) {
  const auto one = [](const turn& t) { return ask(*t.first, *t.second); };
  co_await sheaf::gather_each(all, one, sheaf::options().limit(at_once));
}

// ---- telling ----

template <class Counts>
std::string listed(const Counts& counts) {
  std::string out;
  for (const auto& [what, count] : counts) {
    if (!out.empty()) out += ", ";
    if constexpr (std::is_same_v<typename Counts::key_type, int>) {
      out += std::to_string(what) + ": " + std::to_string(count);
    } else {
      out += what + ": " + std::to_string(count);
    }
  }
  return out.empty() ? "none" : out;
}

// The row of one place; its connections have to be accounted for.
void tell(place& p, const std::string& label, clock_type::time_point begin) {
  const http::client_stats before = p.client.stats();
  p.client.close_idle();
  const http::client_stats after = p.client.stats();
  if (before.in_use + before.waiting + after.open != 0) p.fail("a connection that is counted for ever", "");
  std::size_t requests = 0;
  for (const std::size_t n : p.asked) requests += n;
  std::printf("| %s | %s | %zu = %zu + %zu + %zu | %s | %s | %llu | %llu | %llu | %llu | %.0f |\n", label.c_str(),
              p.region.c_str(), requests, p.asked[0], p.asked[1], p.asked[2], listed(p.statuses).c_str(),
              listed(p.failures).c_str(), static_cast<unsigned long long>(after.opened),
              static_cast<unsigned long long>(after.reused), static_cast<unsigned long long>(after.stale),
              static_cast<unsigned long long>(after.replayed), std::chrono::duration<double>(p.last - begin).count());
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) {
    throw std::invalid_argument("read_cloud LABEL FLAVORS IMAGES OTHERS AT_ONCE [REGION...]: no number: " +
                                std::string(text));
  }
  return value;
}

asio::awaitable<void> prepare(std::vector<place>& places, const openstack::credentials& who) {
  const openstack::token token = co_await sign_in(places.front().client, who);
  for (place& p : places) {
    p.questions = questions_of(token, who, p.region);
    for (question& q : p.questions) {
      if (q.request.method() == "GET") q.expected = by_curl(q.request, who.ca_file());
    }
  }
}

void run(asio::io_context& loop, asio::awaitable<void> work) {
  asio::co_spawn(loop, std::move(work), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  loop.run();
  loop.restart();
}

int read_cloud(const openstack::credentials& who, const std::vector<std::string>& arguments) {
  if (arguments.size() < 5) throw std::invalid_argument("read_cloud LABEL FLAVORS IMAGES OTHERS AT_ONCE [REGION...]");
  const std::array counts{number(arguments[1]), number(arguments[2]), number(arguments[3])};
  const std::size_t at_once = number(arguments[4]);
  std::vector<std::string> regions(arguments.begin() + 5, arguments.end());
  if (regions.empty()) regions = who.regions().empty() ? std::vector<std::string>{std::string()} : who.regions();
  const char* const given = std::getenv("SEED");
  const std::uint64_t seed = given ? number(given) : std::random_device()();

  asio::io_context loop{1};
  auto options = http::client_options();
  if (const char* const most = std::getenv("CONNECTIONS")) options = options.connections_per_origin(number(most));
  if (!who.ca_file().empty()) options = options.tls(http::tls_options().ca_file(who.ca_file()));
  std::vector<place> places;
  for (const std::string& region : regions) places.emplace_back(loop.get_executor(), region, options);
  run(loop, prepare(places, who));

  std::fprintf(stderr, "%s: %zu + %zu + %zu requests, %zu at once, SEED=%llu\n", arguments[0].c_str(), counts[0],
               counts[1], counts[2], at_once, static_cast<unsigned long long>(seed));
  const std::vector<turn> all = turns(places, counts, seed);
  const auto begin = clock_type::now();
  run(loop, read_all(all, at_once));

  std::size_t failures = 0;
  for (place& p : places) {
    tell(p, arguments[0], begin);
    for (const auto& [what, count] : p.failures) failures += count;
  }
  return failures == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return read_cloud(openstack::credentials::from_environment(), {argv + 1, argv + argc});
  } catch (const openstack::configuration_error& e) {
    std::fprintf(stderr, "skipped, as no cloud is named: %s\n", e.what());
    return 77;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "read_cloud: %s\n", e.what());
    return 1;
  }
}
