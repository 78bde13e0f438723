#include "stubserver/response/parts.h"

#include "stubserver/faults/fault_part.h"
#include "stubserver/outgoing/proxy.h"

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

}  // namespace ricochet::stubserver
