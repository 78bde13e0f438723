#include "stubserver/response/parts.h"

#include "stubserver/values/file_value.h"

namespace ricochet::stubserver {

namespace {

class File final : public ResponsePart {
 public:
  explicit File(FileValue file) : file_(std::move(file)) {}
  bool sets_body() const override { return true; }
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    auto content = file_.read(input);
    if (!content) return content.error();
    answer.set_body(std::move(content->bytes), content->type);
    return {};
  }

 private:
  FileValue file_;
};

std::unique_ptr<const ResponsePart> as_part(std::optional<FileValue> file) {
  if (!file) return nullptr;
  return std::make_unique<File>(std::move(*file));
}

}  // namespace

std::unique_ptr<const ResponsePart> compile_file(const base::JsonReader& value,
                                                 PartContext& context) {
  return as_part(compile_file_value(value, context.options));
}

std::unique_ptr<const ResponsePart> compile_path_resource(const base::JsonReader& value,
                                                          PartContext& context) {
  return as_part(compile_resource_value(value, context.options));
}

}  // namespace ricochet::stubserver
