#include <gtest/gtest.h>

#include "base/file.h"
#include "match_support.h"
#include "tests/support/program.h"

namespace ricochet::match {
namespace {

Request form() {
  const std::string crlf = "\r\n";
  std::string body;
  const auto part = [&](const std::string& head, const std::string& content) {
    body += "--B" + crlf + head + crlf + crlf + content + crlf;
  };
  part("Content-Disposition: form-data; name=\"note\"", "hello");
  part("Content-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"" + crlf +
           "Content-Type: image/jpeg",
       std::string("\xFF\xD8\x00\x01", 4));
  part("Content-Disposition: form-data; name=\"meta\"" + crlf + "Content-Type: application/json",
       R"({"n":1})");
  part("Content-Disposition: form-data; name=\"photo\"; filename=\"b.png\"", "png");
  return request("POST /", {{"Content-Type", "multipart/form-data; boundary=B"}},
                 body + "--B--" + crlf);
}

bool form_fits(const std::string& parts) { return fits("{\"multipart\":" + parts + "}", form()); }

TEST(MultipartMatcher, EachQuestion) {
  EXPECT_TRUE(form_fits(R"({"note":"hello"})"));
  EXPECT_FALSE(form_fits(R"({"note":"bye"})"));
  EXPECT_TRUE(form_fits(R"({"photo":{"filename":"a.jpg","type":"image/jpeg","size":4}})"));
  EXPECT_TRUE(form_fits(R"({"photo":{"filename":{"endsWith":".png"},"text":{"startsWith":"p"}}})"));
  EXPECT_FALSE(form_fits(R"({"photo":{"filename":"a.jpg","text":"png"}})"));  // of one and the same
  EXPECT_TRUE(form_fits(R"({"photo":{"size":{"lt":4}}})"));
  EXPECT_FALSE(form_fits(R"({"photo":{"size":{"gt":4}}})"));
  EXPECT_TRUE(form_fits(R"({"meta":{"json":{"n":1},"type":{"contain":"json"}}})"));
  EXPECT_FALSE(form_fits(R"({"meta":{"json":{"n":2}}})"));
  EXPECT_TRUE(form_fits(R"({"note":{"type":"text/plain","filename":{"exist":"false"}}})"));
  EXPECT_TRUE(form_fits(R"({"none":{"exist":false},"note":{"exist":"true"}})"));
  EXPECT_FALSE(form_fits(R"({"note":{"exist":false}})"));
  EXPECT_FALSE(form_fits(R"({"none":{"exist":true}})"));
  EXPECT_FALSE(fits(R"({"multipart":{"note":"hello"}})", request("POST /", {}, "note=hello")));
}

TEST(MultipartMatcher, ComparesWithAFile) {
  const test::TempFolder folder;
  base::write_file_atomic(folder.path() + "/p.png", "png").value();
  CompileOptions options;
  options.file_root = folder.path();
  const auto compiled = compile(R"({"multipart":{"photo":{"file":"p.png"}}})", options);
  ASSERT_TRUE(compiled.matcher) << compiled.errors();
  const auto r = form();
  EXPECT_TRUE(compiled.matcher->matches(Subject(r)));
  const auto other = compile(R"({"multipart":{"note":{"file":"p.png"}}})", options);
  const auto c = other.matcher->explain(Subject(r)).at(0);
  EXPECT_FALSE(c.ok);
  EXPECT_EQ(c.detail, "content is not that of \"p.png\"");
}

TEST(MultipartMatcher, Explains) {
  const auto explained = [](const std::string& parts) {
    const auto compiled = compile("{\"multipart\":" + parts + "}");
    const auto r = form();
    const auto c = compiled.matcher->explain(Subject(r)).at(0);
    return c.name + " | " + c.expected + " | " + c.actual + " | " + c.detail;
  };
  EXPECT_EQ(
      explained(R"({"photo":{"size":9,"filename":{"endsWith":".jpg"}}})"),
      "multipart photo | filename endsWith \".jpg\", size \"9\" | the file \"a.jpg\" of 4 B and "
      "1 more of that name | size should be \"9\", got \"4\"");
  EXPECT_EQ(explained(R"({"none":"x"})"),
            "multipart none | text \"x\" | absent | there are \"note\", \"photo\", \"meta\", "
            "\"photo\"");
  EXPECT_EQ(
      explained(R"({"meta":{"json":{"n":2}}})"),
      "multipart meta | json {\"n\":2} | a field of 7 B | json $.n: expected the number 2, got "
      "the number 1");
}

}  // namespace
}  // namespace ricochet::match
