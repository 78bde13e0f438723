#include "stubserver/faults/fault.h"

namespace ricochet::stubserver {

const std::vector<FaultKind>& fault_kinds() {
  static const std::vector<FaultKind> kinds = {
      {"reset", {}, compile_reset},
      {"close", {}, compile_close},
      {"no_answer", {}, compile_no_answer},
      {"half_status_line", {}, compile_half_status_line},
      {"garbage", {"bytes"}, compile_garbage},
      {"truncate", {"bytes", "fraction", "then"}, compile_truncate},
      {"wrong_length", {"by"}, compile_wrong_length},
      {"bad_chunk", {}, compile_bad_chunk},
      {"dribble", {"bytes", "delay"}, compile_dribble},
      {"bandwidth", {"bytes_per_second"}, compile_bandwidth},
  };
  return kinds;
}

}  // namespace ricochet::stubserver
