#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "match/matcher.h"
#include "match/operator/operator.h"
#include "match/selective_key.h"
#include "match/subject.h"

namespace ricochet::match {

/// One condition of a matcher, compiled from one key (or one entry of a map-valued key). Immutable.
class Part {
 public:
  virtual ~Part() = default;
  virtual bool matches(const Subject& subject) const = 0;
  virtual Condition explain(const Subject& subject) const = 0;
  /// The same for a part that is several conditions: by default it is one.
  virtual void explain_into(const Subject& subject, std::vector<Condition>& out) const {
    out.push_back(explain(subject));
  }
  /// How many of them do not hold. Worth its own answer where explain() is dear.
  virtual std::size_t failures(const Subject& subject) const;
  /// For the matcher's one line: `header x-event "paid"`.
  virtual std::string describe() const = 0;
  virtual bool needs_body() const { return false; }
  /// How it reads the body; nullopt: it does not, or asks matchers that do. Where that is unsure
  /// (Subject::is_unsure) there is no verdict, unless it fits by something that is there.
  virtual std::optional<Reading> reading() const { return std::nullopt; }
  virtual bool fits_nothing() const { return false; }  ///< a body with nothing in it
  /// What an index may rely on (Matcher::selective_key).
  virtual SelectiveKey selective_key() const { return {}; }
  virtual bool may_give_up() const { return true; }  ///< Matcher::may_give_up
  virtual std::map<std::string, std::string> variables(const Subject&) const { return {}; }

  /// Unlike an address never that of another one, also when this has ended.
  std::uint64_t number() const { return number_; }

 private:
  static std::uint64_t next_number() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
  }
  std::uint64_t number_ = next_number();
};

using Parts = std::vector<std::unique_ptr<Part>>;

/// What a compile function may know beside its own value.
struct CompileContext {
  const CompileOptions& options;
  const base::JsonReader& object;  ///< the whole request object, for keys that qualify another
  std::size_t depth = 0;           ///< of `any`, `all` and `not` around it
};

/// How the text values of a matcher are read.
inline OperatorContext text_values_of(const CompileOptions& options) {
  const bool ours = options.empty_text_fits || options.kind == Kind::kEvent;
  return {ours ? Spaces::kKept : Spaces::kTrimmed, 0};
}

/// Matcher::compile for an object inside another one.
std::shared_ptr<const Matcher> compile_matcher(const base::JsonReader& object,
                                               const CompileOptions& options, std::size_t depth);

/// One key of the request object. A new matcher is one row of part_table() and one function.
struct KeySpec {
  std::string_view name;
  bool for_request;
  bool for_event;
  /// Adds parts for the value, or reports what is wrong with it.
  void (*compile)(const base::JsonReader& value, const CompileContext& context, Parts& out);
  base::Shape (*shape)(Kind kind);  ///< shapes.h
  std::string_view text;            ///< what it asks, for people
};

/// In the order of evaluation: cheap ones first, each body format after them.
const std::vector<KeySpec>& part_table();

/// The compile functions, one file per family.
void compile_method(const base::JsonReader&, const CompileContext&, Parts&);  // line.cc
void compile_uri(const base::JsonReader&, const CompileContext&, Parts&);
void compile_version(const base::JsonReader&, const CompileContext&, Parts&);
void compile_headers(const base::JsonReader&, const CompileContext&, Parts&);  // fields.cc
void compile_queries(const base::JsonReader&, const CompileContext&, Parts&);
void compile_cookies(const base::JsonReader&, const CompileContext&, Parts&);
void compile_forms(const base::JsonReader&, const CompileContext&, Parts&);
void compile_text(const base::JsonReader&, const CompileContext&, Parts&);  // body.cc
void compile_file(const base::JsonReader&, const CompileContext&, Parts&);
void compile_path_resource(const base::JsonReader&, const CompileContext&, Parts&);
void compile_json(const base::JsonReader&, const CompileContext&, Parts&);  // json.cc
void compile_json_paths(const base::JsonReader&, const CompileContext&, Parts&);
void compile_xpaths(const base::JsonReader&, const CompileContext&, Parts&);  // xml.cc
void compile_struct(const base::JsonReader&, const CompileContext&, Parts&);  // struct.cc
void compile_key(const base::JsonReader&, const CompileContext&, Parts&);     // event.cc
void compile_null(const base::JsonReader&, const CompileContext&, Parts&);
void compile_bytes(const base::JsonReader&, const CompileContext&, Parts&);
void compile_event_headers(const base::JsonReader&, Parts&);
void compile_partition(const base::JsonReader&, const CompileContext&, Parts&);
// Ours, beyond Moco.
void compile_json_ignore(const base::JsonReader&, const CompileContext&, Parts&);  // json.cc
void compile_multipart(const base::JsonReader&, const CompileContext&,
                       Parts&);                                               // multipart.cc
void compile_jwt(const base::JsonReader&, const CompileContext&, Parts&);     // jwt.cc
void compile_schema(const base::JsonReader&, const CompileContext&, Parts&);  // schema.cc
void compile_client(const base::JsonReader&, const CompileContext&, Parts&);  // client.cc
void compile_any(const base::JsonReader&, const CompileContext&, Parts&);     // logic.cc
void compile_all(const base::JsonReader&, const CompileContext&, Parts&);
void compile_not(const base::JsonReader&, const CompileContext&, Parts&);

/// Parts that several keys make: `json`, and `{"json": ...}` under text and file; the same for XML.
enum class XmlComparison { kEqual, kShape };  ///< kShape: as `struct` asks
/// For the XML in `text`, which stands at `at`; or reports match/bad-xml there.
void add_xml_part(const base::JsonReader& at, const std::string& text, XmlComparison comparison,
                  Parts& out);
std::unique_ptr<Part> make_json_part(base::Json expected);
/// What a part says of a body that its format cannot be made of: `absent`, `a body that is not
/// JSON`.
std::string no_body(const Subject& subject, std::string_view format);

/// The values as people read them: `"a", "b"`, or `absent`.
std::string show_values(std::span<const std::string_view> values);
/// Fills expected, actual, detail and ok of a condition on such values.
Condition explain_values(std::string name, const Operator& test,
                         std::span<const std::string_view> values);

}  // namespace ricochet::match
