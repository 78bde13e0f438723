#include "bus/protocol/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text/encoding.h"
#include "bus/protocol/messages.h"
#include "bus/protocol/wire.h"
#include "tests/unit/bus/protocol/filled.h"

namespace ricochet::bus::protocol {
namespace {

using testing::HasSubstr;

std::string hex(const auto& value, int version) {
  std::string bytes;
  encode(value, version, bytes);
  return base::hex_encode(bytes);
}

std::string name_of(const Message& message, int version) {
  return std::string(message.name) + " v" + std::to_string(version);
}

TEST(Codec, KnowsEveryApiOnce) {
  std::vector<int> keys;
  for (const Api& api : apis()) keys.push_back(api.key);
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
  EXPECT_GE(keys.size(), 36U);
}

// Every message in every version, with random content: what is written is read and written again
// to the same bytes, and to the last of them.
TEST(Codec, WhatIsWrittenIsReadAgain) {
  base::Random random(1);
  for_each_message([&](const Message& message, int version) {
    for (int round = 0; round < 20; ++round) {
      const auto value = message.make();
      if (round > 0) Filler(random, version).fill(*message.shape, value.get());
      std::string bytes;
      write_message(message, value.get(), version, bytes);
      const auto again = message.make();
      const auto read = read_message(message, again.get(), bytes, version);
      ASSERT_TRUE(read) << name_of(message, version) << ": " << read.error().message;
      ASSERT_EQ(*read, bytes.size()) << name_of(message, version);
      std::string twice;
      write_message(message, again.get(), version, twice);
      ASSERT_EQ(base::hex_encode(twice), base::hex_encode(bytes)) << name_of(message, version);
    }
  });
}

TEST(Codec, EveryTruncationIsAnError) {
  base::Random random(2);
  for_each_message([&](const Message& message, int version) {
    const auto value = message.make();
    Filler(random, version).fill(*message.shape, value.get());
    std::string bytes;
    write_message(message, value.get(), version, bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto again = message.make();
      const auto read =
          read_message(message, again.get(), std::string_view(bytes).substr(0, size), version);
      ASSERT_FALSE(read) << name_of(message, version) << " cut to " << size;
      ASSERT_EQ(read.error().code, "bus/malformed");
    }
  });
}

// Whatever the bytes are, the reader neither crashes nor takes what cannot be written again.
TEST(Codec, HostileBytesAreReadOrRefused) {
  base::Random random(3);
  for_each_message([&](const Message& message, int version) {
    const auto value = message.make();
    Filler(random, version).fill(*message.shape, value.get());
    std::string bytes;
    write_message(message, value.get(), version, bytes);
    if (bytes.empty()) return;
    for (int round = 0; round < 60; ++round) {
      std::string hurt = bytes;
      const std::size_t at = random.below(hurt.size());
      if (round % 3 == 0) {
        hurt[at] = static_cast<char>(hurt[at] ^ (1 << random.below(8)));
      } else if (round % 3 == 1) {
        hurt.replace(at, 4, std::string("\x7f\xff\xff\xff", 4));
      } else {
        hurt.replace(at, 5, std::string("\xff\xff\xff\xff\x0f", 5));
      }
      const auto again = message.make();
      if (!read_message(message, again.get(), hurt, version)) continue;
      std::string written;
      write_message(message, again.get(), version, written);
    }
  });
}

TEST(Codec, HeadersOfBothForms) {
  RequestHeader header;
  header.request_api_key = 18;
  header.request_api_version = 3;
  header.correlation_id = 7;
  header.client_id = "me";
  EXPECT_EQ(hex(header, 1),
            "0012000300000007"
            "00026d65");
  EXPECT_EQ(hex(header, 2),
            "0012000300000007"
            "00026d65"
            "00");
  header.client_id.reset();
  EXPECT_EQ(hex(header, 1),
            "0012000300000007"
            "ffff");
}

TEST(Codec, CompactAndPlainForms) {
  MetadataRequest request;
  request.topics.reset();
  EXPECT_EQ(hex(request, 1), "ffffffff");
  EXPECT_EQ(hex(request, 4),
            "ffffffff"
            "01");
  EXPECT_EQ(hex(request, 9),
            "00"
            "01"
            "00"
            "00"
            "00");
  MetadataRequest::Topic topic;
  topic.name = "ab";
  request.topics.emplace(1, topic);
  EXPECT_EQ(hex(request, 4),
            "00000001"
            "00026162"
            "01");
  EXPECT_EQ(hex(request, 9),
            "02"
            "036162"
            "00"
            "01"
            "00"
            "00"
            "00");
}

TEST(Codec, TaggedFieldsAreWrittenWhenTheyAreNotTheDefault) {
  ApiVersionsResponse response;
  EXPECT_EQ(hex(response, 3),
            "0000"
            "01"
            "00000000"
            "00");
  response.finalized_features_epoch = 5;
  response.supported_features.push_back({"a", 1, 2});
  EXPECT_EQ(hex(response, 3),
            "0000"
            "01"
            "00000000"
            "02"
            "00"
            "08"
            "02"
            "0261"
            "0001"
            "0002"
            "00"
            "01"
            "08"
            "0000000000000005");
  EXPECT_EQ(hex(response, 0),
            "0000"
            "00000000");
}

TEST(Codec, UnknownTagsAreSkippedAndWrongOnesRefused) {
  const auto read = [](const std::string& digits) {
    return decode<HeartbeatResponse>(*base::hex_decode(digits), 4);
  };
  EXPECT_EQ(read("00000000"
                 "0019"
                 "01"
                 "63"
                 "02"
                 "abcd")
                .value()
                .error_code,
            25);
  EXPECT_THAT(read("00000000"
                   "0019"
                   "02"
                   "6301ab"
                   "6201ab")
                  .error()
                  .message,
              HasSubstr("ascending"));
  EXPECT_FALSE(
      read("00000000"
           "0019"
           "01"
           "63"
           "05"
           "abcd"));
}

TEST(Codec, AnnouncedLengthsAreHeldAgainstTheBytes) {
  const auto error = [](const std::string& digits) {
    return decode<MetadataRequest>(*base::hex_decode(digits), 4).error().message;
  };
  EXPECT_EQ(
      error("7fffffff"
            "00026162"
            "01"),
      "MetadataRequest v4, Topics: announces 2147483647 elements, 5 bytes are there (byte 4)");
  EXPECT_EQ(error("00000001"
                  "7fff"
                  "6162"
                  "01"),
            "MetadataRequest v4, Topics.Name: announces 32767 bytes, 3 are there (byte 6)");
  EXPECT_THAT(error("00000001"
                    "ffff"
                    "01"),
              HasSubstr("Topics.Name: must not be null"));
  EXPECT_THAT(error("fffffffe"), HasSubstr("has a negative length"));
}

TEST(Codec, BytesLeftOverAreIgnored) {
  EXPECT_TRUE(decode<MetadataRequest>(*base::hex_decode("00000000"
                                                        "01"
                                                        "0102"),
                                      4));
}

TEST(Codec, ElementsTakeMemoryInProportionToTheMessage) {
  // Each topic takes three bytes here and dozens in memory.
  std::string bytes;
  append_uvarint(bytes, 100'001);
  for (int i = 0; i < 100'000; ++i) bytes += std::string("\x02x\x00", 3);
  bytes += std::string("\x01\x00\x00\x00", 4);
  const auto read = decode<MetadataRequest>(bytes, 9);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("announces 100000 elements"));
}

}  // namespace
}  // namespace ricochet::bus::protocol
