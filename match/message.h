#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"

namespace ricochet::match {

struct Field {
  std::string name;
  std::string value;
  bool operator==(const Field&) const = default;
};

/// What an HTTP request and a bus event have in common: ordered headers as sent, and a body of
/// bytes.
struct Message {
  std::vector<Field> headers;
  std::string body;

  /// The first header of that name, case-insensitive (RFC 9110 section 5.1).
  const std::string* header(std::string_view name) const;
  /// Of a header whose value is a list: all lines of that name as one list, in their order (RFC
  /// 9110 section 5.3). Empty: there is none.
  std::string list_header(std::string_view name) const;
};

/// An HTTP request to the byte, free of any socket. `path` is percent-decoded and has no query.
struct Request : Message {
  std::string method;  ///< as sent; methods are case-sensitive (RFC 9110 section 9.1)
  std::string target;  ///< as sent, e.g. "/a%20b?x=1"
  std::string path;    ///< "/a b"
  std::string query;   ///< raw, without "?"
  std::vector<Field>
      queries;  ///< decoded, in wire order, repeated names kept; "?a" has the value ""
  std::string version = "HTTP/1.1";
  bool secure = false;  ///< it came over TLS: its URL begins with https://
  std::string peer_address;
  std::uint16_t peer_port = 0;
  std::uint64_t connection = 0;            ///< number of the connection within its server
  std::optional<base::WallTime> received;  ///< when it came; nullopt: not known
  bool body_truncated =
      false;  ///< the body went past the limit and was cut: no verdict may rest on it

  /// Fills path, query and queries from `target` (origin-form or absolute-form).
  void set_target(std::string raw_target);
};

/// A record of the bus.
struct Event : Message {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::optional<std::string> key;            ///< nullopt is a null key, which is not an empty one
  bool null_value = false;                   ///< a tombstone; body is empty then
  std::optional<std::int64_t> timestamp_ms;  ///< Unix time, as the record bears it
  /// Which of `headers` are null, by their index; their value here is empty.
  std::vector<std::size_t> null_headers;
};

}  // namespace ricochet::match
