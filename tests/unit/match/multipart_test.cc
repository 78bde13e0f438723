#include "match/multipart.h"

#include <gtest/gtest.h>

#include "match/subject.h"

namespace ricochet::match {
namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=XX";

std::string part(const std::string& disposition, const std::string& content) {
  return "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
}

/// What `forms` sees of such a body.
std::vector<Field> text_fields(std::string_view type, const std::string& body) {
  Request request;
  request.headers = {{"Content-Type", std::string(type)}};
  request.body = body;
  return Subject(request).forms();
}

TEST(Multipart, TextFieldsInOrderAndFilesLeftOut) {
  const auto body = part("name=\"a\"", "1") + part("name=\"f\"; filename=\"x.txt\"", "file") +
                    part("name=b", "two\r\nlines") + part("name=\"a\"", "") + "--XX--\r\n";
  const std::vector<Field> expected = {{"a", "1"}, {"b", "two\r\nlines"}, {"a", ""}};
  EXPECT_EQ(text_fields(kType, body), expected);
}

TEST(Multipart, APreambleIsSkipped) {
  const std::vector<Field> expected = {{"a", "1"}};
  EXPECT_EQ(text_fields(kType, "hello\r\n" + part("name=a", "1") + "--XX--"), expected);
}

TEST(Multipart, WhatIsMalformedYieldsNothing) {
  for (const std::string body :
       {"", "--XX", "--XX--", "--XX\r\n", "--XX\r\nno end", "--XX\r\n--XX--", "nothing at all",
        "--XX\r\nContent-Disposition: form-data; name=a\r\nno blank line\r\n--XX--"}) {
    EXPECT_TRUE(text_fields(kType, body).empty()) << body;
  }
  EXPECT_TRUE(text_fields("multipart/form-data", part("name=a", "1") + "--XX--").empty());
  EXPECT_TRUE(text_fields("multipart/form-data; boundary=" + std::string(71, 'x'), "--").empty());
}

TEST(Multipart, ManyPartsAreBounded) {
  std::string body;
  for (int i = 0; i < 1500; ++i) body += part("name=a", "1");
  EXPECT_EQ(text_fields(kType, body + "--XX--").size(), 1000u);
}

TEST(HeaderParameter, Forms) {
  EXPECT_EQ(header_parameter("text/plain; charset=utf-8", "charset"), "utf-8");
  EXPECT_EQ(header_parameter("x; A=\"q;\\\"w\" ; b=2", "a"), "q;\"w");
  EXPECT_EQ(header_parameter("x; A=\"q;w\" ; b=2", "b"), "2");
  EXPECT_EQ(header_parameter("x; flag; b=2", "b"), "2");
  EXPECT_EQ(header_parameter("x; B = \"q w\" ; c=3", "b"), "q w");
  EXPECT_EQ(header_parameter("x; b =\t2 ; c = 3", "c"), "3");
  EXPECT_EQ(header_parameter("x; b= ; c=3", "b") + header_parameter("x; b=  ", "b"), "");
  EXPECT_EQ(header_parameter("x", "b"), "");
  EXPECT_EQ(header_parameter("x; b=", "b"), "");
  EXPECT_EQ(header_parameter("x; b=\"", "b"), "");
}

TEST(Multipart, PartsKeepFileNamesAndTypes) {
  const std::string body =
      "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.png\"\r\n"
      "content-type: image/png\r\n\r\n\x89PNG\r\n" +
      part("name=t", "text") + part("name=e; filename=\"\"", "") + "--XX--\r\n";
  const auto parts = multipart_parts(kType, body);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].name, "f");
  EXPECT_EQ(parts[0].filename, "x.png");
  EXPECT_EQ(parts[0].type, "image/png");
  EXPECT_EQ(parts[0].content, "\x89PNG");
  EXPECT_FALSE(parts[1].is_file);
  EXPECT_EQ(parts[1].content, "text");
  EXPECT_TRUE(parts[2].is_file) << "a file input that was left empty";
}

}  // namespace
}  // namespace ricochet::match
