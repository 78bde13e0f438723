#pragma once
#include <string>
#include <string_view>

#include "base/json/fwd.h"

namespace ricochet::requestbin {

/// A page of requestbin/web as one file of HTML that needs no server and loads nothing: its
/// modules are one script, its styles one element, and the policy allows these two by their
/// hashes and nothing else. `page` is the frame ("run.html"), `entry` the module that starts it
/// ("js/run_main.js"). The text ends where the data go: data_element()s, behind which nothing
/// has to stand, so that a file that was cut there works.
std::string one_file(std::string_view page, std::string_view entry);

/// The modules that `entry` needs as one script without imports, in strict mode. No text in it ends
/// a script element.
std::string bundle(std::string_view entry);

/// An element with data for the page: `<script type="application/json" class="NAME">`. Nothing in
/// the value can end it.
std::string data_element(std::string_view name, const base::Json& value);

}  // namespace ricochet::requestbin
