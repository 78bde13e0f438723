#include "http/sse_readers.h"

#include <charconv>
#include <utility>

#include "base/json/json.h"

namespace ricochet::http {

namespace {

std::string number_as_json(const char* name, std::uint64_t number) {
  base::Json out;
  out[name] = number;
  return base::compact_json(out);
}

}  // namespace

std::optional<std::uint64_t> SseReaders::number_of(const std::string& id) {
  std::uint64_t number = 0;
  const auto* const end = id.data() + id.size();
  const auto [stop, problem] = std::from_chars(id.data(), end, number);
  return problem == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

void SseReaders::open(std::shared_ptr<Responder> responder, View view, std::uint64_t after) {
  auto reader = std::make_shared<Reader>();
  reader->view = std::move(view);
  reader->after = after;
  reader->stream = SseStream::open(loop_, std::move(responder));
  readers_.push_back(reader);
  const std::weak_ptr<Reader> weak = reader;
  reader->stream->on_closed([this] { loop_.post(alive_.guarded([this] { sweep(); })); });
  reader->stream->on_room([this, weak] {
    if (const auto self = weak.lock()) send(*self);
  });
  reader->stream->send({"", "hello", number_as_json("cursor", reader->view.last())});
  send(*reader);
}

void SseReaders::go_on() {
  for (std::size_t i = 0; i < readers_.size(); ++i) {  // by index: sending may lead anywhere
    const auto reader = readers_[i];
    send(*reader);
  }
}

void SseReaders::stop() {
  for (const auto& reader : std::exchange(readers_, {})) reader->stream->close();
}

void SseReaders::sweep() {
  std::erase_if(readers_, [](const auto& reader) { return !reader->stream->is_open(); });
}

void SseReaders::send(Reader& reader) {
  if (reader.sending) return;  // a write that is done at once asks for more from within
  reader.sending = true;
  constexpr std::size_t kEnough = 128u << 10;
  SseStream& stream = *reader.stream;
  if (const auto gone = reader.view.gone_through(); gone > reader.after && stream.is_open()) {
    stream.send({"", "gap", number_as_json("through", gone)});
    reader.after = gone;
  }
  while (stream.is_open() && stream.queued_bytes() < kEnough) {
    const auto event = reader.view.next(reader.after);
    if (!event) break;
    stream.send(*event);
  }
  reader.sending = false;
}

}  // namespace ricochet::http
