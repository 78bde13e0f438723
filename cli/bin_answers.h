#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/json/reader.h"
#include "base/loop.h"
#include "http/exchange.h"
#include "http/handler.h"
#include "requestbin/bin_server_options.h"
#include "stubserver/outgoing/call_gate.h"

namespace ricochet::cli {

/// Compiles answers of a request bin from Moco sessions: a stub's rules, whose calls are recorded
/// in the bin. What no session fits gets the bin's own `ok`. Their calls lead where the targets of
/// `calls` say, and nowhere else. For BinServerOptions::compile_answers; loop and sink must outlive
/// what it makes.
std::function<requestbin::BinServerOptions::MakeAnswerer(const std::string& bin,
                                                         const base::JsonReader& sessions)>
bin_answers(base::Loop& loop, http::ExchangeSink& sink, stubserver::CallRules calls);

}  // namespace ricochet::cli
