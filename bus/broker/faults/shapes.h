#pragma once
#include "base/json/shape.h"

/// What stands under the key of a fault: the last column but one of kinds().
namespace ricochet::bus::broker::faults {

base::Shape shape_of_error();
base::Shape shape_of_fault_time();
base::Shape shape_of_only_true();
base::Shape shape_of_pace();
base::Shape shape_of_group();
base::Shape shape_of_members();
base::Shape shape_of_redeliver();
base::Shape shape_of_transaction();
base::Shape shape_of_leader();
base::Shape shape_of_coordinator();
base::Shape shape_of_node();

}  // namespace ricochet::bus::broker::faults
