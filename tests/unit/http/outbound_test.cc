#include "http/outbound.h"

#include <gtest/gtest.h>

namespace ricochet::http {
namespace {

TEST(Outbound, NamesDoNotLeadToLinkLocalAddresses) {
  for (const char* address : {"169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0",
                              "febf::1", "::ffff:169.254.169.254"})
    EXPECT_TRUE(is_refused_address(address)) << address;
}

TEST(Outbound, OthersAreForTheTestToChoose) {
  for (const char* address : {"127.0.0.1", "10.0.0.1", "192.168.1.1", "169.253.0.1", "169.255.0.1",
                              "8.8.8.8", "::1", "fec0::1", "2001:db8::1"})
    EXPECT_FALSE(is_refused_address(address)) << address;
}

}  // namespace
}  // namespace ricochet::http
