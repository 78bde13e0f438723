#pragma once
#include <string>

namespace ricochet::base {

/// As Double.toString of Java 19 and later writes it (Jackson and so Moco send it so): the shortest
/// digits that are this number and no other double, at least one after the point, and an exponent
/// below 0.001 and from 10^7 on: "0.1", "1000.0", "1.0E-5", "1.2345678E7", "4.9E-324", "NaN",
/// "-Infinity". Java before 19 has a digit too many for some numbers (JDK-4511638).
std::string java_text(double value);

}  // namespace ricochet::base
