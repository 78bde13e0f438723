#include "bus/broker/api/handlers.h"
#include "bus/broker/sasl/sasl.h"

namespace ricochet::bus::broker::api {

SaslHandshakeResponse sasl_handshake(Context& context, const SaslHandshakeRequest& request) {
  SaslHandshakeResponse response;
  if (const Error wanted = context.fault(); wanted != Error::kNone) {
    response.error_code = code(wanted);
    return response;
  }
  constexpr int kLastWithRawTokens = 0;
  const Error error =
      context.authentication->choose(request.mechanism, context.version <= kLastWithRawTokens);
  response.error_code = code(error);
  if (error != Error::kIllegalSaslState) response.mechanisms = Users::mechanisms();
  return response;
}

SaslAuthenticateResponse sasl_authenticate(Context& context,
                                           const SaslAuthenticateRequest& request) {
  SaslAuthenticateResponse response;
  if (const Error wanted = context.fault(); wanted != Error::kNone) {
    response.error_code = code(wanted);
    response.error_message = kAskedFor;
    return response;
  }
  const auto step = context.authentication->take(request.auth_bytes);
  if (!step) {
    response.error_code = code(Error::kIllegalSaslState);
    response.error_message = "there is no SASL conversation to go on with";
    return response;
  }
  response.error_message.reset();
  response.auth_bytes = step->token;
  if (step->kind == SaslStep::Kind::kRefused) {
    response.error_code = code(Error::kSaslAuthenticationFailed);
    response.error_message = step->why;
  }
  return response;
}

}  // namespace ricochet::bus::broker::api
