#include "base/cidr.h"

#include <gtest/gtest.h>

namespace ricochet::base {
namespace {

bool in(const char* block, const char* address) {
  return Cidr::parse(block).value().contains(address);
}

TEST(Cidr, PrefixDecides) {
  EXPECT_TRUE(in("10.0.0.0/8", "10.255.1.2"));
  EXPECT_FALSE(in("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(in("192.0.2.128/25", "192.0.2.200"));
  EXPECT_FALSE(in("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(in("0.0.0.0/0", "203.0.113.9"));
  EXPECT_TRUE(in("2001:db8::/32", "2001:db8:1::5"));
  EXPECT_FALSE(in("2001:db8::/32", "2001:db9::"));
}

TEST(Cidr, OneAddressIsABlockOfOne) {
  EXPECT_TRUE(in("127.0.0.1", "127.0.0.1"));
  EXPECT_FALSE(in("127.0.0.1", "127.0.0.2"));
  EXPECT_TRUE(in("::1", "::1"));
}

TEST(Cidr, MappedAddressesAreIpv4AndFamiliesDoNotMix) {
  EXPECT_TRUE(in("10.0.0.0/8", "::ffff:10.1.2.3"));
  EXPECT_FALSE(in("0.0.0.0/0", "::1"));
  EXPECT_FALSE(in("::/0", "10.0.0.1"));
  EXPECT_FALSE(in("::/0", "no address"));
}

TEST(Cidr, WhatIsNoBlockIsRefused) {
  for (const char* bad : {"", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "::/129", "a/8",
                          "10.0.0.1/8", "10.0.0.0/-1"})
    EXPECT_EQ(Cidr::parse(bad).error().code, "base/bad-cidr") << bad;
}

}  // namespace
}  // namespace ricochet::base
