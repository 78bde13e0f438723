#include "stubserver/rules/reloader.h"

#include <algorithm>

#include "base/text.h"

namespace ricochet::stubserver {

namespace {

/// Files that came, went or were written.
std::vector<std::string> differences(const FileStates& before, const FileStates& after) {
  std::vector<std::string> out;
  for (const auto& [file, state] : after) {
    const auto it = before.find(file);
    if (it == before.end() || it->second != state) out.push_back(file);
  }
  for (const auto& [file, state] : before) {
    if (!after.contains(file)) out.push_back(file);
  }
  return out;
}

}  // namespace

Reloader::Reloader(base::Loop& loop, Sources sources, Hooks hooks)
    : loop_(loop),
      sources_(std::move(sources)),
      hooks_(std::move(hooks)),
      watch_(loop, [this] { changed(); }),
      debounce_(loop) {}

bool Reloader::load(base::DiagList& diags) { return take(load_sources(sources_, diags), diags); }

bool Reloader::take(LoadedSources loaded, const base::DiagList& diags) {
  seen_ = std::move(loaded.seen);
  status_.ok = loaded.rules != nullptr;
  status_.at = loop_.wall_now();
  status_.found = diags.all();
  if (!status_.ok) {
    ++status_.failures;
    // What a broken settings file does not name any more may be what mends it.
    names_.merge(loaded.names);
    return false;
  }
  ++status_.loads;
  names_ = std::move(loaded.names);
  hooks_.use(std::move(loaded.rules));
  return true;
}

void Reloader::watch() {
  watching_ = true;
  watch_again();
  look();  // what changed while nobody watched
}

void Reloader::watch_again() {
  const WatchList list = watch_list(names_);
  const auto status = watch_.watch(list.folders, list.files);
  const std::string why = status ? std::string() : status.error().message;
  if (!why.empty() && why != status_.not_watching)
    hooks_.say("Changes of the files will not be seen: " + why + " (" + status.error().hint + ")");
  status_.not_watching = why;
}

void Reloader::changed() {
  const auto now = loop_.now();
  if (!debounce_.pending()) first_change_ = now;
  debounce_.at(std::min(now + kDebounce, first_change_ + kMaxDebounce), [this] { look(); });
}

void Reloader::look() {
  if (differences(seen_, states_of(names_)).empty()) return watch_again();
  reload();
}

bool Reloader::reload() {
  debounce_.cancel();
  for (const auto& file : differences(seen_, states_of(names_)))
    hooks_.say(base::printable(file) + " change detected.");
  base::DiagList diags;
  const bool ok = take(load_sources(sources_, diags), diags);
  if (watching_) {
    watch_again();
    // Before the watch knew the new names.
    if (!differences(seen_, states_of(names_)).empty()) changed();
  }
  if (ok) {
    hooks_.say("Reloaded: the new configuration answers from now on.");
    if (!diags.all().empty()) hooks_.say("Warnings:\n\n" + diags.render_all());
  } else {
    hooks_.say("Fail to load the new configuration, the old one keeps answering:\n\n" +
               diags.render_all());
  }
  return ok;
}

}  // namespace ricochet::stubserver
