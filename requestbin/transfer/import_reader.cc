#include "requestbin/transfer/import_reader.h"

#include "base/json/reader.h"
#include "base/text/text.h"
#include "journal/record_reader.h"
#include "requestbin/transfer/har_reader.h"
#include "requestbin/transfer/har_values.h"

namespace ricochet::requestbin {

ImportReader::ImportReader(std::string text, bool har)
    : text_(std::move(text)), rest_(text_), is_har_(har) {
  if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
}

bool ImportReader::read(std::size_t bytes) {
  if (diags_.full()) return false;
  if (is_har_ && !har_) har_.emplace(rest_);  // here, as it searches for the list
  return har_ ? read_entries(bytes) : read_lines(bytes);
}

bool ImportReader::read_lines(std::size_t bytes) {
  for (std::size_t read = 0; read < bytes && !rest_.empty() && !diags_.full();) {
    const auto line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
    read += line.size() + 1;
    ++line_;
    if (!base::trim(line).empty()) read_line(line);
  }
  return !rest_.empty() && !diags_.full();
}

void ImportReader::read_line(std::string_view line) {
  const auto document =
      base::JsonDocument::parse("line " + std::to_string(line_), std::string(line));
  if (!document) return diags_.add(document.error());
  if (auto call = journal::read_record(base::JsonReader(*document, diags_, "import")))
    calls_.push_back(std::move(*call));
}

bool ImportReader::read_entries(std::size_t bytes) {
  for (std::size_t read = 0; read < bytes && !diags_.full();) {
    const auto entry = har_->next();
    if (!entry) {
      check_frame();
      return false;
    }
    read += entry->text.size();
    read_entry(*entry);
  }
  return !diags_.full();
}

void ImportReader::read_entry(const HarEntries::Entry& entry) {
  ++entries_;
  const auto document = base::JsonDocument::parse(
      "entry " + std::to_string(entry.number) + " (line " + std::to_string(entry.line) + ")",
      har_mend_surrogates(entry.text));
  if (!document) return diags_.add(document.error());
  calls_.push_back(read_har_entry(base::JsonReader(*document, diags_, "import")));
}

void ImportReader::check_frame() {
  const auto document = base::JsonDocument::parse("har", har_mend_surrogates(har_->frame()));
  if (!document) return diags_.add(document.error());
  const base::JsonReader root(*document, diags_, "import");
  check_har(root);
  if (diags_.has_errors()) return;
  // The list is empty here, unless the entries could not be told apart.
  const auto left = root.find("log")->find("entries")->elements();
  if (!left.empty())
    left.front().error("no-comma", "there is no comma behind entry " + std::to_string(entries_),
                       "separate the entries by commas");
}

}  // namespace ricochet::requestbin
