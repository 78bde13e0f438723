#include "requestbin/v2/record_looks.h"

#include <utility>

#include "match/work.h"

namespace ricochet::requestbin {

void RecordLooks::ask(std::shared_ptr<const match::Matcher> filter, journal::RecordPtr record,
                      std::function<void(Fit fit)> done) {
  calls_.run(
      loop_.pool(), record->message().body.size(),
      [filter, record]() -> base::Result<Fit> {
        const match::Work work;
        return fits(filter.get(), *record);
      },
      [this, filter, record, done = std::move(done)](const base::Result<Fit>& found) mutable {
        if (found) return done(*found);
        loop_.call_after(kAgain, alive_.guarded([this, filter, record, done]() mutable {
          ask(std::move(filter), std::move(record), std::move(done));
        }));
      });
}

}  // namespace ricochet::requestbin
