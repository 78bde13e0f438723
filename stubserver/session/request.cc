#include "stubserver/session/request.h"

#include "match/part/context.h"

namespace ricochet::stubserver {

match::CompileOptions matcher_options(const LoadOptions& options) {
  match::CompileOptions out;
  out.file_root = options.file_root;
  out.resources = options.resources;
  out.only_below = options.from_outside();
  out.uri_prefix = context_of(options);
  return out;
}

std::shared_ptr<const match::Matcher> compile_request(const base::JsonReader& request,
                                                      const LoadOptions& options) {
  auto matcher = match::Matcher::compile(request, matcher_options(options));
  if (matcher == nullptr || context_of(options).empty() || request.find("uri")) return matcher;
  return match::both(match::beneath(context_of(options)), std::move(matcher));
}

std::shared_ptr<const match::Matcher> any_request(const LoadOptions& options) {
  return context_of(options).empty() ? match::Matcher::any() : match::beneath(context_of(options));
}

}  // namespace ricochet::stubserver
