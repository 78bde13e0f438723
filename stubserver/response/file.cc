#include "stubserver/values/file_value.h"

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

std::unique_ptr<const Part> as_part(std::optional<FileValue> file) {
  if (!file) return nullptr;
  return std::make_unique<File>(std::move(*file));
}

}  // namespace

std::optional<FileValue> compile_file_value(const base::JsonReader& value,
                                            const PartContext& context) {
  const std::string& root = context.options.file_root;
  return FileValue::compile(value, context.options, {root},
                            root.empty() ? "names count from the working directory"
                                         : "names count from the folder " + root);
}

/// Moco looks on the Java class path, which a native program does not have: ours is a list of
/// folders.
std::optional<FileValue> compile_resource_value(const base::JsonReader& value,
                                                const PartContext& context) {
  return FileValue::compile(value, context.options, context.options.resources,
                            "name the folder that holds it with --resources");
}

std::unique_ptr<const Part> compile_file(const base::JsonReader& value, PartContext& context) {
  return as_part(compile_file_value(value, context));
}

std::unique_ptr<const Part> compile_path_resource(const base::JsonReader& value,
                                                  PartContext& context) {
  return as_part(compile_resource_value(value, context));
}

}  // namespace ricochet::stubserver
