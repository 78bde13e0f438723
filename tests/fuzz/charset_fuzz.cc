// The value of a Content-Type (the first line) and a body (the rest), as every matcher reads it.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text/utf8.h"
#include "match/charset.h"
#include "match/content_coding.h"
#include "match/subject.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ricochet;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  match::Request request;
  request.method = "POST";
  request.set_target("/");
  const std::string type(fuzz::take(rest, "\n"));
  request.headers.push_back({"Content-Type", type});
  request.body = std::string(rest);
  const auto charset = match::charset_of(type);
  if (const auto text = match::decode_charset(charset, rest)) {
    fuzz::require(match::is_utf8_charset(charset) || base::is_utf8(*text));
    fuzz::require(text->size() <= match::kMaxDecodedBody + 4096);
  } else {
    fuzz::require(!text.error().message.empty() && base::is_utf8(text.error().message));
  }
  (void)match::decode_xml(charset, rest);
  const match::Subject subject(request);
  (void)subject.text();
  (void)subject.json();
  (void)subject.xml();
  (void)subject.forms();
  fuzz::require(subject.message().body == rest);
  return 0;
}
