#include "cli/sources.h"

#include <CLI/CLI.hpp>

namespace ricochet::cli {

void add_list(CLI::App& app, const std::string& name, std::vector<std::string>& list,
              const std::string& type, const std::string& what) {
  app.add_option(name, list, what)->type_name(type)->allow_extra_args(false);
}

void add_source_flags(CLI::App& app, stubserver::Sources& sources) {
  add_list(app, "-c", sources.files, "FILE",
           "Stub file, or a quoted pattern (* ** ? [a-z] {a,b}); may be given several times, they "
           "are tried in this order");
  auto* settings = app.add_option("-g", sources.settings, "Settings file, instead of -c");
  settings->type_name("FILE");
  app.add_option("-e", sources.env, "Only what the settings file has for this environment")
      ->type_name("NAME")
      ->needs(settings);
  add_list(app, "--resources", sources.load.resources, "DIR",
           "Folder that path_resource is looked up in");
  app.get_option("--resources")->envname("RICOCHET_RESOURCES");
}

void check_sources(const stubserver::Sources& sources) {
  if (sources.files.empty() == sources.settings.empty()) {
    throw CLI::ValidationError(sources.files.empty()
                                   ? "a stub file (-c) or a settings file (-g) is needed"
                                   : "-c and -g exclude each other");
  }
}

}  // namespace ricochet::cli
