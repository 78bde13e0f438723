#pragma once
#include <memory>

#include "base/json/reader.h"
#include "match/matcher.h"
#include "stubserver/model/load_options.h"

namespace ricochet::stubserver {

// The key `request` of a session.

/// What match::Matcher::compile needs to know.
match::CompileOptions matcher_options(const LoadOptions& options);

/// A session's `request`; one that names no `uri` is limited to what lies below the context.
std::shared_ptr<const match::Matcher> compile_request(const base::JsonReader& request,
                                                      const LoadOptions& options);
/// What a session without `request` takes: everything, or what lies below the context.
std::shared_ptr<const match::Matcher> any_request(const LoadOptions& options);

}  // namespace ricochet::stubserver
