#include "net/option_words.h"

namespace ricochet::net {

base::Diag in_words_of(base::Diag diag, const std::string& port, const std::string& bind,
                       const std::string& any_free) {
  switch (diag.setting) {
    case base::Diag::Setting::kNone:
      break;
    case base::Diag::Setting::kPort:
      diag.hint = "choose another " + port + " (" + any_free +
                  "), or stop the program that holds it; `ss -ltnp` names it";
      break;
    case base::Diag::Setting::kAddress:
      diag.hint = bind + " takes an address of this machine, 127.0.0.1, ::1, 0.0.0.0 or ::";
      break;
    case base::Diag::Setting::kAddressOrPort:
      diag.hint = "check " + bind + " and the port";
      break;
  }
  return diag;
}

}  // namespace ricochet::net
