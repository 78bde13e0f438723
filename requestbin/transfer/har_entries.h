#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ricochet::requestbin {

/// The entries of an HTTP Archive one by one, so that an archive of any size is read piece by
/// piece: it finds where each begins and ends, and looks at nothing else.
class HarEntries {
 public:
  struct Entry {
    std::string_view text;
    std::size_t number = 0;  ///< from 1
    std::size_t line = 1;    ///< of the archive, where it begins
  };
  /// `text` must outlive this.
  explicit HarEntries(std::string_view text);

  /// nullopt: there are no more.
  std::optional<Entry> next();
  /// What stands around the entries, with an empty list in their place and every line where it was;
  /// the whole text when there is no such list. After next() has said that there are no more.
  std::string frame() const;

 private:
  void find_list();
  void skip_space();
  void skip_string();
  bool skip_value();
  bool enter(std::string_view key);
  bool take(char c);
  char at() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t list_begin_ = 0;  // behind the bracket; 0: there is no list
  std::size_t list_end_ = 0;    // at its closing bracket, or where it breaks off
  std::size_t counted_to_ = 0;  // lines are counted up to here
  std::size_t line_ = 1;
  std::size_t number_ = 0;
  bool more_ = true;  // a comma, or the beginning of the list
};

}  // namespace ricochet::requestbin
