#include "stubserver/rules/settings.h"

#include <algorithm>
#include <filesystem>

#include "base/glob.h"
#include "base/json/json.h"
#include "base/reach.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "stubserver/response/response.h"
#include "stubserver/session/request.h"

namespace ricochet::stubserver {

namespace {

const std::vector<std::string>& entry_keys() {
  static const std::vector<std::string> keys = {"include", "context",  "file_root",  "env",
                                                "request", "response", "description"};
  return keys;
}

std::string beneath(const std::string& folder, const std::string& name) {
  if (folder.empty() || name.starts_with('/')) return name;
  return (std::filesystem::path(folder) / name).string();
}

/// "/foo", or empty; a slash at the end would double the one that every uri begins with.
std::string read_context(const base::JsonReader& value) {
  const auto text = value.string();
  if (!text) return {};
  std::string context(base::trim(*text));
  while (context.ends_with('/')) context.pop_back();
  if (!context.empty() && !context.starts_with('/')) {
    value.error("bad-context", "a context begins with a slash, or no path is below it",
                "write " + base::in_quotes("/" + context));
  }
  return context;
}

class SettingsReader {
 public:
  SettingsReader(const std::string& env, const LoadOptions& options, Settings& out)
      : env_(env), options_(options), out_(out) {}

  void read(const base::JsonReader& root) {
    if (root.is_object()) {
      root.error("wrong-type", "a settings file must be an array of entries, got one object",
                 "put it in [ ]");
      return;
    }
    const auto entries = root.elements();
    for (const auto& entry : entries) {
      if (root.diags().full()) return;
      read_entry(entry);
    }
    if (!env_.empty() && !used_ && root.is_array() && !root.diags().has_errors()) {
      root.error("unknown-env", "no entry is for the environment " + base::in_quotes(env_),
                 environments_.empty() ? "leave -e out, or give the entries an \"env\""
                                       : base::did_you_mean(env_, environments_));
    }
  }

 private:
  void read_entry(const base::JsonReader& entry) {
    if (entry.is_object() && !entry.find("include") && looks_like_session(entry)) {
      entry.error("stub-file", "this is a session of a stub file, not an entry of a settings file",
                  "name the file with -c, or put { \"include\": FILE } here");
      return;
    }
    if (!entry.object(entry_keys())) return;
    const auto include = entry.require("include");
    const auto name = include ? include->nonempty_string() : std::nullopt;
    if (const auto env = entry.find("env")) {
      const auto text = env->nonempty_string();
      if (text) environments_.emplace_back(base::trim(*text));
    }
    LoadOptions options = options_;
    if (const auto root = entry.find("file_root")) {
      if (const auto text = root->nonempty_string())
        options.file_root = beneath(options.file_root, std::string(base::trim(*text)));
    }
    options.entry = read_additions(entry, options);
    if (!name || !is_used(entry)) return;
    used_ = true;
    if (base::trim(*name).empty()) {
      include->error("empty", "the name of a file must not be empty", "write it");
      return;
    }
    add_files(*include, beneath(options.file_root, std::string(base::trim(*name))), options);
  }

  static bool looks_like_session(const base::JsonReader& entry) {
    return (entry.find("request") && entry.find("response")) || entry.find("redirectTo") ||
           entry.find("mount") || entry.find("proxy") || entry.find("resource");
  }

  bool is_used(const base::JsonReader& entry) const {
    if (env_.empty()) return true;
    const auto env = entry.find("env");
    return env && env->is_string() &&
           base::iequals(base::trim(env->value().get_ref<const std::string&>()), env_);
  }

  static std::shared_ptr<const SettingsEntry> read_additions(const base::JsonReader& entry,
                                                             const LoadOptions& options) {
    auto out = std::make_shared<SettingsEntry>();
    if (const auto context = entry.find("context")) out->context = read_context(*context);
    if (const auto request = entry.find("request"))
      out->request = match::Matcher::compile(*request, matcher_options(options));
    if (const auto response = entry.find("response")) {
      PartContext parts{options};
      out->response = CompiledResponse::compile(*response, parts);
      out->cursors = parts.cursors;
    }
    const bool empty = out->context.empty() && out->request == nullptr && out->response == nullptr;
    return empty ? nullptr : out;
  }

  void add_files(const base::JsonReader& include, const std::string& name,
                 const LoadOptions& options) {
    out_.names.push_back(name);
    const auto files = files_of(name);
    if (!files) {
      include.error(files.error().code_without_area(), files.error().message, files.error().hint);
      return;
    }
    for (const auto& file : *files) out_.files.push_back({file, options});
  }

  std::string env_;
  const LoadOptions& options_;
  Settings& out_;
  std::vector<std::string> environments_;
  bool used_ = false;
};

}  // namespace

base::Result<std::vector<std::string>> files_of(const std::string& name) {
  std::error_code ec;
  if (!base::Glob::is_pattern(name) || std::filesystem::exists(name, ec)) {
    if (std::filesystem::exists(name, ec)) return std::vector<std::string>{name};
    if (auto why = base::out_of_reach(name)) return *std::move(why);
    return base::Diag("stub/no-file", "there is no file " + base::in_quotes(name),
                      "relative paths count from the working directory");
  }
  const auto glob = base::Glob::compile(name);
  if (!glob) return glob.error();
  auto found = glob->expand();
  if (!found) return found.error();
  if (found->files.empty()) {
    if (!found->unreadable.empty()) {
      return base::Diag("file/unreadable",
                        "no file fits the pattern " + base::in_quotes(name) + ", but the folder " +
                            base::in_quotes(found->unreadable.front()) + " cannot be read",
                        "check its permissions");
    }
    return base::Diag("stub/no-file", "no file fits the pattern " + base::in_quotes(name),
                      "it counts from the working directory; * stays in one folder, ** does not");
  }
  return std::move(found->files);
}

Settings read_settings(const std::string& path, const std::string& env, const LoadOptions& base,
                       base::DiagList& diags) {
  Settings out;
  const auto document = base::JsonDocument::load(path);
  if (!document) {
    diags.add(document.error());
    return out;
  }
  SettingsReader(env, base, out).read(base::JsonReader(*document, diags, "stub"));
  return out;
}

}  // namespace ricochet::stubserver
