#include "stubserver/response/parts.h"

#include "stubserver/faults/fault_part.h"
#include "stubserver/outgoing/proxy.h"
#include "stubserver/response/shapes.h"

namespace ricochet::stubserver {

const std::vector<PartKind>& part_kinds() {
  static const std::vector<PartKind> kinds = {
      {"text", compile_text, shape_of_text_value, "the body as text"},
      {"file", compile_file, shape_of_file_value, "the body is the content of this file"},
      {"path_resource", compile_path_resource, shape_of_file_value,
       "the body is the content of this file of a resource folder"},
      {"json", compile_json, shape_of_anything, "the body is this JSON"},
      {"template", compile_template_switch, shape_of_template_switch,
       "beside json: true has its templates filled in"},  // ours
      {"status", compile_status, shape_of_status, "the status"},
      {"proxy", compile_proxy, shape_of_proxy, "the request is passed on to this server"},
      {"headers", compile_headers, shape_of_answer_headers,
       "headers by name; a list sends several of one name"},
      {"cookies", compile_cookies, shape_of_cookies, "cookies by name"},
      {"latency", compile_latency, shape_of_latency,
       "how long the answer waits; a bare number is milliseconds"},
      {"version", compile_version, shape_of_text_value, "the version of HTTP"},
      {"attachment", compile_attachment, shape_of_attachment, "a file to be saved"},
      {"seq", compile_seq, shape_of_responses,
       "the n-th request gets the n-th of these, each later one the last"},
      {"cycle", compile_cycle, shape_of_responses, "these in turn, and again from the first"},
      {"record", compile_record, shape_of_record, "requests are recorded"},
      {"replay", compile_replay, shape_of_replay, "what was recorded is the answer"},
      {"cors", compile_cors, shape_of_cors, "answers to browsers of other origins"},
      {"sse", compile_sse, shape_of_sse, "a stream of server-sent events"},
      {"fault", compile_fault, shape_of_fault, "the answer is broken on purpose: \"reset\", ..."},
  };
  return kinds;
}

}  // namespace ricochet::stubserver
