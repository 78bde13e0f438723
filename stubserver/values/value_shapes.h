#pragma once
#include "base/json/shape.h"

/// What Moco's values may be, for the tables of keys that hold them.
namespace ricochet::stubserver {

base::Shape shape_of_text_value();
base::Shape shape_of_template_text();  ///< what stands under "template"
base::Shape shape_of_plain_text();     ///< or a template
base::Shape shape_of_file_value();
base::Shape shape_of_name();  ///< or a number, see read_name_value()
base::Shape shape_of_flag();  ///< or a text that says so, see read_flag_value()

}  // namespace ricochet::stubserver
