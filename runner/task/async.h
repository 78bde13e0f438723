#pragma once
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "base/loop.h"

namespace ricochet::runner {

template <class T>
using Task = boost::asio::awaitable<T>;

/// Turns a callback interface into something to co_await: `start` is given a `done` that must be
/// called exactly once, later, on the loop's thread. Usage:
///   base::Status opened = co_await async<base::Status>([&](auto done) { bus.open(topics, limit,
///   done); });
template <class T, class Start>
Task<T> async(Start start) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(
      [](auto handler, Start begin) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        begin(std::function<void(T)>([shared](T value) { std::move (*shared)(std::move(value)); }));
      },
      boost::asio::use_awaitable, std::move(start));
}

/// Waits without holding the thread.
inline Task<bool> pause(base::Loop& loop, base::Duration time) {
  return async<bool>([&loop, time](std::function<void(bool)> done) {
    loop.call_after(time, [done = std::move(done)] { done(true); });
  });
}

}  // namespace ricochet::runner
