#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "requestbin/transfer/formats/export_place.h"

namespace ricochet::requestbin {

/// One format of exports. docs/adding-an-export-format.md says how to add one.
struct ExportFormat {
  std::string_view name;          ///< as in `?format=` and `--format`
  std::string_view note;          ///< a word or two for the help; empty: the name says it
  std::string_view extension;     ///< of the file that a browser saves
  std::string_view content_type;  ///< with its charset
  bool events;                    ///< takes the events of a topic too, not only calls
  std::string (*head)();          ///< before the records; null: nothing
  std::string (*record)(const journal::Record& record, const ExportPlace& place);
  std::string (*tail)();  ///< behind the last record; null: nothing
  /// Instead of the tail when records went missing on the way, before the answer breaks off: what
  /// says so to a person and makes the file unfit for a program. `why` is one line without quotes.
  std::string (*cut)(const std::string& why);
};

/// The table, in the order in which help and errors name the formats. The route, `ricochet export`,
/// and a test over the OpenAPI document, the page and docs/bins.md read it.
std::span<const ExportFormat> export_formats();
/// Null: there is no such format.
const ExportFormat* find_export_format(std::string_view name);
std::vector<std::string> export_format_names();

}  // namespace ricochet::requestbin
