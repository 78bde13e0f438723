#pragma once
#include "base/diag.h"

namespace ricochet::cli {

/// Before anything is opened: a standard stream that the caller has closed stays one that cannot be
/// used. Its number would be that of the next file, which what is printed would go into.
void hold_standard_streams();

/// What is put out did not arrive on stdout, for this reason (errno). Where it is told already,
/// finish_output() does not tell it again.
void note_lost_output(int error, bool told = false);
base::Diag lost_output(int error);

/// The exit code of a program that would end with `code`, when all that was put out has been
/// written: in place of 0 or 1 that of the environment when something was lost, which is told on
/// stderr. A reader of a pipe that has what it wanted (`| head -1`) loses nothing.
int finish_output(int code);

}  // namespace ricochet::cli
