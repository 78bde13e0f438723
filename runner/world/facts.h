#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "base/diag.h"
#include "base/duration.h"
#include "base/json/json.h"
#include "runner/mask/secrets.h"
#include "runner/model/discover.h"
#include "runner/model/suite.h"

namespace ricochet::runner {

/// Stands for a value that is not known: what a step will have captured, or a var that is wrong, of
/// which nobody else is to blame.
inline constexpr const char* kUnknownValue = "<captured>";

/// What templates know of a suite: `{"bus": {"kafka": ...}, "stubs": {"photos": {"url": ...,
/// "port": ...}}, "bins": {...}, "env": {...}}`. The pieces are put together by the world (real
/// addresses) or here.
base::Json address_facts(const std::string& url, std::uint16_t port);
/// What is known before anything runs: env, run (`id`, different in every run, and `seed`), and the
/// suite's vars by their names. Findings (suite/undefined ...) go to `diags`, what has one is
/// kUnknownValue. Of a suite that is bound: those of its binding.
base::Json suite_facts(const Suite& suite, const std::string& bin_dir, std::uint64_t seed,
                       base::WallTime now, base::DiagList& diags);
/// The suite's "secrets" and what they name among its facts; the passwords of its bus.
void learn_from_suite(const Suite& suite, const base::Json& facts, mask::Secrets& secrets);
/// The same of all suites that were found, broken ones too, and what they name among the vars and
/// rows of their scenarios: names of rows, excerpts of files and plans are shown before a run has
/// learnt anything.
void learn_from_files(const Discovery& found, mask::Secrets& secrets);
/// `{"shop": {"ports": {"http": 8080}}}` of services that have ports; `number_of` says which.
base::Json port_facts(
    const Suite& suite,
    const std::function<std::uint16_t(const SutSpec&, const PortSpec&)>& number_of);
/// The same of services that have a "url", which `facts` fill in: ports and all else that is known
/// of the suite. One that cannot be filled in is kUnknownValue, and what is wrong goes to `diags`
/// (suite/template).
void add_urls(const Suite& suite, base::Json& facts, base::DiagList& diags);
/// The same shape with addresses that nobody listens on: for checking a scenario without running
/// it.
base::Json facts_for_check(const Suite& suite, const std::string& bin_dir);

}  // namespace ricochet::runner
