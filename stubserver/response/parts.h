#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "stubserver/answer/part.h"

namespace ricochet::stubserver {

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
std::unique_ptr<const Part> compile_headers(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_cookies(const base::JsonReader& value, PartContext&);
std::unique_ptr<const Part> compile_latency(const base::JsonReader& value, PartContext&);
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
