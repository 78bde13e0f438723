#pragma once
#include "base/json/shape.h"
#include "match/matcher.h"

/// What stands under the keys of the request object: the last column but one of part_table().
namespace ricochet::match {

base::Shape shape_of_method(Kind);
base::Shape shape_of_uri(Kind);
base::Shape shape_of_client(Kind);
base::Shape shape_of_version(Kind);
base::Shape shape_of_partition(Kind);
base::Shape shape_of_event_key(Kind);
base::Shape shape_of_truth(Kind);
base::Shape shape_of_headers(Kind);
base::Shape shape_of_fields(Kind);
base::Shape shape_of_bytes(Kind);
base::Shape shape_of_body(Kind);
base::Shape shape_of_file(Kind);
base::Shape shape_of_multipart(Kind);
base::Shape shape_of_anything(Kind);
base::Shape shape_of_json_ignore(Kind);
base::Shape shape_of_json_paths(Kind);
base::Shape shape_of_structure(Kind);
base::Shape shape_of_json_schema(Kind);
base::Shape shape_of_jwt(Kind);
base::Shape shape_of_matcher(Kind);
base::Shape shape_of_matchers(Kind);

}  // namespace ricochet::match
