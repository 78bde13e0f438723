#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json/fwd.h"
#include "match/message.h"
#include "match/multipart.h"

namespace pugi {
class xml_document;
}

namespace ricochet::match {

class Findings;
struct BearerTokens;

/// A body from this size on, as it is or decoded, takes a while to parse and to search: longer than
/// a loop may be held up.
inline constexpr std::size_t kLargeBody = 64u << 10;

/// Fields of an urlencoded form that are read.
inline constexpr std::size_t kMaxFormFields = 10'000;

/// What a condition asks a body for; kToken: the Authorization headers.
enum class Reading { kBytes, kText, kJson, kXml, kForms, kMultipart, kToken };

/// One request or event while it is being matched: bodies are parsed at most once, on demand,
/// however many matchers ask. Holds a reference: the message must outlive it. Not thread-safe.
class Subject {
 public:
  explicit Subject(const Request& request);
  explicit Subject(const Event& event);
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;
  ~Subject();

  const Message& message() const { return *message_; }
  const Request* request() const { return request_; }  ///< nullptr for an event
  const Event* event() const { return event_; }        ///< nullptr for a request

  /// The body with its Content-Encoding undone (a request's only); as sent when it has none, or one
  /// that cannot be undone. All below that read the body read this.
  const std::string& body() const;
  const std::string& body_problem() const;  ///< why the coding cannot be undone; empty: it can
  /// body() as UTF-8, from the charset that a request's Content-Type declares. As body() has it
  /// when none is declared, or one that cannot be read.
  const std::string& text() const;
  const std::string& text_problem() const;  ///< why it cannot be read, coding or charset; or empty

  const base::Json* json() const;             ///< nullptr: the body is not JSON
  const std::string& json_problem() const;    ///< why it is not, after json() returned nullptr
  const pugi::xml_document* xml() const;      ///< nullptr: the body is not XML
  const std::vector<Field>& cookies() const;  ///< RFC 6265 section 4.2
  const std::vector<Field>& forms() const;  ///< urlencoded or multipart text fields, in wire order
  const std::vector<MultipartPart>& multipart() const;  ///< empty: not multipart/form-data
  const BearerTokens& bearer_tokens() const;

  /// Whether there may be more in the body than is read of it so: a bound was reached (depth,
  /// number of values, decoded size ...), or its coding or charset cannot be undone and the bytes
  /// are not plain text as they are. What is found counts; that something is not there is not
  /// known.
  bool is_unsure(Reading reading) const;
  std::string why_unsure(Reading reading) const;  ///< after is_unsure(): for people

  /// The body has kLargeBody bytes or more, or may have once it is decoded. Cheap.
  bool is_large() const;

  /// See keep_findings() (part/findings.h).
  void keep(std::shared_ptr<Findings> findings) { findings_ = std::move(findings); }
  Findings* findings() const { return findings_.get(); }  ///< nullptr: they are not kept

  /// How many parses and decodings were made so far: each kind at most once.
  std::size_t parses() const;

 private:
  struct Cache;
  bool is_coded_unread() const;
  bool is_charset_unread() const;
  const Message* message_;
  const Request* request_ = nullptr;
  const Event* event_ = nullptr;
  mutable std::unique_ptr<Cache> cache_;
  std::shared_ptr<Findings> findings_;
};

}  // namespace ricochet::match
