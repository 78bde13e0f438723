// What no report shows, learnt from the suite and from all that was sent.
#include "runner/world/facts.h"
#include "runner/world/world.h"

namespace ricochet::runner {

void World::learn_secrets_of_suite() { learn_from_suite(*suite_, known_facts_, secrets()); }

void World::learn_secrets() {
  const auto learn_fields = [this](const std::vector<match::Field>& fields) {
    for (const auto& field : fields) secrets().learn(field.name, field.value);
  };
  constexpr std::size_t kLookedAt = 256u << 10;
  for (const auto& record : log_.timeline(nullptr, learnt_through_, SIZE_MAX)) {
    learnt_through_ = record->gseq;
    learn_fields(record->message().headers);
    learn_fields(record->answer.headers);
    if (const auto* call = record->request()) learn_fields(call->queries);
    secrets().learn_text(std::string_view(record->message().body).substr(0, kLookedAt));
    secrets().learn_text(std::string_view(record->answer.body).substr(0, kLookedAt));
  }
}

}  // namespace ricochet::runner
