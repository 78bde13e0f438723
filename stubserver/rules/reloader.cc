#include "stubserver/rules/reloader.h"

#include <algorithm>
#include <utility>

#include "base/text/printable.h"

namespace ricochet::stubserver {

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

void Reloader::reload(std::function<void(bool ok)> done) {
  if (done) next_.push_back(std::move(done));
  again_ = true;
  if (!reading_) begin_reading();
}

void Reloader::begin_reading() {
  debounce_.cancel();
  reading_ = true;
  again_ = false;
  asked_ = std::exchange(next_, {});
  for (const auto& file : differences(seen_, states_of(names_)))
    hooks_.say(base::printable(file) + " change detected.");
  ticket_ = loop_.pool().run(
      0,
      [sources = sources_]() -> base::Result<std::shared_ptr<Reading>> {
        auto reading = std::make_shared<Reading>();
        reading->loaded = load_sources(sources, reading->diags);
        return reading;
      },
      [this](const base::Result<std::shared_ptr<Reading>>& reading) {
        reading_ = false;
        if (reading)
          end_reading(**reading);
        else
          no_reading(reading.error());
      });
}

void Reloader::end_reading(Reading& reading) {
  const auto& diags = reading.diags;
  const bool ok = take(std::move(reading.loaded), diags);
  if (ok) {
    hooks_.say("Reloaded: the new configuration answers from now on.");
    if (!diags.all().empty()) hooks_.say("Warnings:\n\n" + diags.render_all());
  } else {
    hooks_.say("The new configuration cannot be loaded, the old one keeps answering:\n\n" +
               diags.render_all());
  }
  if (watching_) {
    watch_again();
    // While they were read, or before the watch knew the new names.
    if (!differences(seen_, states_of(names_)).empty()) changed();
  }
  tell(std::exchange(asked_, {}), ok);
}

/// The workers have too much to do: the files stay changed, so a look will try again.
void Reloader::no_reading(const base::Diag& why) {
  hooks_.say("The new configuration is not read yet: " + why.message);
  if (!next_.empty() || watching_) debounce_.after(kMaxDebounce, [this] { look(); });
  tell(std::exchange(asked_, {}), false);
}

void Reloader::tell(std::vector<std::function<void(bool ok)>> whom, bool ok) {
  const auto alive = alive_.guard();
  for (const auto& done : whom) {
    done(ok);
    if (!alive) return;
  }
  if (again_ && !reading_) begin_reading();
}

}  // namespace ricochet::stubserver
