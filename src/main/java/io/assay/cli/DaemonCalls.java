package io.assay.cli;

import io.assay.alert.Secret;
import io.assay.config.Environment;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of commands that talk to a running daemon, and the calls that they make.
final class DaemonCalls {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(5);
  private static final Argument<Map<String, Object>> OBJECT =
      Argument.mapOf(String.class, Object.class);
  private static final String TOKEN = "ASSAY_WEB_TOKEN";

  @Mixin Options options;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The daemon's address; assay.web.url, else the configured port on this machine.")
  @Nullable String url;

  /// What the daemon answered.
  record Answer(int status, String text) {
    /// Returns whether it did what it was asked.
    boolean good() {
      return status >= 200 && status < 300;
    }

    /// Returns the answer as a JSON object. Throws CannotStart when it is none: somebody else
    /// answered.
    Map<String, Object> object() {
      return read(OBJECT);
    }

    /// Returns the answer as a list of JSON objects. Throws CannotStart as [#object] does.
    List<Map<String, Object>> objects() {
      return read(Argument.listOf(OBJECT));
    }

    /// Returns the daemon's sentence about what is wrong.
    String error() {
      if (status == 401) {
        return "the daemon does not take this token: set assay.web.token, or "
            + TOKEN
            + ", to the daemon's own";
      }
      return Optional.ofNullable(object().get("error"))
          .map(Object::toString)
          .orElse("the daemon answered HTTP " + status);
    }

    private <T> T read(Argument<T> type) {
      try {
        return Objects.requireNonNull(JsonMapper.createDefault().readValue(text, type));
      } catch (IOException | RuntimeException e) {
        throw new CannotStart("the answer (HTTP %d) is not a daemon's".formatted(status), e);
      }
    }
  }

  /// Where the daemon is, and what changes something there.
  private record Daemon(String url, Optional<Secret> token) {}

  Answer get(String path) {
    return send("GET", path, Optional.empty(), PATIENCE);
  }

  /// Returns the list of objects that the daemon answers, for those who do without when there is
  /// none. Throws CannotStart, which says why, when it does not answer that, or not soon.
  List<Map<String, Object>> listIfThere(String path) {
    Answer answer = send("GET", path, Optional.empty(), LITTLE_PATIENCE);
    if (!answer.good()) {
      throw new CannotStart(answer.error());
    }
    return answer.objects();
  }

  Answer post(String path, Map<String, Object> body) {
    return send("POST", path, Optional.of(body), PATIENCE);
  }

  Answer delete(String path) {
    return send("DELETE", path, Optional.empty(), PATIENCE);
  }

  private Answer send(
      String method, String path, Optional<Map<String, Object>> body, Duration patience) {
    Daemon daemon = daemon();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(patience).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(daemon.url() + path))
              .timeout(patience)
              .header("Content-Type", "application/json")
              .method(
                  method,
                  body.isPresent()
                      ? HttpRequest.BodyPublishers.ofString(
                          JsonMapper.createDefault().writeValueAsString(body.get()))
                      : HttpRequest.BodyPublishers.noBody());
      daemon.token().ifPresent(token -> request.header("Authorization", "Bearer " + token.value()));
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new CannotStart(
          "no daemon answers at %s; start it, or name it with --url".formatted(daemon.url()), e);
    } catch (IllegalArgumentException e) {
      throw new CannotStart("%s is not the address of a daemon".formatted(daemon.url()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while waiting for the daemon", e);
    }
  }

  /// Who has no configuration at hand names the daemon and has its token in the environment.
  private Daemon daemon() {
    LoadedSettings loaded = options.loaded();
    if (options.unconfigured(loaded)) {
      return new Daemon(
          address().orElse("http://localhost:8080"),
          Optional.ofNullable(Environment.ofProcess().variables().get(TOKEN)).map(Secret::new));
    }
    Settings.Web web =
        loaded.settings().orElseThrow(() -> new ProblemsFound(loaded.problems())).web();
    return new Daemon(address().or(web::url).orElse("http://localhost:" + web.port()), web.token());
  }

  private Optional<String> address() {
    return Optional.ofNullable(url).map(text -> text.replaceAll("/+$", ""));
  }
}
