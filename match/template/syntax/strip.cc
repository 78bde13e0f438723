#include <algorithm>

#include "match/template/syntax/parser.h"
#include "match/text/utf16.h"

namespace ricochet::match::tpl {

namespace {

using NodeKind = Node::Kind;

bool blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_java_space(next_character(text, at))) return false;
  }
  return true;
}

/// Lines count from 0; \n, \r\n and \r end one.
class Lines {
 public:
  explicit Lines(const std::string& text) : text_(text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n' || (text[i] == '\r' && text.compare(i + 1, 1, "\n") != 0))
        starts_.push_back(i + 1);
    }
  }
  std::size_t of(std::size_t offset) const {
    return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), offset) -
                                    starts_.begin());
  }
  /// FreeMarker counts columns, and a tab at the beginning is not the first one.
  bool begins(std::size_t offset) const {
    return (offset == 0 || std::binary_search(starts_.begin(), starts_.end(), offset)) &&
           text_.compare(offset, 1, "\t") != 0;
  }

 private:
  const std::string& text_;
  std::vector<std::size_t> starts_;
};

/// The template as FreeMarker's rules see it: what is a leaf, what stands beside what, on which
/// lines.
struct Piece {
  Node* text = nullptr;
  bool heeds = false;   ///< blanks around it count: ${}
  bool silent = false;  ///< prints nothing: assignments, macros, comments
  bool opaque = false;  ///< from outside a leaf, whatever is in it
  bool trims = false, left = false, right = false;
  std::size_t first_line = 0, last_line = 0;
  bool at_line_start = false;
  Piece* parent = nullptr;
  std::size_t index = 0;
  std::vector<std::unique_ptr<Piece>> children;

  Piece* beside(bool forward) const {
    if (parent == nullptr) return nullptr;
    if (!forward) return index > 0 ? parent->children[index - 1].get() : nullptr;
    return index + 1 < parent->children.size() ? parent->children[index + 1].get() : nullptr;
  }
  const Piece* leaf(bool first) const {
    const auto* piece = this;
    while (!piece->children.empty() && !piece->opaque)
      piece = first ? piece->children.front().get() : piece->children.back().get();
    return piece;
  }
  const Piece* next_leaf(bool forward) const {
    for (const auto* piece = this; piece != nullptr; piece = piece->parent) {
      if (const auto* other = piece->beside(forward)) return other->leaf(forward);
    }
    return nullptr;
  }
};

class Stripper {
 public:
  Stripper(const Parsed& parsed, bool strip) : lines_(parsed.text), strip_(strip) {}

  void work_on(Block& nodes) {
    fill(root_, nodes);
    clean(root_);
  }

 private:
  // ---- the outline

  Piece& add(Piece& parent, std::size_t begin, std::size_t end) {
    auto piece = std::make_unique<Piece>();
    piece->parent = &parent;
    piece->index = parent.children.size();
    piece->first_line = lines_.of(begin);
    piece->last_line = lines_.of(end > begin ? end - 1 : begin);
    piece->at_line_start = lines_.begins(begin);
    parent.children.push_back(std::move(piece));
    return *parent.children.back();
  }

  void fill(Piece& parent, Block& nodes) {
    for (auto& node : nodes) outline(parent, node);
  }

  void part(Piece& parent, std::size_t begin, std::size_t end, Block& nodes) {
    fill(add(parent, begin, end), nodes);
  }

  void outline(Piece& parent, Node& node) {
    Piece& piece = add(parent, node.begin, node.end);
    piece.text = node.kind == NodeKind::kText ? &node : nullptr;
    piece.heeds = node.kind == NodeKind::kValue || node.kind == NodeKind::kNumber;
    piece.silent = node.kind == NodeKind::kMacro || node.kind == NodeKind::kAssign ||
                   node.kind == NodeKind::kSetting || node.kind == NodeKind::kComment;
    piece.opaque = node.kind == NodeKind::kMacro || node.kind == NodeKind::kCapture;
    piece.trims = node.kind == NodeKind::kTrim;
    piece.left = node.trim_left;
    piece.right = node.trim_right;
    for (auto& branch : node.branches) part(piece, branch.begin, branch.end, branch.body);
    if (!node.has_otherwise) return fill(piece, node.body);
    part(piece, node.begin, node.otherwise_begin, node.body);
    part(piece, node.otherwise_begin, node.end, node.otherwise);
  }

  // ---- the rules

  void clean(Piece& piece) {
    for (auto& child : piece.children) {
      if (child->text != nullptr) clean_text(*child);
      clean(*child);
    }
    for (std::size_t i = 0; i < piece.children.size();) {
      if (!ignorable(*piece.children[i])) {
        ++i;
        continue;
      }
      if (auto* text = piece.children[i]->text) text->text.clear();
      piece.children.erase(piece.children.begin() + static_cast<std::ptrdiff_t>(i));
      for (auto j = i; j < piece.children.size(); ++j) piece.children[j]->index = j;
    }
  }

  bool top(const Piece& piece) const { return piece.parent == &root_; }

  /// What can go without a trace: blanks between what prints nothing.
  bool ignorable(const Piece& piece) const {
    if (piece.trims) return true;
    if (piece.text == nullptr) return false;
    if (piece.text->text.empty()) return true;
    if (!strip_ || !blank(piece.text->text)) return false;
    for (const bool forward : {false, true}) {
      const auto* other = piece.beside(forward);
      if (other == nullptr ? !top(piece) : !other->silent) return false;
    }
    return true;
  }

  /// Whether blanks beside a leaf have to stay.
  bool heeds(const Piece& leaf, bool from_behind) const {
    if (leaf.text == nullptr) return leaf.heeds;
    if (ignorable_text(leaf)) return false;
    const auto& text = leaf.text->text;
    const auto line_break = from_behind ? text.find_last_of("\r\n") : text.find_first_of("\r\n");
    if (line_break == std::string::npos) return true;
    return !blank(from_behind ? std::string_view(text).substr(line_break)
                              : std::string_view(text).substr(0, line_break));
  }
  bool ignorable_text(const Piece& leaf) const {
    if (leaf.text->text.empty()) return true;
    if (!blank(leaf.text->text)) return false;
    for (const bool forward : {false, true}) {
      const auto* other = leaf.beside(forward);
      if (other == nullptr ? !top(leaf) : !other->silent) return false;
    }
    return true;
  }

  void clean_text(Piece& piece) {
    auto& text = piece.text->text;
    if (text.empty()) return;
    const bool left = trim_left(piece);
    const bool right = trim_right(piece);
    if (!strip_ || text.empty() || (top(piece) && piece.index == 0)) return;
    const auto behind = left ? 0 : strip_behind(piece);
    const auto before = right ? 0 : strip_before(piece);
    if (before + behind == 0) return;
    text = before + behind >= text.size() ? std::string()
                                          : text.substr(before, text.size() - before - behind);
    if (before > 0) {
      ++piece.first_line;
      piece.at_line_start = true;
    }
  }

  /// Bytes at the beginning that are the rest of a line of directives.
  std::size_t strip_before(const Piece& piece) const {
    const auto& text = piece.text->text;
    auto line_break = text.find_first_of("\r\n");
    if (line_break == std::string::npos && !piece.at_line_start) return 0;
    auto end = line_break == std::string::npos ? 0 : line_break + 1;
    if (end > 0 && text[end - 1] == '\r' && text.compare(end, 1, "\n") == 0) ++end;
    if (!blank(std::string_view(text).substr(0, end))) return 0;
    for (const auto* leaf = piece.next_leaf(false);
         leaf != nullptr && leaf->last_line == piece.first_line; leaf = leaf->next_leaf(false)) {
      if (heeds(*leaf, true)) return 0;
    }
    return end;
  }

  /// Bytes at the end that are the beginning of one.
  std::size_t strip_behind(const Piece& piece) const {
    const auto& text = piece.text->text;
    const auto line_break = text.find_last_of("\r\n");
    if (line_break == std::string::npos && !piece.at_line_start) return 0;
    const auto begin = line_break == std::string::npos ? 0 : line_break + 1;
    if (!blank(std::string_view(text).substr(begin))) return 0;
    for (const auto* leaf = piece.next_leaf(true);
         leaf != nullptr && leaf->first_line == piece.last_line; leaf = leaf->next_leaf(true)) {
      if (heeds(*leaf, false)) return 0;
    }
    return text.size() - begin;
  }

  /// <#lt> and <#t> on the last line of a text: blanks at its beginning go. True: no other rule.
  bool trim_left(Piece& piece) const {
    auto& text = piece.text->text;
    bool decided = false;
    for (const auto* leaf = piece.next_leaf(true);
         leaf != nullptr && leaf->first_line == piece.last_line; leaf = leaf->next_leaf(true)) {
      if (!leaf->trims) continue;
      if (!leaf->left && !leaf->right) decided = true;
      if (!leaf->left) continue;
      decided = true;
      const auto line_break = text.find_last_of("\r\n");
      if (line_break == std::string::npos && !piece.at_line_start) continue;
      const auto begin = line_break == std::string::npos ? 0 : line_break + 1;
      auto stop = begin;
      for (auto at = stop; at < text.size() && is_java_space(next_character(text, at));) stop = at;
      text.erase(begin, stop - begin);
    }
    return decided;
  }

  /// <#rt> and <#t> on the first line of a text: blanks at its end go, with the line break.
  bool trim_right(Piece& piece) const {
    auto& text = piece.text->text;
    bool decided = false;
    for (const auto* leaf = piece.next_leaf(false);
         leaf != nullptr && leaf->last_line == piece.first_line; leaf = leaf->next_leaf(false)) {
      if (!leaf->trims) continue;
      if (!leaf->left && !leaf->right) decided = true;
      if (!leaf->right) continue;
      decided = true;
      const auto line_break = text.find_first_of("\r\n");
      if (line_break == std::string::npos) return false;
      auto end = line_break + 1;
      if (text[line_break] == '\r' && text.compare(end, 1, "\n") == 0) ++end;
      const auto first = std::string_view(text).substr(0, end);
      if (blank(first)) {
        text.erase(0, end);
        ++piece.first_line;
        piece.at_line_start = true;
        continue;
      }
      const auto kept = first.substr(0, first.find_last_not_of(" \t\r\n\f\v") + 1);
      auto rest = text.substr(end);
      if (blank(rest) && gap_goes(piece)) rest.clear();
      text = std::string(kept) + rest;
    }
    return decided;
  }

  bool gap_goes(const Piece& piece) const {
    bool goes = true;
    for (const auto* leaf = piece.next_leaf(true);
         leaf != nullptr && leaf->first_line == piece.last_line; leaf = leaf->next_leaf(true)) {
      if (heeds(*leaf, true)) goes = false;
      if (leaf->trims && leaf->left) return true;
    }
    return goes;
  }

  Lines lines_;
  bool strip_;
  Piece root_;
};

/// What is left to say nothing.
void drop(Block& nodes) {
  std::erase_if(nodes, [](const Node& n) {
    return n.kind == NodeKind::kComment || n.kind == NodeKind::kTrim ||
           (n.kind == NodeKind::kText && n.text.empty());
  });
  for (auto& node : nodes) {
    for (auto& branch : node.branches) drop(branch.body);
    drop(node.body);
    drop(node.otherwise);
  }
}

}  // namespace

void strip_white_space(Parsed& parsed, bool strip) {
  Stripper(parsed, strip).work_on(parsed.nodes);
  drop(parsed.nodes);
}

}  // namespace ricochet::match::tpl
