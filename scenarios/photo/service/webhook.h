#pragma once

#include <string>

namespace photo {

class HttpClient;
struct Outcome;

/// Posts outcomes to the URL that wants to know of them. One try: a receiver that is down is
/// logged and does not hold up the photos.
class Webhook {
 public:
  Webhook(HttpClient& http, std::string url);
  void post(const Outcome& outcome);

 private:
  HttpClient& http_;
  std::string url_;
};

}  // namespace photo
