#include "log.h"

#include <iostream>

namespace photo {

void log(std::string_view line) { std::cerr << "photo-service: " << line << std::endl; }

}  // namespace photo
