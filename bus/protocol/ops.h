#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "bus/protocol/schema.h"

namespace ricochet::bus::protocol {

// What the generated table needs to handle members whose types it has forgotten.

template <class T>
inline constexpr ArrayOps kArrayOps{
    sizeof(T), [](const void* array) { return static_cast<const std::vector<T>*>(array)->size(); },
    [](void* array, std::size_t size) -> void* {
      auto& all = *static_cast<std::vector<T>*>(array);
      all.resize(size);
      return all.data();
    },
    [](const void* array) -> const void* {
      return static_cast<const std::vector<T>*>(array)->data();
    }};

template <class T>
inline constexpr OptionalOps kOptionalOps{
    [](const void* optional) -> const void* {
      const auto& value = *static_cast<const std::optional<T>*>(optional);
      return value ? &*value : nullptr;
    },
    [](void* optional) -> void* { return &static_cast<std::optional<T>*>(optional)->emplace(); },
    [](void* optional) { static_cast<std::optional<T>*>(optional)->reset(); }};

template <class T>
std::shared_ptr<void> make_value() {
  return std::make_shared<T>();
}

}  // namespace ricochet::bus::protocol
