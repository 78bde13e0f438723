#include "stubserver/response/file_value.h"

namespace ricochet::stubserver {

namespace {

class File final : public Part {
 public:
  explicit File(FileValue file) : file_(std::move(file)) {}
  bool sets_body() const override { return true; }
  base::Status apply(Answer& answer, const Moment& moment) const override {
    auto content = file_.read(moment);
    if (!content) return content.error();
    answer.set_body(std::move(content->bytes), content->type);
    return {};
  }

 private:
  FileValue file_;
};

}  // namespace

std::unique_ptr<const Part> compile_file(const base::JsonReader& value, PartContext& context) {
  const std::string& root = context.options.file_root;
  auto file = FileValue::compile(value, {root},
                                 root.empty() ? "names count from the working directory"
                                              : "names count from the folder " + root);
  if (!file) return nullptr;
  return std::make_unique<File>(std::move(*file));
}

/// Moco looks on the Java class path, which a native program does not have: ours is a list of
/// folders.
std::unique_ptr<const Part> compile_path_resource(const base::JsonReader& value,
                                                  PartContext& context) {
  auto file = FileValue::compile(value, context.options.resources,
                                 "name the folder that holds it with --resources");
  if (!file) return nullptr;
  return std::make_unique<File>(std::move(*file));
}

}  // namespace ricochet::stubserver
