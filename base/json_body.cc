#include <algorithm>
#include <unordered_map>

#include "base/json.h"
#include "base/json_document.h"
#include "base/json_syntax.h"
#include "base/text.h"

namespace ricochet::base {

namespace {

/// Objects up to this size are searched for a key; larger ones get an index while they are checked.
constexpr std::size_t kSmallObject = 16;

/// Builds the value from the parser's events. nlohmann's own builder looks each key of an ordered
/// object up among those before it, which makes an object of 100,000 keys cost seconds; here keys
/// are appended, and repeated ones are found once, at the end of the object.
class BodyBuilder {
 public:
  std::unique_ptr<Json> root;
  bool too_many = false;
  std::size_t error_byte = 0;
  std::string error;
  bool syntax_error = false;

  bool null() { return add(nullptr) != nullptr; }
  bool boolean(bool value) { return add(value) != nullptr; }
  bool number_integer(Json::number_integer_t value) { return add(value) != nullptr; }
  bool number_unsigned(Json::number_unsigned_t value) { return add(value) != nullptr; }
  bool number_float(Json::number_float_t value, const std::string&) {
    return add(value) != nullptr;
  }
  bool string(std::string& value) { return add(std::move(value)) != nullptr; }
  bool binary(Json::binary_t&) { return false; }  // no such thing in JSON text
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool key(std::string& name) {
    key_ = std::move(name);
    return true;
  }
  bool end_object() {
    keep_last_of_repeated(stack_.back()->get_ref<Json::object_t&>());
    stack_.pop_back();
    return true;
  }
  bool end_array() {
    stack_.pop_back();
    return true;
  }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& e) {
    error_byte = byte;
    error = e.what();
    syntax_error = dynamic_cast<const Json::parse_error*>(&e) != nullptr;
    return false;
  }

 private:
  Json* add(Json value) {
    if (++count_ > kMaxJsonValues) {
      too_many = true;
      return nullptr;
    }
    if (stack_.empty()) {
      root = std::make_unique<Json>(std::move(value));
      return root.get();
    }
    // What is open is the last element of what it stands in, so nothing moves it while it grows.
    if (stack_.back()->is_array()) {
      auto& array = stack_.back()->get_ref<Json::array_t&>();
      array.push_back(std::move(value));
      return &array.back();
    }
    auto& object = stack_.back()->get_ref<Json::object_t&>();
    object.emplace_back(std::move(key_), std::move(value));
    return &object.back().second;
  }

  bool open(Json container) {
    Json* added = add(std::move(container));
    if (added != nullptr) stack_.push_back(added);
    return added != nullptr;
  }

  static bool has_repeated(const Json::object_t& object) {
    if (object.size() <= kSmallObject) {
      for (auto it = object.begin(); it != object.end(); ++it) {
        if (std::any_of(object.begin(), it, [&](const auto& m) { return m.first == it->first; }))
          return true;
      }
      return false;
    }
    std::vector<std::string_view> keys;
    keys.reserve(object.size());
    for (const auto& member : object) keys.push_back(member.first);
    std::sort(keys.begin(), keys.end());
    return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
  }

  /// The last value of a key counts, at the place of its first one: as nlohmann and Jackson have
  /// it.
  static void keep_last_of_repeated(Json::object_t& object) {
    if (!has_repeated(object)) return;
    std::unordered_map<std::string_view, std::size_t> last;
    for (std::size_t i = 0; i < object.size(); ++i)
      last[(object.begin() + static_cast<std::ptrdiff_t>(i))->first] = i;
    Json::object_t kept;
    for (const auto& member : object) {
      const auto it = last.find(member.first);
      if (it == last.end()) continue;
      auto& value = (object.begin() + static_cast<std::ptrdiff_t>(it->second))->second;
      kept.emplace_back(member.first, std::move(value));
      last.erase(it);
    }
    object.swap(kept);
  }

  std::vector<Json*> stack_;
  std::string key_;
  std::size_t count_ = 0;
};

}  // namespace

std::unique_ptr<Json> parse_json_body(std::string_view text, std::string* why) {
  const auto because = [why](std::string reason) {
    if (why != nullptr) *why = std::move(reason);
    return nullptr;
  };
  if (find_too_deep(text, kMaxJsonDepth, false) != std::string_view::npos)
    return because("nested deeper than " + std::to_string(kMaxJsonDepth) + " levels");
  BodyBuilder builder;
  if (Json::sax_parse(text.begin(), text.end(), &builder)) return std::move(builder.root);
  if (builder.too_many) return because("more than " + std::to_string(kMaxJsonValues) + " values");
  if (why == nullptr) return nullptr;
  return because(builder.syntax_error
                     ? "byte " + std::to_string(builder.error_byte) + ": " +
                           explain_syntax_error(text, builder.error_byte, builder.error).message
                     : builder.error);
}

}  // namespace ricochet::base
