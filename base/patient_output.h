#pragma once
#include <cstddef>
#include <cstdint>
#include <streambuf>
#include <string>
#include <string_view>

#include "base/loop.h"

namespace ricochet::base {

/// Where the output of a server goes: writing to it never waits. A pipe that nobody reads (a test
/// that started the server and does not look at its output) would stop every answer otherwise.
///
/// What is flushed and ends in a line end is a message. One that does not go at once is kept, up to
/// `limit` bytes in all, and goes later, by a timer or with the next one. Beyond that whole
/// messages are left out, and a line says how many once there is room again. A plain file is
/// written to as it is. A reader that has gone is not written to any more. On the loop's thread.
class PatientOutput final : public std::streambuf {
 public:
  static constexpr std::size_t kDefaultLimit = 8u << 20;
  /// How long the destructor waits for a reader that takes nothing.
  static constexpr Duration kLastWait = std::chrono::milliseconds(500);

  /// `fd` stays the caller's and must outlive this.
  PatientOutput(Loop& loop, int fd, std::size_t limit = kDefaultLimit);
  /// Waits as long as the reader goes on reading.
  ~PatientOutput() override;
  /// Then it waits however long the reader does nothing, as other programs do at a pipe: for when
  /// nobody waits for us any more.
  void wait_at_end() { last_wait_ms_ = -1; }

  std::size_t kept() const { return kept_.size(); }     ///< bytes that have not gone yet
  std::uint64_t left_out() const { return left_out_; }  ///< messages of which nobody was told yet
  /// Waits as the destructor does. The errno of what could not be written; 0: all of it was.
  int finish();

 protected:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* bytes, std::streamsize count) override;
  int sync() override;

 private:
  enum class Kind { kFile, kNonBlocking, kPolled, kSocket };
  /// Bytes taken: none when the reader is slow, all when it has gone.
  std::size_t write(std::string_view bytes);
  long write_once(std::string_view bytes);
  void retry();
  void keep(std::string_view entry);

  const std::size_t limit_;
  int fd_;
  bool own_ = false;  ///< fd_ is ours to close
  Kind kind_ = Kind::kFile;
  int gone_ = 0;  ///< the reader, by this errno
  std::string entry_;
  std::string kept_;
  std::uint64_t left_out_ = 0;
  int last_wait_ms_ = static_cast<int>(kLastWait / std::chrono::milliseconds(1));
  Timer timer_;
};

}  // namespace ricochet::base
