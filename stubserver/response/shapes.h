#pragma once
#include "base/json/shape.h"
#include "stubserver/values/value_shapes.h"

/// What stands under the keys of a response. Of Moco's many ways to write one thing only the common
/// ones are spelled out; under the others anything may stand, and the loader looks closer.
namespace ricochet::stubserver {

base::Shape shape_of_anything();
base::Shape shape_of_template_switch();
base::Shape shape_of_status();
base::Shape shape_of_answer_headers();
base::Shape shape_of_latency();
base::Shape shape_of_fault();

// Each beside the loader of its key.
base::Shape shape_of_proxy();
base::Shape shape_of_cookies();
base::Shape shape_of_attachment();
base::Shape shape_of_record();
base::Shape shape_of_replay();
base::Shape shape_of_cors();
base::Shape shape_of_sse();

}  // namespace ricochet::stubserver
