#pragma once
#include "base/json/shape.h"

/// What stands under the keys of a response. Of Moco's many ways to write one thing only the common
/// ones are spelled out; under the others anything may stand, and the loader looks closer.
namespace ricochet::stubserver {

base::Shape shape_of_text_value();
base::Shape shape_of_plain_text();  ///< or a template
base::Shape shape_of_file_value();
base::Shape shape_of_anything();
base::Shape shape_of_template_switch();
base::Shape shape_of_status();
base::Shape shape_of_answer_headers();
base::Shape shape_of_table();
base::Shape shape_of_latency();
base::Shape shape_of_fault();

}  // namespace ricochet::stubserver
