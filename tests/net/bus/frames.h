#pragma once
#include <string>
#include <string_view>

#include "bus/protocol/codec.h"
#include "bus/protocol/messages.h"
#include "bus/protocol/wire.h"
#include "tests/support/raw_client.h"

namespace ricochet::bus {

// Requests and answers as bytes, for tests that are clients themselves.

/// With its size in front.
inline std::string sized(const std::string& bytes) {
  std::string all;
  protocol::append(all, static_cast<std::int32_t>(bytes.size()));
  return all + bytes;
}

template <class Request>
std::string frame_of(const Request& request, int version, std::int32_t correlation,
                     const std::string& client = "me") {
  protocol::RequestHeader header;
  header.request_api_key = Request::message().key;
  header.request_api_version = static_cast<std::int16_t>(version);
  header.correlation_id = correlation;
  header.client_id = client;
  std::string bytes;
  protocol::encode(header, Request::message().flexible.contain(version) ? 2 : 1, bytes);
  protocol::encode(request, version, bytes);
  return sized(bytes);
}

/// The next answer without its size; "": the connection ended.
inline std::string read_frame(test::RawClient& client) {
  const std::string size = client.read(4);
  return size.size() < 4 ? "" : client.read(protocol::load<std::uint32_t>(size.data()));
}

inline std::int32_t correlation_of(std::string_view answer) {
  return answer.size() < 4 ? -1 : protocol::load<std::int32_t>(answer.data());
}

/// `answer` must stay as long as records of it are looked at.
template <class Response>
Response body_of(std::string_view answer, int version) {
  protocol::ResponseHeader header;
  const bool flexible =
      Response::message().key != 18 && Response::message().flexible.contain(version);
  const auto taken = protocol::read_message(protocol::ResponseHeader::message(), &header, answer,
                                            flexible ? 1 : 0);
  return protocol::decode<Response>(answer.substr(taken.value()), version).value();
}

}  // namespace ricochet::bus
