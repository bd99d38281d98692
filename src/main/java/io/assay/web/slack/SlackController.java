package io.assay.web.slack;

import io.assay.alert.Secret;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where Slack sends that somebody pressed a button, as the app's "Request URL" of interactivity.
/// What is to be done is done after the answer, so that this comes within Slack's 3 seconds.
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class SlackController {
  /// A payload holds the whole message, which is 50 blocks of 3,000 characters at most.
  private static final int LONGEST = 1_000_000;

  private static final String FIELD = "payload=";

  private final SlackApps apps;
  private final SlackDesk desk;
  private final InstantSource clock = InstantSource.system();

  SlackController(SlackApps apps, SlackDesk desk) {
    this.apps = apps;
    this.desk = desk;
  }

  @Post(value = "/slack/interactions", consumes = MediaType.ALL)
  HttpResponse<?> interaction(HttpHeaders headers, @Body byte[] body) {
    Set<Secret> secrets = apps.signingSecrets();
    if (secrets.isEmpty()) {
      return refused(HttpStatus.FORBIDDEN, "No receiver has a 'signing_secret'.");
    }
    if (body.length > LONGEST) {
      return refused(HttpStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too long.");
    }
    return switch (SlackSignature.judge(
        secrets,
        Optional.ofNullable(headers.get("X-Slack-Request-Timestamp")),
        Optional.ofNullable(headers.get("X-Slack-Signature")),
        body,
        clock.instant())) {
      case FORGED -> refused(HttpStatus.UNAUTHORIZED, "The signature is not one of Slack.");
      case OLD -> refused(HttpStatus.UNAUTHORIZED, "It was signed more than 5 minutes ago.");
      case GENUINE -> take(new String(body, StandardCharsets.UTF_8));
    };
  }

  private HttpResponse<?> take(String body) {
    for (String field : body.split("&", -1)) {
      if (field.startsWith(FIELD)) {
        try {
          desk.take(URLDecoder.decode(field.substring(FIELD.length()), StandardCharsets.UTF_8));
          return HttpResponse.ok();
        } catch (IOException | IllegalArgumentException e) {
          return refused(HttpStatus.BAD_REQUEST, "The payload cannot be read.");
        }
      }
    }
    return refused(HttpStatus.BAD_REQUEST, "There is no payload.");
  }

  private static HttpResponse<?> refused(HttpStatus status, String why) {
    return HttpResponse.status(status).body(Map.of("error", why));
  }
}
