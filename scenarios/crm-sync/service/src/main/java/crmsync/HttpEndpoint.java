package crmsync;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** PUT /customers/{customer}. */
final class HttpEndpoint implements Endpoint {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private final HttpClient client;
  private final String url;

  HttpEndpoint(HttpClient client, String url) {
    this.client = client;
    this.url = url;
  }

  @Override
  public Outcome send(Change change) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/customers/" + change.customer()))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .PUT(BodyPublishers.ofString(change.body().toString()));
    if (change.trace() != null) request.header("traceparent", change.trace());
    try {
      int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
      if (status < 300) return Outcome.TAKEN;
      return status >= 400 && status < 500 && status != 429 ? Outcome.REFUSED : Outcome.UNREACHABLE;
    } catch (IOException refusedBrokenOrTooSlow) {
      return Outcome.UNREACHABLE;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Outcome.UNREACHABLE;
    }
  }
}
