#pragma once
#include <memory>
#include <string>

#include "match/matcher.h"
#include "match/operator/operator.h"

// Matchers that stand below a path: Moco's `context` of a settings file.
namespace ricochet::match {

/// The operator on what follows `prefix`; what does not begin with it never matches. So `endsWith`
/// means: begins with the prefix and ends with the operand. An empty prefix or nullptr gives `test`
/// back.
std::unique_ptr<Operator> make_prefixed(const std::string& prefix, std::unique_ptr<Operator> test);

/// Requests for `/ctx` and `/ctx/...`, not for `/ctxfoo`.
std::shared_ptr<const Matcher> beneath(const std::string& path);

/// Both must hold; `first` is asked first. Variables and the index's knowledge are of both.
std::shared_ptr<const Matcher> both(std::shared_ptr<const Matcher> first,
                                    std::shared_ptr<const Matcher> second);

}  // namespace ricochet::match
