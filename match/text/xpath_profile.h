#pragma once
#include <string>
#include <vector>

namespace pugi {
class xml_document;
}

namespace ricochet::match::xpath {

/// Of all nodes of a kind in a document. Numbers are whole; as `double` they do not overflow where
/// a price multiplies them.
struct Kin {
  double count = 0;
  double per_parent = 0;                 ///< most of them below one node
  double subtree = 0, subtree_most = 0;  ///< nodes below and including: of all, of the largest
  double text = 0, text_most = 0;        ///< bytes of string values: of all, of the longest
};

/// What evaluating a path depends on. Counts are from above.
struct Profile {
  Kin document;  ///< the one node above all
  Kin any;       ///< with the document and attributes
  Kin elements, texts, others, attributes;
  std::vector<Kin> named_elements, named_attributes;  ///< by local name, in the order asked for
  double depth = 1;
  double longest_name = 0;  ///< bytes

  /// Goes over the document once.
  static Profile of(const pugi::xml_document& document,
                    const std::vector<std::string>& element_names,
                    const std::vector<std::string>& attribute_names);
};

}  // namespace ricochet::match::xpath
