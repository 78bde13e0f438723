#include "base/json/json.h"
#include "journal/record_json.h"
#include "requestbin/transfer/formats/formats.h"

namespace ricochet::requestbin {

std::string to_ndjson(const journal::Record& record, const ExportPlace& place) {
  return base::compact_json(journal::record_to_v2(record, place.epoch)) + "\n";
}

std::string ndjson_cut(const std::string& why) {
  base::Json line;
  line["error"] = why;  // no record: an import refuses it
  return base::compact_json(line) + "\n";
}

}  // namespace ricochet::requestbin
