// SPDX-License-Identifier: MIT
//
// libcurl's multi interface for clients.sh, with one cache of connections: MODE "epoll" is curl_multi_socket_action() under
// epoll, "poll" is curl_multi_poll().

#include "clients.hpp"

#include <curl/curl.h>
#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <stdexcept>
#include <string>

namespace {

struct worker {
  CURL* easy = nullptr;
  std::string body;
};

std::size_t take(char* bytes, std::size_t, std::size_t size, void* to) {
  static_cast<worker*>(to)->body.append(bytes, size);
  return size;
}

class client {
 public:
  explicit client(task& t) : task_(t), url_(t.url()) {
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(t.concurrency));
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
    fields_ = curl_slist_append(fields_, "Accept:");
    fields_ = curl_slist_append(fields_, "Accept-Encoding: identity");
    if (t.mode == "epoll") {
      epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
      curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, socket_changed);
      curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
      curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, timer_changed);
      curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    }
    for (std::size_t i = 0; i < t.concurrency; ++i) begin(workers_.emplace_back());
  }
  client(const client&) = delete;
  client& operator=(const client&) = delete;
  ~client() {
    for (worker& w : workers_) curl_easy_cleanup(w.easy);
    curl_multi_cleanup(multi_);
    curl_slist_free_all(fields_);
  }

  void run() { epoll_ < 0 ? with_poll() : with_epoll(); }

 private:
  void begin(worker& w) {
    w.easy = curl_easy_init();
    curl_easy_setopt(w.easy, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(w.easy, CURLOPT_USERAGENT, "curl");
    curl_easy_setopt(w.easy, CURLOPT_HTTPHEADER, fields_);
    curl_easy_setopt(w.easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(w.easy, CURLOPT_BUFFERSIZE, 128L * 1024);
    curl_easy_setopt(w.easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(w.easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(w.easy, CURLOPT_WRITEDATA, &w);
    curl_easy_setopt(w.easy, CURLOPT_PRIVATE, &w);
    if (task_.tls()) curl_easy_setopt(w.easy, CURLOPT_CAINFO, task_.authorities.c_str());
    ask(w);
  }

  void ask(worker& w) {
    if (!task_.next()) return;
    w.body.clear();
    ++running_;
    curl_multi_add_handle(multi_, w.easy);
  }

  void look_for_answers() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      if (message->data.result != CURLE_OK) throw std::runtime_error(curl_easy_strerror(message->data.result));
      CURL* const easy = message->easy_handle;
      worker* w = nullptr;
      long status = 0;
      curl_easy_getinfo(easy, CURLINFO_PRIVATE, &w);
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      task_.check(status, w->body.size());
      curl_multi_remove_handle(multi_, easy);
      --running_;
      ask(*w);
    }
  }

  void with_poll() {
    while (running_ > 0) {
      int still = 0;
      curl_multi_perform(multi_, &still);
      const std::size_t before = running_;
      look_for_answers();
      if (still == 0 || running_ != before) continue;
      curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
  }

  void with_epoll() {
    std::array<epoll_event, 256> events;
    int still = 0;
    while (running_ > 0) {
      if (timeout_ == 0) {
        timeout_ = -1;
        curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &still);
        look_for_answers();
        continue;
      }
      const int n = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), static_cast<int>(timeout_));
      if (n == 0) timeout_ = 0;
      for (int i = 0; i < n; ++i) {
        const epoll_event& e = events[static_cast<std::size_t>(i)];
        const int what = ((e.events & EPOLLIN) ? CURL_CSELECT_IN : 0) | ((e.events & EPOLLOUT) ? CURL_CSELECT_OUT : 0) |
                         ((e.events & (EPOLLERR | EPOLLHUP)) ? CURL_CSELECT_ERR : 0);
        curl_multi_socket_action(multi_, e.data.fd, what, &still);
      }
      look_for_answers();
    }
  }

  static int socket_changed(CURL*, curl_socket_t s, int what, void* self, void* known) {
    client& c = *static_cast<client*>(self);
    if (what == CURL_POLL_REMOVE) {
      ::epoll_ctl(c.epoll_, EPOLL_CTL_DEL, s, nullptr);
      curl_multi_assign(c.multi_, s, nullptr);
      return 0;
    }
    epoll_event e{};
    e.events = ((what & CURL_POLL_IN) ? EPOLLIN : 0u) | ((what & CURL_POLL_OUT) ? EPOLLOUT : 0u);
    e.data.fd = s;
    ::epoll_ctl(c.epoll_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, s, &e);
    curl_multi_assign(c.multi_, s, self);
    return 0;
  }

  static int timer_changed(CURLM*, long milliseconds, void* self) {
    static_cast<client*>(self)->timeout_ = milliseconds;
    return 0;
  }

  task& task_;
  const std::string url_;
  CURLM* const multi_ = curl_multi_init();
  curl_slist* fields_ = nullptr;
  std::deque<worker> workers_;
  std::size_t running_ = 0;
  int epoll_ = -1;
  long timeout_ = -1;
};

}  // namespace

int main(int argc, char** argv) {
  task t(argc, argv);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  client(t).run();
  t.report();
}
