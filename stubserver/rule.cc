#include "stubserver/rule.h"

namespace ricochet::stubserver {

std::string Rule::place() const {
  if (!where.known()) return where.file;
  return where.file + ":" + std::to_string(where.line);
}

std::string Rule::describe() const { return any ? "any request" : matcher->describe(); }

}  // namespace ricochet::stubserver
