#include "runner/mask/mask_diag.h"

namespace ricochet::runner::mask {

base::Location masked(base::Location where, Secrets& secrets) {
  for (const auto& found : secrets.find(where.source_line)) {
    const std::size_t size = found.at.end - found.at.begin;
    where.source_line.replace(found.at.begin, size, size, '*');
  }
  where.pointer = secrets.mask(where.pointer);
  return where;
}

base::Diag masked(base::Diag diag, Secrets& secrets) {
  diag.message = secrets.mask(diag.message);
  diag.hint = secrets.mask(diag.hint);
  for (auto& note : diag.notes) note = secrets.mask(note);
  diag.where = masked(std::move(diag.where), secrets);
  return diag;
}

base::DiagList masked(const base::DiagList& diags, Secrets& secrets) {
  base::DiagList out(diags.all().size());
  for (const auto& diag : diags.all()) out.add(masked(diag, secrets));
  return out;
}

}  // namespace ricochet::runner::mask
