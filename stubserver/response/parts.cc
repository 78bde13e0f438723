#include "stubserver/answer/part.h"
#include "stubserver/session/scope.h"

namespace ricochet::stubserver {

const std::vector<PartKind>& part_kinds() {
  static const std::vector<PartKind> kinds = {
      {"text", compile_text},
      {"file", compile_file},
      {"path_resource", compile_path_resource},
      {"json", compile_json},
      {"template", compile_template_switch},  // ours
      {"status", compile_status},
      {"proxy", compile_proxy},
      {"headers", compile_headers},
      {"cookies", compile_cookies},
      {"latency", compile_latency},
      {"version", compile_version},
      {"attachment", compile_attachment},
      {"seq", compile_seq},
      {"cycle", compile_cycle},
      {"record", compile_record},
      {"replay", compile_replay},
      {"cors", compile_cors},
      {"sse", compile_sse},
      {"fault", compile_fault},
  };
  return kinds;
}

base::Random Moment::random(std::size_t cursor, std::uint64_t call) const {
  return world().random.derive(std::to_string(state.rule->fingerprint) + ' ' +
                               std::to_string(cursor) + ' ' + std::to_string(call));
}

PartContext::PartContext(const LoadOptions& o)
    : options(o), cursors(o.scope == nullptr ? 0 : o.scope->cursors) {}

void Answer::set_body(std::string bytes, std::string_view default_type) {
  response.body = std::move(bytes);
  if (response.header("Content-Type") == nullptr) {
    response.headers.push_back({"Content-Type", std::string(default_type)});
  }
}

}  // namespace ricochet::stubserver
