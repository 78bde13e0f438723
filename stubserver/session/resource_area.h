#pragma once
#include <memory>
#include <string>

#include "stubserver/response/response.h"

namespace ricochet::stubserver {

/// What a `resource` answers to requests in its area that no entry takes, by Moco's rules: 404 for
/// GET, HEAD, PUT, DELETE and PATCH of the collection or an element and for POST to an element; 400
/// for POST to the collection, for other methods and for everything below an element. `prefix` is
/// the path of the collection, `place` the
/// session's, for the line that says why.
std::shared_ptr<const CompiledResponse> area_response(std::string prefix, std::string place);

}  // namespace ricochet::stubserver
