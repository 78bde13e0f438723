#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/json_reader.h"
#include "base/result.h"
#include "http/message.h"
#include "match/subject.h"
#include "stubserver/answer/delivery.h"
#include "stubserver/answer/errand.h"
#include "stubserver/model/state.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// What a part may look at while it adds to the answer.
struct Moment {
  const match::Subject& subject;
  RuleState& state;
  StubState& stub;
  /// What `req.path` means instead of what the session's own matcher captures: for a request that
  /// another session took (`replay`). May be nullptr.
  const std::map<std::string, std::string>* path_variables = nullptr;
  World& world() const { return stub.world(); }
  /// What is random about the `call`-th use of a cursor: the same for the same seed, whatever else
  /// the server was asked.
  base::Random random(std::size_t cursor, std::uint64_t call) const;
};

/// The answer in the making.
struct Answer {
  http::Response response;
  base::Duration delay{0};
  std::vector<std::unique_ptr<Errand>> errands;  ///< to be run, in this order, before it leaves
  std::unique_ptr<Delivery> delivery;            ///< nullptr: it leaves whole and at once
  std::vector<FollowUp> follow_ups;
  bool complete = false;  ///< a part had the last word: those after it do not act

  /// Unless a header part (of an outer response) has named a type already.
  void set_body(std::string bytes, std::string_view default_type);
};

/// The code of an apply() failure that the client caused: answered with 400. All others are 500.
inline constexpr const char* kClientsFault = "stub/bad-request";

/// One key of a `response` object, compiled and immutable.
class Part {
 public:
  virtual ~Part() = default;
  /// Must not throw. A failure ends the answer: see kClientsFault.
  virtual base::Status apply(Answer& answer, const Moment& moment) const = 0;
  virtual bool sets_body() const { return false; }
  /// What answers a browser that asks ahead for the session (CORS): nullptr when nothing does.
  virtual const Part* preflight() const { return nullptr; }
};

/// What compiling a part needs beside its value, and leaves behind.
struct PartContext {
  /// Positions begin after those of the response that a settings file adds.
  explicit PartContext(const LoadOptions& o);
  const LoadOptions& options;
  std::size_t cursors;  ///< positions handed out so far in this session
  /// The object whose key is being compiled, for a key that depends on another; never nullptr then.
  const base::JsonReader* object = nullptr;
};

/// Compiles the value of one key; findings go to the reader's list, nullptr then.
using CompilePart = std::unique_ptr<const Part> (*)(const base::JsonReader& value, PartContext&);

struct PartKind {
  std::string_view key;
  CompilePart compile;
};

/// Every key of `response`, in the order in which Moco applies them.
const std::vector<PartKind>& part_kinds();

// One per file of this folder.
std::unique_ptr<const Part> compile_text(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_file(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_path_resource(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_json(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_template_switch(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_status(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_proxy(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_headers(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_cookies(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_latency(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_fault(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_version(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_attachment(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_seq(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_cycle(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_record(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_replay(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_cors(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_sse(const base::JsonReader& value, PartContext&);
/// A key of the session, not of `response`: 302 and Location.
std::unique_ptr<const Part> compile_redirect_to(const base::JsonReader& value, PartContext&);

}  // namespace ricochet::stubserver
