#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::match::xpath {

/// Letters beyond ASCII, each as one byte: for pugixml, whose functions count bytes.
class Alphabet {
 public:
  static constexpr std::size_t kMost = 128;

  /// False: there are more than kMost by now.
  bool add(std::string_view utf8);
  bool empty() const { return letters_.empty(); }
  /// Of what was added.
  std::string narrow(std::string_view utf8) const;
  std::string widen(std::string_view narrow) const;

 private:
  std::map<std::uint32_t, char> bytes_;
  std::vector<std::uint32_t> letters_;
};

/// Whether an expression has functions that pugixml counts bytes in and with_lengths() does not
/// mend: substring(), and translate() of letters beyond ASCII.
bool counts_letters(std::string_view expression);

/// Document and expression in an alphabet of their own.
struct Narrow {
  Alphabet alphabet;
  pugi::xml_document document;
  pugi::xpath_query query;
};
/// Fills `out`. False: neither has a letter beyond ASCII, so that bytes are letters. nullopt: there
/// are too many different ones.
std::optional<bool> narrow(const pugi::xml_document& document, const std::string& expression,
                           Narrow& out);

}  // namespace ricochet::match::xpath
