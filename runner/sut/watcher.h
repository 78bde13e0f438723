#pragma once

namespace ricochet::runner {

/// What `ricochet __watch LIFELINE PLAN NAME` is: the parent of one program under test. It starts
/// the program, and when that ends, or when the lifeline does (ricochet is gone, however it went),
/// kills everything below it, whatever groups and sessions that has moved to: as a subreaper it
/// inherits every process whose parent ends. Returns the exit code.
int watch_over(int argc, char** argv);

}  // namespace ricochet::runner
