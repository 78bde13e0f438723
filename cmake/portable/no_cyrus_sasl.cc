// librdkafka asks Cyrus SASL for one mechanism only, GSSAPI (Kerberos); PLAIN, SCRAM and
// OAUTHBEARER are its own code. Debian has no static Kerberos, so a program that needs only glibc
// goes without: these say so when GSSAPI is asked for. Numbers and signatures are those of
// sasl/sasl.h.
namespace {
constexpr int kOk = 0, kNoMechanism = -4;
constexpr const char* kWhy =
    "this build of ricochet has no GSSAPI (Kerberos); use SCRAM, PLAIN or OAUTHBEARER";
}  // namespace

extern "C" {
int sasl_client_init(const void*);
int sasl_client_new(const char*, const char*, const char*, const char*, const void*, unsigned,
                    void**);
int sasl_client_start(void*, const char*, void**, const char**, unsigned*, const char**);
int sasl_client_step(void*, const char*, unsigned, void**, const char**, unsigned*);
int sasl_listmech(void*, const char*, const char*, const char*, const char*, const char**,
                  unsigned*, int*);
int sasl_getprop(void*, int, const void**);
void sasl_dispose(void**);
const char* sasl_errdetail(void*);
const char* sasl_errstring(int, const char*, const char**);

/// Called at the start of every client, whatever its mechanism: a failure here would be printed
/// each time.
int sasl_client_init(const void*) { return kOk; }
int sasl_client_new(const char*, const char*, const char*, const char*, const void*, unsigned,
                    void**) {
  return kNoMechanism;
}
int sasl_client_start(void*, const char*, void**, const char**, unsigned*, const char**) {
  return kNoMechanism;
}
int sasl_client_step(void*, const char*, unsigned, void**, const char**, unsigned*) {
  return kNoMechanism;
}
int sasl_listmech(void*, const char*, const char*, const char*, const char*, const char**,
                  unsigned*, int*) {
  return kNoMechanism;
}
int sasl_getprop(void*, int, const void**) { return kNoMechanism; }
void sasl_dispose(void** connection) { *connection = nullptr; }
const char* sasl_errdetail(void*) { return kWhy; }
const char* sasl_errstring(int, const char*, const char**) { return kWhy; }
}
