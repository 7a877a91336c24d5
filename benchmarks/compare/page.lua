-- SPDX-License-Identifier: MIT
--
-- For wrk: every answer must be the page in the file given as argument. Prints one line for replay.sh:
-- p50 in ms, p99 in ms, pages a second, failures (other answers, and those that never came).

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  expected = file:read("*a")
  file:close()
  others = 0
end

function response(status, headers, body)
  if status ~= 200 or body ~= expected then others = others + 1 end
end

function done(summary, latency, requests)
  local failures = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  for _, thread in ipairs(threads) do failures = failures + thread:get("others") end
  print(string.format("result %.1f %.1f %.1f %d", latency:percentile(50) / 1000, latency:percentile(99) / 1000,
                      summary.requests / summary.duration * 1e6, failures))
end
