#pragma once
#include "base/result.h"
#include "runner/sut_runner.h"
