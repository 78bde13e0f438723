#include "runner/model/shared_file.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "runner/model/suite.h"

namespace ricochet::runner {

namespace {

/// Files that include each other, at most.
constexpr std::size_t kMaxDepth = 16;

std::string path_of(const std::string& from, const std::string& name) {
  return (std::filesystem::path(folder_of(from)) / name).lexically_normal().string();
}

/// Names in `{ "include": "f.json" }` and `{ "include": { "file": "f.json" } }`, at whatever depth.
void find_included(const base::Json& value, std::vector<std::string>& names) {
  if (value.is_object() && value.size() == 1 && value.contains("include")) {
    const auto& include = value["include"];
    const auto& name = include.is_object() && include.contains("file") ? include["file"] : include;
    if (name.is_string()) names.push_back(name.get<std::string>());
    return;
  }
  if (value.is_structured()) {
    for (const auto& each : value) find_included(each, names);
  }
}

/// The files from `file` on that lead back to one of `chain`, or too deep; empty: none do.
std::string circle_from(const base::Json& root, const std::string& file,
                        std::vector<std::string>& chain) {
  chain.push_back(file);
  std::vector<std::string> names;
  find_included(root, names);
  for (const auto& name : names) {
    const std::string next = path_of(file, name);
    if (std::find(chain.begin(), chain.end(), next) != chain.end() || chain.size() > kMaxDepth) {
      std::string text;
      for (const auto& each : chain) text += each + ", ";
      return text + next;
    }
    const auto document = base::JsonDocument::load(next);  // what is wrong with it is told later
    if (!document) continue;
    if (auto circle = circle_from((*document)->root(), next, chain); !circle.empty()) return circle;
  }
  chain.pop_back();
  return {};
}

}  // namespace

base::Shape shared_shape(const base::Shape& step) {
  using base::Shape;
  return Shape::object({{"$schema", Shape::text(), "the JSON Schema of this file, for editors"},
                        required("shared", Shape::nonempty(), "what it does"),
                        {"description", Shape::text(), "for people"},
                        {"vars", Shape::map(Shape::any()),
                         "values for ${name} in its steps, or where it is included"},
                        {"steps", Shape::list(step), "what the step include runs"}});
}

std::shared_ptr<const base::JsonDocument> load_shared(const base::JsonReader& name) {
  const auto text = name.nonempty_string();
  if (!text) return nullptr;
  const std::string path = path_of(name.document()->name(), *text);
  auto document = base::JsonDocument::load(path);
  if (!document) {
    base::Diag diag = document.error();
    if (diag.where.known()) {
      name.diags().add(std::move(diag));
    } else {
      name.error("no-file", diag.message, "file names count from the folder of this file");
    }
    return nullptr;
  }
  const base::ErrorMark mark(name.diags());
  static const base::Shape kShape = shared_shape(base::Shape::any());
  const auto root = base::JsonReader(*document, name.diags(), "scenario").as(kShape);
  if (!(*document)->root().is_object() || !(*document)->root().contains("shared")) {
    name.error("not-shared", base::in_quotes(path) + " has no \"shared\" key",
               R"(what may be included says so: { "shared": "what it does", "steps": [ ... ] })");
    return nullptr;
  }
  root.object();
  for (const char* key : {"$schema", "description"}) {
    if (const auto told = root.find(key)) told->string();
  }
  if (const auto what = root.find("shared")) what->nonempty_string();
  if (const auto vars = root.find("vars")) vars->object();
  if (const auto steps = root.find("steps")) steps->elements();
  if (!mark.clean()) return nullptr;
  std::vector<std::string> chain;
  if (const auto circle = circle_from((*document)->root(), path, chain); !circle.empty()) {
    name.error("include-circle", "files include each other for ever: " + circle,
               "a file may be included at most " + std::to_string(kMaxDepth) +
                   " deep, and never in itself");
    return nullptr;
  }
  return *document;
}

std::vector<std::shared_ptr<const base::JsonDocument>> load_includes(const base::JsonReader& root) {
  std::vector<std::shared_ptr<const base::JsonDocument>> out;
  const auto include = root.find("include");
  if (!include) return out;
  for (const auto& name :
       include->is_array() ? include->elements() : std::vector<base::JsonReader>(1, *include)) {
    if (auto document = load_shared(name)) out.push_back(std::move(document));
  }
  return out;
}

std::vector<std::shared_ptr<const base::JsonDocument>> included_documents(
    const std::shared_ptr<const base::JsonDocument>& file) {
  std::vector<std::shared_ptr<const base::JsonDocument>> out;
  std::set<std::string> known{file->name()};
  std::vector<std::shared_ptr<const base::JsonDocument>> open{file};
  while (!open.empty()) {
    const auto from = std::move(open.back());
    open.pop_back();
    std::vector<std::string> names;
    find_included(from->root(), names);
    const auto top =
        from->root().is_object() ? from->root().value("include", base::Json()) : base::Json();
    if (top.is_string()) names.push_back(top.get<std::string>());
    if (top.is_array()) {
      for (const auto& name : top) {
        if (name.is_string()) names.push_back(name.get<std::string>());
      }
    }
    for (const auto& name : names) {
      const auto path = path_of(from->name(), name);
      if (!known.insert(path).second) continue;
      auto document = base::JsonDocument::load(path);
      if (!document) continue;
      out.push_back(*document);
      open.push_back(*document);
    }
  }
  return out;
}

}  // namespace ricochet::runner
