#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "base/json/shape.h"
#include "stubserver/answer/part.h"

namespace ricochet::stubserver {

/// Compiles the value of one key; findings go to the reader's list, nullptr then.
using CompilePart = std::unique_ptr<const ResponsePart> (*)(const base::JsonReader& value,
                                                            PartContext&);

struct PartKind {
  std::string_view key;
  CompilePart compile;
  base::Shape (*shape)();  ///< shapes.h
  std::string_view text;   ///< what it does, for people
};

/// Every key of `response`, in the order in which Moco applies them.
const std::vector<PartKind>& part_kinds();

// One per file of this folder.
std::unique_ptr<const ResponsePart> compile_text(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_file(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_path_resource(const base::JsonReader& value,
                                                          PartContext&);
std::unique_ptr<const ResponsePart> compile_json(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_template_switch(const base::JsonReader& value,
                                                            PartContext&);
std::unique_ptr<const ResponsePart> compile_status(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_headers(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_cookies(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_latency(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_version(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_attachment(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_seq(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_cycle(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_record(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_replay(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_cors(const base::JsonReader& value, PartContext&);
std::unique_ptr<const ResponsePart> compile_sse(const base::JsonReader& value, PartContext&);
/// What `seq` and `cycle` take: seq.cc.
base::Shape shape_of_responses();
/// A key of the session, not of `response`: 302 and Location.
std::unique_ptr<const ResponsePart> compile_redirect_to(const base::JsonReader& value,
                                                        PartContext&);

}  // namespace ricochet::stubserver
