#include "busview/control/bus_api.h"

#include <algorithm>
#include <charconv>

#include "base/json/json.h"
#include "base/json/reader.h"
#include "base/text/printable.h"
#include "bus/broker/faults/apply.h"
#include "bus/broker/faults/reader.h"
#include "bus/broker/faults/subjects.h"
#include "busview/control/api_assets.h"
#include "busview/control/views.h"
#include "http/api.h"

namespace ricochet::busview {

using base::Json;
using bus::broker::faults::group_of;
using bus::broker::faults::topic_of;

namespace {

constexpr const char* kBodyName = "the body of the request";

http::Response error_answer(const base::Diag& why) {
  return http::json_error(http::status_of(why.kind), why);
}

std::uint64_t id_of(const http::RouteCall& call) {
  const std::string& text = call.param("id");
  std::uint64_t id = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, id);
  return problem == std::errc() && stop == end ? id : 0;
}

http::Response unknown_fault(const http::RouteCall& call) {
  return error_answer({base::Diag::Kind::kNotFound, "bus/no-fault",
                       "there is no fault " + base::in_quotes(call.param("id")),
                       "GET /api/v2/bus/faults lists them"});
}

}  // namespace

BusApi::BusApi(base::Loop& loop, bus::broker::Server& server, BusFeed& feed)
    : server_(server),
      broker_(server.broker()),
      feed_(feed),
      stream_(loop, feed),
      waits_(server.broker(), feed) {}

std::string_view BusApi::openapi() { return api_assets().front().bytes; }

void BusApi::stop() {
  stream_.stop();
  waits_.stop();
}

void BusApi::route(http::Router& router, std::string_view method, std::string_view path,
                   Route answer) {
  router.add(method, "/api/v2/bus" + std::string(path),
             [this, answer](const auto& call) { call.responder->send((this->*answer)(call)); });
}

void BusApi::add_routes(http::Router& router) {
  route(router, "GET", "", &BusApi::show);
  route(router, "GET", "/topics", &BusApi::topics);
  route(router, "POST", "/topics", &BusApi::make_topic);
  route(router, "GET", "/topics/{topic}", &BusApi::topic);
  route(router, "DELETE", "/topics/{topic}", &BusApi::delete_topic);
  route(router, "GET", "/topics/{topic}/records", &BusApi::records);
  route(router, "GET", "/groups", &BusApi::groups);
  route(router, "GET", "/groups/{group}", &BusApi::group);
  route(router, "DELETE", "/groups/{group}", &BusApi::delete_group);
  router.add("GET", "/api/v2/bus/groups/{group}/wait",
             [this](const http::RouteCall& call) { waits_.wait(call); });
  route(router, "GET", "/transactions", &BusApi::transactions);
  route(router, "GET", "/events", &BusApi::events);
  router.add("GET", "/api/v2/bus/events/stream",
             [this](const http::RouteCall& call) { stream_.open(call); });
  route(router, "GET", "/faults", &BusApi::faults);
  route(router, "POST", "/faults", &BusApi::add_fault);
  route(router, "DELETE", "/faults", &BusApi::clear_faults);
  route(router, "GET", "/faults/{id}", &BusApi::fault);
  route(router, "DELETE", "/faults/{id}", &BusApi::remove_fault);
  route(router, "POST", "/reset", &BusApi::reset);
}

http::Response BusApi::show(const http::RouteCall&) {
  Json object = broker_json(server_, broker_);
  object["cursor"] = feed_.last();
  return http::json_response(200, object);
}

http::Response BusApi::topics(const http::RouteCall&) {
  Json object;
  Json& list = object["topics"] = Json::array();
  for (const auto& [name, topic] : broker_.topics().all()) list.push_back(topic_json(*topic));
  return http::json_response(200, object);
}

http::Response BusApi::make_topic(const http::RouteCall& call) {
  const auto document = base::JsonDocument::parse(kBodyName, call.request.body);
  if (!document) return http::json_error(400, document.error());
  base::DiagList diags;
  const base::JsonReader body(*document, diags, "bus");
  int partitions = -1;
  std::optional<std::string> name;
  if (body.object({"topic", "partitions"})) {
    if (const auto topic = body.require("topic")) name = topic->nonempty_string();
    if (const auto count = body.find("partitions"))
      partitions = static_cast<int>(count->integer(1, 10'000).value_or(1));
  }
  if (diags.has_errors() || !name) return http::json_error(400, diags);
  const auto made = broker_.topics().create(*name, partitions, -1, {});
  if (made.topic == nullptr) {
    const bool exists = made.error == bus::broker::Error::kTopicAlreadyExists;
    return error_answer(
        {exists ? base::Diag::Kind::kConflict : base::Diag::Kind::kInput, "bus/topic", made.why,
         exists ? "choose another name" : "letters, digits, \".\", \"_\" and \"-\" make a name"});
  }
  return http::json_response(201, topic_json(*made.topic));
}

http::Response BusApi::topic(const http::RouteCall& call) {
  const auto found = topic_of(broker_, call.param("topic"));
  return found ? http::json_response(200, topic_json(**found)) : error_answer(found.error());
}

http::Response BusApi::delete_topic(const http::RouteCall& call) {
  const auto found = topic_of(broker_, call.param("topic"));
  if (!found) return error_answer(found.error());
  broker_.delete_topic(call.param("topic"));
  return http::Response(204);
}

http::Response BusApi::records(const http::RouteCall& call) {
  if (const auto known = http::check_queries(call.request, {"partition", "offset", "limit"});
      !known)
    return http::json_error(400, known.error());
  const auto found = topic_of(broker_, call.param("topic"));
  if (!found) return error_answer(found.error());
  const auto last = static_cast<std::int64_t>((*found)->partitions.size()) - 1;
  const auto partition = http::query_int(call.request, "partition", -1, 0, last);
  const auto offset = http::query_int(call.request, "offset", 0, 0, INT64_MAX);
  const auto limit = http::query_int(call.request, "limit", 100, 1, 10'000);
  for (const auto* one : {&partition, &offset, &limit}) {
    if (!*one) return http::json_error(400, one->error());
  }
  RecordQuery query;
  if (*partition >= 0) query.partition = static_cast<std::int32_t>(*partition);
  query.offset = *offset;
  query.limit = static_cast<std::size_t>(*limit);
  return http::json_response(200, records_json(**found, query));
}

http::Response BusApi::groups(const http::RouteCall&) {
  Json object;
  Json& list = object["groups"] = Json::array();
  for (const auto& [id, group] : broker_.groups().all())
    list.push_back(group_json(broker_, broker_.topics(), *group));
  return http::json_response(200, object);
}

http::Response BusApi::group(const http::RouteCall& call) {
  const auto found = group_of(broker_, call.param("group"));
  return found ? http::json_response(200, group_json(broker_, broker_.topics(), **found))
               : error_answer(found.error());
}

http::Response BusApi::delete_group(const http::RouteCall& call) {
  const auto found = group_of(broker_, call.param("group"));
  if (!found) return error_answer(found.error());
  bus::broker::faults::expire(**found, {});
  broker_.groups().remove(call.param("group"));
  return http::Response(204);
}

http::Response BusApi::transactions(const http::RouteCall&) {
  Json object;
  Json& list = object["transactions"] = Json::array();
  for (const auto& [id, transaction] : broker_.transactions().all())
    list.push_back(transaction_json(id, transaction));
  return http::json_response(200, object);
}

http::Response BusApi::events(const http::RouteCall& call) {
  const auto filter = EventFilter::read(call.request, feed_.log().numbered(), {"limit"});
  if (!filter) return http::json_error(400, filter.error());
  const auto limit = http::query_int(call.request, "limit", 1000, 1, 10'000);
  if (!limit) return http::json_error(400, limit.error());
  Json object;
  Json& list = object["events"] = Json::array();
  auto cursor = std::max(filter->after, feed_.gone_through());
  auto it = feed_.after(cursor);
  for (; it != feed_.events().end() && list.size() < static_cast<std::size_t>(*limit); ++it) {
    cursor = it->gseq;
    if (filter->wants(*it)) list.push_back(to_json(*it, feed_.epoch()));
  }
  object["cursor"] = cursor;
  object["more"] = it != feed_.events().end();
  object["gone_through"] = feed_.gone_through();
  return http::json_response(200, object);
}

http::Response BusApi::faults(const http::RouteCall&) {
  Json object;
  Json& list = object["faults"] = Json::array();
  for (const auto& [id, entry] : broker_.faults().all()) list.push_back(fault_json(id, entry));
  return http::json_response(200, object);
}

http::Response BusApi::add_fault(const http::RouteCall& call) {
  const auto document = base::JsonDocument::parse(kBodyName, call.request.body);
  if (!document) return http::json_error(400, document.error());
  base::DiagList diags;
  auto rule = bus::broker::faults::read_fault(base::JsonReader(*document, diags, "bus"));
  if (!rule) return http::json_error(400, diags);
  const auto applied = bus::broker::faults::apply(broker_, *std::move(rule));
  if (!applied) return error_answer(applied.error());
  if (applied->id != 0)
    return http::json_response(201,
                               fault_json(applied->id, broker_.faults().all().at(applied->id)));
  Json object;
  object["done"] = applied->text;
  return http::json_response(200, object);
}

http::Response BusApi::fault(const http::RouteCall& call) {
  const auto it = broker_.faults().all().find(id_of(call));
  if (it == broker_.faults().all().end()) return unknown_fault(call);
  return http::json_response(200, fault_json(it->first, it->second));
}

http::Response BusApi::remove_fault(const http::RouteCall& call) {
  return broker_.faults().remove(id_of(call)) ? http::Response(204) : unknown_fault(call);
}

http::Response BusApi::clear_faults(const http::RouteCall&) {
  broker_.faults().clear();
  return http::Response(204);
}

http::Response BusApi::reset(const http::RouteCall&) {
  broker_.faults().clear();
  broker_.reset();
  return http::Response(204);
}

}  // namespace ricochet::busview
