// The two functions by which Debian 12's libstdc++ and libgcc need a newer glibc than everything
// else does. With these, glibc 2.34 is enough (RHEL 9, Amazon Linux 2023, Ubuntu 22.04); nothing
// below it is, as Debian 12's start files and thread functions carry that version. Hidden: no
// shared library that is loaded later shall find them.
#include <dlfcn.h>
#include <link.h>
#include <sys/random.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>

static_assert(DLFO_STRUCT_HAS_EH_DBASE == 0, "this machine's unwinder wants more than we fill in");

namespace {

struct Search {
  std::uintptr_t address;
  dl_find_object* result;
};

/// 1: `data`'s address lies in this object, and it has unwind tables.
int visit(dl_phdr_info* object, std::size_t, void* data) {
  auto& search = *static_cast<Search*>(data);
  std::uintptr_t start = UINTPTR_MAX, end = 0, tables = 0;
  bool inside = false;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& part = object->dlpi_phdr[i];
    const std::uintptr_t from = object->dlpi_addr + part.p_vaddr, to = from + part.p_memsz;
    if (part.p_type == PT_GNU_EH_FRAME) tables = from;
    if (part.p_type != PT_LOAD) continue;
    inside = inside || (search.address >= from && search.address < to);
    start = from < start ? from : start;
    end = to > end ? to : end;
  }
  if (!inside || tables == 0) return 0;
  *search.result = {};
  search.result->dlfo_map_start = reinterpret_cast<void*>(start);
  search.result->dlfo_map_end = reinterpret_cast<void*>(end);
  search.result->dlfo_eh_frame = reinterpret_cast<void*>(tables);
  return 1;
}

}  // namespace

extern "C" {

/// glibc 2.35: where the unwind tables of an address are; every exception asks. The slower way of
/// older systems.
__attribute__((visibility("hidden"))) int _dl_find_object(void* address,
                                                          dl_find_object* result) noexcept {
  Search search{reinterpret_cast<std::uintptr_t>(address), result};
  return dl_iterate_phdr(&visit, &search) == 1 ? 0 : -1;
}

/// glibc 2.36: behind std::random_device.
__attribute__((visibility("hidden"))) std::uint32_t arc4random() noexcept {
  std::uint32_t value = 0;
  while (getrandom(&value, sizeof value, 0) != static_cast<ssize_t>(sizeof value)) {
    if (errno != EINTR) std::abort();  // as arc4random(3): there is no randomness to go on with
  }
  return value;
}
}
