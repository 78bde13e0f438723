#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json/json.h"
#include "match/json/schema.h"
#include "match/number.h"
#include "match/text/regex/regex.h"

/// The compiled form of a JSON Schema; shared by its compiler and its checker, of no use elsewhere.
namespace ricochet::match {

namespace schema {

/// Kinds of values, as bits; "number" holds integers too.
enum Type : unsigned {
  kNull = 1,
  kBoolean = 2,
  kObject = 4,
  kArray = 8,
  kNumber = 16,
  kInteger = 32,
  kString = 64
};

struct Node;
using Nodes = std::vector<const Node*>;

struct Named {
  std::string name;
  const Node* node = nullptr;
};
struct Patterned {
  std::string text;
  Regex regex;
  const Node* node = nullptr;
};
struct Dependency {
  std::string name;
  std::vector<std::string> required;
  const Node* node = nullptr;
};

/// One schema: what is not set does not restrict.
struct Node {
  std::string at;                ///< its pointer in the schema document
  std::optional<bool> constant;  ///< a schema that is `true` or `false`
  const Node* ref = nullptr;
  unsigned types = 0;
  std::vector<base::Json> allowed;  ///< enum, const
  bool has_enum = false, has_const = false;
  std::optional<Number> minimum, maximum, exclusive_minimum, exclusive_maximum;
  std::optional<Number> multiple_of;
  std::optional<std::uint64_t> min_length, max_length, min_items, max_items;
  std::optional<std::uint64_t> min_properties, max_properties;
  std::optional<Regex> pattern;
  std::string pattern_text;
  bool unique_items = false;
  const Node* items = nullptr;
  Nodes tuple;  ///< items as a list
  const Node* additional_items = nullptr;
  const Node* contains = nullptr;
  std::vector<std::string> required;
  std::vector<Named> properties;  ///< sorted by name
  std::vector<Patterned> pattern_properties;
  const Node* additional_properties = nullptr;
  const Node* property_names = nullptr;
  std::vector<Dependency> dependencies;
  const Node *if_ = nullptr, *then_ = nullptr, *else_ = nullptr;
  Nodes all_of, any_of, one_of;
  const Node* not_ = nullptr;
};

}  // namespace schema

struct JsonSchema::Nodes {
  std::deque<schema::Node> all;  ///< addresses stay
  const schema::Node* root = nullptr;
};

}  // namespace ricochet::match
