#include "stubserver/answer/draft.h"

namespace ricochet::stubserver {

void AnswerDraft::set_body(std::string bytes, std::string_view default_type) {
  response.body = std::move(bytes);
  if (response.header("Content-Type") == nullptr) {
    response.headers.push_back({"Content-Type", std::string(default_type)});
  }
}

}  // namespace ricochet::stubserver
