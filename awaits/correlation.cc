#include "awaits/correlation.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/give_up.h"

namespace ricochet::awaits {

namespace {

class CorrelationPlace final : public match::ValuePlace {
 public:
  explicit CorrelationPlace(Correlation by) : by_(std::move(by)) {}
  std::string name() const override { return "correlate " + by_.text(); }
  bool needs_body() const override { return by_.needs_body(); }
  std::optional<std::vector<std::string>> values_in(const match::Subject& subject) const override {
    const auto before = match::give_ups();
    auto out = by_.values_of(subject, kMostValues + 1);
    if (match::give_ups() != before || out.size() > kMostValues) return std::nullopt;
    return out;
  }

 private:
  Correlation by_;
};

/// One text for all values that match::json_equal() takes for equal: keys sorted, numbers by value
/// and whether they are whole as written.
void append_in_one_form(const base::Json& value, std::string& out) {
  if (value.is_object()) {
    std::map<std::string_view, const base::Json*> sorted;
    for (auto it = value.begin(); it != value.end(); ++it) sorted[it.key()] = &*it;
    out += '{';
    for (const auto& [key, member] : sorted) {
      out += base::compact_json(std::string(key)) + ":";
      append_in_one_form(*member, out);
      out += ',';
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (const auto& element : value) {
      append_in_one_form(element, out);
      out += ',';
    }
    out += ']';
  } else if (const auto number = base::decimal_of(value)) {
    out += (base::is_float(value) ? "f" : "w") + number->stripped().to_java();
  } else {
    out += base::compact_json(value);
  }
}

}  // namespace

std::shared_ptr<const match::ValuePlace> Correlation::place() const {
  return std::make_shared<CorrelationPlace>(*this);
}

base::Result<std::shared_ptr<const Correlation>> Correlation::parse(const std::string& text) {
  auto made = std::shared_ptr<Correlation>(new Correlation());
  made->text_ = text;
  const auto colon = text.find(':');
  const auto word = text.substr(0, colon);
  if (colon != std::string::npos) made->name_ = text.substr(colon + 1);
  const bool named = !made->name_.empty();
  if (word == "header" && named) {
    made->kind_ = Kind::kHeader;
  } else if (word == "query" && named) {
    made->kind_ = Kind::kQuery;
  } else if (word == "json" && named) {
    made->kind_ = Kind::kJson;
    auto path = match::JsonPath::parse(made->name_);
    if (!path) {
      return base::Diag(
          "await/bad-correlation",
          base::in_quotes(made->name_) + " is not a JSONPath: " + path.error().message,
          path.error().hint);
    }
    made->path_ = std::make_shared<const match::JsonPath>(std::move(*path));
  } else if (text == "key") {
    made->kind_ = Kind::kKey;
  } else if (text == "trace") {
    made->kind_ = Kind::kTrace;
  } else {
    return base::Diag("await/bad-correlation",
                      base::in_quotes(base::shorten(text, 80)) + " names nothing to correlate by",
                      R"(write "header:NAME", "query:NAME", "json:$.path", "key" or "trace")");
  }
  return std::shared_ptr<const Correlation>(std::move(made));
}

template <class Visit>
void Correlation::each(const match::Subject& subject, const Visit& visit) const {
  const auto* event = subject.event();
  switch (kind_) {
    case Kind::kHeader: {
      const auto& headers = subject.message().headers;
      for (std::size_t i = 0; i < headers.size(); ++i) {
        if (event == nullptr ? !base::iequals(headers[i].name, name_) : headers[i].name != name_)
          continue;  // Kafka's names are exact
        const bool null = event != nullptr &&
                          std::find(event->null_headers.begin(), event->null_headers.end(), i) !=
                              event->null_headers.end();
        if (!null && !visit(headers[i].value)) return;
      }
      return;
    }
    case Kind::kQuery:
      if (subject.request() == nullptr) return;
      for (const auto& field : subject.request()->queries) {
        if (field.name == name_ && !visit(field.value)) return;
      }
      return;
    case Kind::kJson: {
      const auto* json = subject.json();
      if (subject.is_unsure(match::Reading::kJson)) ++match::give_ups();
      if (json == nullptr) return;
      for (const auto* node : path_->evaluate(*json).values) {
        if (!visit(node->is_string() ? node->get<std::string>() : base::compact_json(*node)))
          return;
      }
      return;
    }
    case Kind::kKey:
      if (event != nullptr && event->key) visit(*event->key);
      return;
    case Kind::kTrace: {
      const auto* parent = subject.message().header("traceparent");
      if (parent == nullptr) return;
      const auto parts = base::split(*parent, '-');
      if (parts.size() >= 4) visit(std::string(parts[1]));
      return;
    }
  }
}

std::optional<std::string> Correlation::value_of(const match::Subject& subject) const {
  std::optional<std::string> first;
  each(subject, [&first](const std::string& value) {
    first = value;
    return false;
  });
  return first;
}

std::vector<std::string> Correlation::values_of(const match::Subject& subject,
                                                std::size_t most) const {
  std::vector<std::string> out;
  each(subject, [&](const std::string& value) {
    out.push_back(value);
    return out.size() < most;
  });
  return out;
}

bool Correlation::has(const match::Subject& subject, const std::string& value) const {
  bool found = false;
  each(subject, [&](const std::string& one) {
    found = one == value;
    return !found;
  });
  return found;
}

/// Of an event each key and header is there or null; what a call does not have it has nothing of.
KeptValue Correlation::all_of(const match::Subject& subject) const {
  KeptValue all;
  const auto* event = subject.event();
  if (kind_ == Kind::kHeader) {
    const auto& headers = subject.message().headers;
    for (std::size_t i = 0; i < headers.size(); ++i) {
      if (event == nullptr ? !base::iequals(headers[i].name, name_) : headers[i].name != name_)
        continue;
      const bool null = event != nullptr &&
                        std::find(event->null_headers.begin(), event->null_headers.end(), i) !=
                            event->null_headers.end();
      all.values.push_back(null ? std::nullopt : std::optional(headers[i].value));
    }
  } else if (kind_ == Kind::kQuery && subject.request() != nullptr) {
    for (const auto& field : subject.request()->queries) {
      if (field.name == name_) all.values.emplace_back(field.value);
    }
  } else if (kind_ == Kind::kJson && subject.is_unsure(match::Reading::kJson)) {
    ++match::give_ups();
  } else if (kind_ == Kind::kJson && subject.json() != nullptr) {
    all.is_json = true;
    const auto nodes = path_->evaluate(*subject.json());
    for (const auto* node : nodes.values) {
      all.values.emplace_back(base::compact_json(*node));
      append_in_one_form(*node, all.equal.emplace_back());
    }
  } else if (kind_ == Kind::kKey && event != nullptr) {
    all.values.push_back(event->key);
  } else if (auto value = kind_ == Kind::kTrace ? value_of(subject) : std::nullopt) {
    all.values.push_back(std::move(*value));
  }
  return all;
}

std::optional<KeptValue> Correlation::kept_of(const match::Subject& subject) const {
  KeptValue kept = all_of(subject);
  return kept.values.empty() ? std::nullopt : std::optional(std::move(kept));
}

std::string KeptValue::shown() const {
  constexpr std::size_t kMost = 80;
  std::string text;
  for (std::size_t i = 0; i < values.size() && text.size() < kMost; ++i) {
    const std::string value = values[i] ? base::shorten(*values[i], kMost) : "null";
    text += (i == 0 ? "" : ", ") + (is_json || !values[i] ? value : base::in_quotes(value));
  }
  return text;
}

std::optional<base::Json> Correlation::json_of(const match::Subject& subject) const {
  if (kind_ != Kind::kJson) {
    auto text = value_of(subject);
    return text ? std::optional<base::Json>(std::move(*text)) : std::nullopt;
  }
  const auto* json = subject.json();
  if (subject.is_unsure(match::Reading::kJson)) ++match::give_ups();
  if (json == nullptr) return std::nullopt;
  const auto nodes = path_->evaluate(*json);
  return nodes.values.empty() ? std::nullopt : std::optional(*nodes.values.front());
}

}  // namespace ricochet::awaits
