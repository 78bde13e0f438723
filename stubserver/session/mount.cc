#include <algorithm>
#include <filesystem>

#include "base/beneath.h"
#include "base/error_mark.h"
#include "base/glob.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/part/findings.h"
#include "stubserver/response/parts.h"
#include "stubserver/response/response.h"
#include "stubserver/session/extras.h"
#include "stubserver/session/session.h"
#include "stubserver/values/content_type.h"
#include "stubserver/values/file_path.h"
#include "stubserver/values/file_reads.h"
#include "stubserver/values/scalar_value.h"

namespace ricochet::stubserver {

namespace {

/// A folder under a path.
struct Mount {
  std::string prefix;  ///< "/s", or empty for the root
  std::string folder;
  std::vector<base::Glob> includes, excludes;                  ///< over the name beneath the folder
  std::shared_ptr<const void> key = std::make_shared<char>();  ///< of what a worker has read

  /// What the path names beneath the folder; nullopt when it lies elsewhere or is left out.
  std::optional<std::string> name_of(std::string_view path) const {
    if (!path.starts_with(prefix) || !path.substr(prefix.size()).starts_with('/'))
      return std::nullopt;
    const std::string name(path.substr(prefix.size() + 1));
    const auto fits = [&name](const base::Glob& glob) { return glob.matches(name); };
    if (!base::is_safe_name(name)) return std::nullopt;
    if (!includes.empty() && std::none_of(includes.begin(), includes.end(), fits))
      return std::nullopt;
    if (std::any_of(excludes.begin(), excludes.end(), fits)) return std::nullopt;
    return name;
  }
};

/// Whether there is such a file is part of the match, so that the next session gets its turn when
/// there is none.
class MountMatcher final : public match::Matcher {
 public:
  explicit MountMatcher(std::shared_ptr<const Mount> mount) : mount_(std::move(mount)) {}

  bool matches(const match::Subject& subject) const override {
    const match::Request* request = subject.request();
    const auto name = request == nullptr ? std::nullopt : mount_->name_of(request->path);
    return name && base::is_file_beneath(mount_->folder, *name);
  }
  std::vector<match::Condition> explain(const match::Subject& subject) const override {
    const std::string path = subject.request() == nullptr ? "" : subject.request()->path;
    const auto name = mount_->name_of(path);
    match::Condition uri;
    uri.name = "uri";
    uri.expected = "below " + base::in_quotes(mount_->prefix + "/");
    if (!mount_->includes.empty() || !mount_->excludes.empty())
      uri.expected += ", included and not excluded";
    uri.actual = base::in_quotes(path);
    uri.ok = name.has_value();
    match::Condition file;
    file.name = "file";
    file.expected = "a file in " + base::in_quotes(mount_->folder);
    file.ok = name && base::is_file_beneath(mount_->folder, *name);
    file.actual = name ? base::in_quotes(*name) : "absent";
    return {uri, file};
  }
  std::string describe() const override { return mount_->prefix + "/** from " + mount_->folder; }
  bool needs_body() const override { return false; }
  match::SelectiveKey selective_key() const override {
    match::SelectiveKey key;
    key.paths = {match::ValueKey::prefix(mount_->prefix + "/")};
    return key;
  }
  std::map<std::string, std::string> path_variables(const match::Subject&) const override {
    return {};
  }

 private:
  std::shared_ptr<const Mount> mount_;
};

/// The file, then whatever else the session adds.
class MountedFile final : public ResponsePart {
 public:
  MountedFile(std::shared_ptr<const Mount> mount, std::unique_ptr<const CompiledResponse> rest)
      : mount_(std::move(mount)), rest_(std::move(rest)) {}
  bool sets_body() const override { return true; }
  const ResponsePart* preflight() const override { return rest_->preflight(); }
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    const auto name = mount_->name_of(input.subject.request()->path).value_or(std::string());
    const auto read = [&] {
      return counted_read([&] { return base::read_file_beneath(mount_->folder, name); });
    };
    auto* known = input.subject.findings();
    auto bytes = known == nullptr ? read() : known->filled().once(mount_->key, read);
    if (!bytes) return bytes.error();
    answer.set_body(std::move(*bytes), content_type_of(name));
    return rest_->apply(answer, input);
  }

 private:
  std::shared_ptr<const Mount> mount_;
  std::unique_ptr<const CompiledResponse> rest_;
};

std::vector<base::Glob> read_globs(const base::JsonReader& mount, std::string_view key) {
  std::vector<base::Glob> out;
  const auto value = mount.find(key);
  if (!value) return out;
  for (const auto& item : value->elements()) {
    const auto text = item.nonempty_string();
    if (!text) continue;
    auto glob = base::Glob::compile(base::trim(*text));
    if (glob) {
      out.push_back(std::move(*glob));
    } else {
      item.error("bad-pattern", glob.error().message, glob.error().hint);
    }
  }
  return out;
}

std::string read_prefix(const base::JsonReader& mount) {
  const auto value = mount.require("uri");
  const auto text = value ? read_name_value(*value) : std::nullopt;
  if (!text) return {};
  if (!text->starts_with('/')) {
    value->error("bad-uri", "\"uri\" must begin with a slash",
                 "write " + base::in_quotes("/" + *text));
    return {};
  }
  return text->substr(0, text->find_last_not_of('/') + 1);
}

std::string read_folder(const base::JsonReader& mount, const LoadOptions& options) {
  const auto value = mount.require("dir");
  const auto name = value ? read_name_value(*value) : std::nullopt;
  if (!name || !may_name(*value, *name, options)) return {};
  std::string folder = path_in(options.file_root, *name);
  std::error_code ec;
  if (std::filesystem::is_directory(folder, ec)) return folder;
  value->error("file-not-found", "there is no folder " + base::in_quotes(*name),
               options.file_root.empty() ? "names count from the working directory"
                                         : "names count from the folder " + options.file_root);
  return {};
}

/// The keys of `response` that stand beside the mount's own.
std::unique_ptr<const CompiledResponse> read_rest(const base::JsonReader& mount,
                                                  PartContext& context) {
  base::Json rest = mount.value();
  for (const auto& member : mount.members()) {
    if (response_shape().below(member.key()) == nullptr) rest.erase(member.key());
  }
  auto response = CompiledResponse::compile(mount.with_value(rest), context);
  if (response != nullptr && response->sets_body()) {
    mount.error("two-bodies", "a mount sends its files: nothing in it may set another body",
                "move that to a session of its own");
  }
  return response;
}

}  // namespace

base::Shape mount_shape() {
  using base::Shape;
  std::vector<base::ShapeKey> keys = response_shape().resolved().keys();
  const Shape name = Shape::either({Shape::nonempty(), Shape::number()});
  const Shape globs = Shape::list(Shape::nonempty());
  keys.insert(keys.begin(), {required("dir", name, "the folder"),
                             required("uri", name, "the path that its files stand below"),
                             {"includes", globs, "patterns of files that are served", "all"},
                             {"excludes", globs, "patterns of files that are not"}});
  return Shape::object(std::move(keys));
}

/// A folder whose files are served under a path. Moco's rules, except that one of `includes` is
/// enough, and that nothing outside of the folder is ever read.
void compile_mount(const base::JsonReader& session, const LoadOptions& options, Rules& out) {
  const auto value = session.find("mount");
  const base::ErrorMark mark(value->diags());
  if (!value->object() || !mark.clean()) return;
  auto mount = std::make_shared<Mount>();
  mount->prefix = context_of(options) + read_prefix(*value);
  mount->folder = read_folder(*value, options);
  mount->includes = read_globs(*value, "includes");
  mount->excludes = read_globs(*value, "excludes");
  FilesOfSession::add_unknown();
  PartContext context{options};
  auto rest = read_rest(*value, context);
  if (rest == nullptr) return;
  auto rule = begin_rule(session, options);
  rule->matcher = std::make_shared<MountMatcher>(mount);
  std::vector<std::unique_ptr<const ResponsePart>> parts;
  parts.push_back(std::make_unique<MountedFile>(std::move(mount), std::move(rest)));
  complete(*rule, session, context, std::make_shared<const CompiledResponse>(std::move(parts)));
  if (rule->response != nullptr) out.push_back(std::move(rule));
}

}  // namespace ricochet::stubserver
