package io.assay.cli;

import io.assay.alert.Secret;
import io.assay.config.LoadedSettings;
import io.assay.config.Settings;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/// The HTTP API of a running daemon, as commands use it. What a command does to the state goes
/// through the daemon, which decides and keeps account.
final class DaemonApi {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final String url;
  private final Optional<Secret> token;

  private DaemonApi(String url, Optional<Secret> token) {
    this.url = url;
    this.token = token;
  }

  /// Returns the daemon at `url`, else the one that the settings are of: at its public address, or
  /// on this machine when it has none. The token is that of the settings. Throws ProblemsFound when
  /// the settings are needed and have problems.
  static DaemonApi of(Optional<String> url, LoadedSettings loaded) {
    Optional<Settings.Web> web = loaded.settings().map(Settings::web);
    if (url.isEmpty() && web.isEmpty()) {
      throw new ProblemsFound(loaded.problems());
    }
    return new DaemonApi(
        url.or(() -> web.flatMap(Settings.Web::url))
            .orElseGet(() -> "http://localhost:" + web.orElseThrow().port())
            .replaceAll("/+$", ""),
        web.flatMap(Settings.Web::token));
  }

  /// Returns the answer to a GET of this path. Throws CannotStart, with a sentence for the user,
  /// when there is none or it is a refusal.
  String get(String path) {
    return answer(request(path).GET());
  }

  /// Returns the answer to a POST of this path without a body. Throws CannotStart as [#get] does.
  String post(String path) {
    return answer(request(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private HttpRequest.Builder request(String path) {
    try {
      return HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    } catch (IllegalArgumentException e) {
      throw new CannotStart("'" + url + "' is no address; write http://HOST:PORT", e);
    }
  }

  private String answer(HttpRequest.Builder request) {
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret.value()));
    HttpResponse<String> answer;
    try {
      answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CannotStart(
          "no daemon answers at "
              + url
              + "; start it with 'assay serve', or name another with --url",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while waiting for the daemon", e);
    }
    if (answer.statusCode() >= 300) {
      throw new CannotStart(
          "the daemon at "
              + url
              + " refused: "
              + why(answer.body()).orElse("HTTP " + answer.statusCode()));
    }
    return answer.body();
  }

  private static Optional<String> why(String body) {
    try {
      return Optional.ofNullable(
              JsonMapper.createDefault()
                  .readValue(body, Argument.mapOf(String.class, Object.class))
                  .get("error"))
          .map(Object::toString);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
