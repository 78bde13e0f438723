#include "requestbin/v1/json.h"

#include <gtest/gtest.h>

#include "base/json/json.h"

namespace ricochet::requestbin {
namespace {

// What Python's json.dumps makes of the same value.
TEST(V1Json, IsWrittenAsPythonWritesIt) {
  base::Json object;
  object["k\x7f"] = "\"\\/\b\f\n\r\t\x01\x7f\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
  object["n"] = base::Json::array({1, true, nullptr, 1.5, base::Json::object()});
  EXPECT_EQ(dump_v1(object),
            R"({"k\u007f": "\"\\/\b\f\n\r\t\u0001\u007f\u00e9\u20ac\ud83d\ude00", )"
            R"("n": [1, true, null, 1.5, {}]})");
}

}  // namespace
}  // namespace ricochet::requestbin
