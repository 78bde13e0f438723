#include "stubserver/session/resource_area.h"

#include <algorithm>
#include <array>

#include "base/text/printable.h"

namespace ricochet::stubserver {

namespace {

class Area final : public ResponsePart {
 public:
  Area(std::string prefix, std::string place)
      : prefix_(std::move(prefix)), place_(std::move(place)) {}
  bool sets_body() const override { return true; }
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    const match::Request& request = *input.subject.request();
    answer.response.status = status_of(request);
    answer.set_body("the resource " + base::in_quotes(prefix_) + " at " + place_ +
                        " has no entry for " + base::shorten(base::printable(request.method), 30) +
                        " " + base::shorten(base::printable(request.target), 200) + "\n",
                    "text/plain; charset=utf-8");
    return {};
  }

 private:
  int status_of(const match::Request& request) const {
    constexpr std::array<std::string_view, 5> kPlain = {"GET", "HEAD", "PUT", "DELETE", "PATCH"};
    // The matcher has seen to the prefix.
    const std::string_view rest = std::string_view(request.path).substr(prefix_.size());
    const bool element = !rest.empty();
    if (element && rest.find('/', 1) != std::string_view::npos) return 400;
    const bool plain = std::find(kPlain.begin(), kPlain.end(), request.method) != kPlain.end();
    if (plain || (request.method == "POST" && element)) return 404;
    return 400;
  }
  std::string prefix_;
  std::string place_;
};

}  // namespace

std::shared_ptr<const CompiledResponse> area_response(std::string prefix, std::string place) {
  std::vector<std::unique_ptr<const ResponsePart>> parts;
  parts.push_back(std::make_unique<Area>(std::move(prefix), std::move(place)));
  return std::make_shared<const CompiledResponse>(std::move(parts));
}

}  // namespace ricochet::stubserver
