#include "http/detail/incoming_frames.h"

#include <gtest/gtest.h>

#include "tests/support/websocket_frames.h"

namespace ricochet::http::detail {
namespace {

using test::frame;
using enum test::Opcode;

std::uint64_t begun(const std::string& bytes) {
  IncomingFrames whole;
  whole.put(bytes);
  IncomingFrames cut;
  for (const char& c : bytes) cut.put({&c, 1});
  EXPECT_EQ(cut.messages(), whole.messages()) << "wherever it is cut";
  return whole.messages();
}

TEST(IncomingFramesTest, CountsMessagesThatHaveBegun) {
  const std::string large(70'000, '\x81');  // payload that looks like headers
  EXPECT_EQ(begun(""), 0u);
  EXPECT_EQ(begun(frame(kText, "a").substr(0, 1)), 1u);
  EXPECT_EQ(begun(frame(kText, "a") + frame(kBinary, "")), 2u);
  EXPECT_EQ(begun(frame(kText, large) + frame(kText, std::string(200, 'x'))), 2u);
  EXPECT_EQ(begun(frame(kText, "a", false) + frame(kPing, "p") + frame(kContinue, "b")), 1u);
  EXPECT_EQ(begun(frame(kPing, "p") + frame(kPong, "q")), 0u);
  EXPECT_EQ(begun(frame(kContinue, "a")), 1u) << "what nothing came before, too";
  EXPECT_EQ(begun("\x81\x01"
                  "a\x81\x01"
                  "b"),
            2u)
      << "not masked";
  EXPECT_EQ(begun(frame(kClose, "") + frame(kText, "a")), 0u) << "behind the end";
}

}  // namespace
}  // namespace ricochet::http::detail
