package io.assay.alert.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.assay.alert.Channel;
import io.assay.alert.Notice;
import io.assay.alert.Outcome;
import io.assay.alert.Receiver;
import io.assay.alert.SampleIncidents;
import io.assay.alert.TestNotice;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// What every channel owes the courier, whatever the other side does.
@Timeout(60)
abstract class ChannelContract {
  static final String SECRET = "T0PSECRET";
  static final Instant NOW = SampleIncidents.OPENED.plus(Duration.ofMinutes(47));
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  static WireMockServer server;
  private static ApplicationContext context;
  private static Channels channels;
  private static Duration passing = Duration.ZERO;
  private static Duration passed = Duration.ZERO;
  private static boolean warm;

  @BeforeAll
  static void start() {
    warm = false;
    server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    server.start();
    ChannelOptions options =
        new ChannelOptions(
            TIMEOUT,
            new PrintStream(System.err, true, StandardCharsets.UTF_8),
            false,
            ChannelContract::time);
    context = ApplicationContext.builder().singletons(options).start();
    channels = context.getBean(Channels.class);
  }

  @AfterAll
  static void stop() {
    context.close();
    server.stop();
  }

  @BeforeEach
  void reset() {
    if (!warm) {
      // the first calls of a JVM under load may take longer than the timeout under test
      answer(yes());
      for (int i = 0; i < 5 && !(tell(SampleIncidents.stale()) instanceof Outcome.Accepted); i++) {
        server.resetRequests();
      }
      warm = true;
    }
    server.resetAll();
  }

  /// The receiver under test; its secret holds [#SECRET].
  abstract Receiver receiver(String base);

  /// The answer that means yes.
  abstract ResponseDefinitionBuilder yes();

  final Channel channel() {
    return channelTo(receiver("http://127.0.0.1:" + server.port()));
  }

  static Channel channelTo(Receiver receiver) {
    return channels.to(receiver);
  }

  static Channels channels() {
    return channels;
  }

  static JsonPost posts() {
    return context.getBean(JsonPost.class);
  }

  /// Each look at the clock is so much later than the one before.
  private static synchronized Instant time() {
    Instant now = NOW.plus(passed);
    passed = passed.plus(passing);
    return now;
  }

  final Outcome tell(SampleIncidents.Story story) {
    return tell(story, Notice.Known.NOTHING);
  }

  final Outcome tell(SampleIncidents.Story story, Notice.Known known) {
    return channel().tell(story.notice(known));
  }

  static void answer(ResponseDefinitionBuilder answer) {
    server.stubFor(any(anyUrl()).willReturn(answer));
  }

  static List<LoggedRequest> requests() {
    return server.getAllServeEvents().stream()
        .map(event -> event.getRequest())
        .map(LoggedRequest::createFrom)
        .toList()
        .reversed();
  }

  static JsonElement golden(String name) {
    try (InputStream file = ChannelContract.class.getResourceAsStream("/golden/" + name)) {
      assertThat(file).as(name).isNotNull();
      return JsonParser.parseString(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Notice.Known known(long sequence, Map<String, String> reference) {
    return new Notice.Known(sequence, reference, 0);
  }

  @Test
  void what_is_accepted_is_known_from_then_on() {
    answer(yes());
    assertThat(tell(SampleIncidents.stale()))
        .isInstanceOfSatisfying(
            Outcome.Accepted.class, accepted -> assertThat(accepted.sequence()).isEqualTo(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 404, 410, 413, 422})
  void what_would_be_refused_again_is_never_retried(int status) {
    answer(aResponse().withStatus(status).withBody("no " + SECRET));
    Outcome outcome = tell(SampleIncidents.stale());
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected -> assertThat(rejected.reason()).isEqualTo("http_" + status));
    assertThat(outcome.toString()).doesNotContain(SECRET);
  }

  @Test
  void what_the_other_side_says_about_a_refusal_is_quoted() {
    answer(
        aResponse()
            .withStatus(400)
            .withBody(
                "{\"status\":\"no\",\"message\":\"not so\",\"errors\":[\"'a' is missing\"]}"));
    assertThat(tell(SampleIncidents.stale()))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected ->
                assertThat(rejected.text())
                    .endsWith("answered with HTTP status 400: \"not so: 'a' is missing\""));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 500, 502, 503, 504})
  void trouble_of_the_other_side_is_retried(int status) {
    answer(aResponse().withStatus(status).withBody("no " + SECRET));
    Outcome outcome = tell(SampleIncidents.stale());
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> {
              assertThat(retry.reason()).isEqualTo("http_" + status);
              assertThat(retry.after()).isEmpty();
            });
    assertThat(outcome.toString()).doesNotContain(SECRET);
  }

  @Test
  void too_many_requests_names_the_seconds_to_wait() {
    answer(aResponse().withStatus(429).withHeader("Retry-After", "30"));
    assertRetry("rate_limited", Optional.of(Duration.ofSeconds(30)));
  }

  @Test
  void too_many_requests_names_the_date_to_wait_for() {
    answer(aResponse().withStatus(429).withHeader("Retry-After", "Fri, 20 Nov 2026 04:00:00 GMT"));
    assertRetry("rate_limited", Optional.of(Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "99999999999999999999"})
  void a_time_to_wait_that_is_none_is_left_out(String header) {
    answer(aResponse().withStatus(429).withHeader("Retry-After", header));
    assertRetry("rate_limited", Optional.empty());
  }

  @Test
  void too_many_requests_without_a_time_is_retried() {
    answer(aResponse().withStatus(429));
    assertRetry("rate_limited", Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void a_broken_connection_is_retried(Fault fault) {
    answer(yes().withFault(fault));
    Outcome outcome = tell(SampleIncidents.stale());
    assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    assertThat(outcome.toString()).doesNotContain(SECRET);
    assertThat(requests()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void an_answer_that_takes_too_long_is_retried() {
    answer(yes().withFixedDelay(6000));
    assertRetry("timeout", Optional.empty());
  }

  @Test
  void what_stood_still_on_its_way_is_not_sent_any_more() {
    answer(yes());
    passing = TIMEOUT.plusMillis(1);
    try {
      assertRetry("timeout", Optional.empty());
    } finally {
      passing = Duration.ZERO;
      passed = Duration.ZERO;
    }
    assertThat(requests()).isEmpty();
  }

  @Test
  void half_an_answer_that_never_ends_is_retried() {
    answer(yes().withBody("half an answer").withChunkedDribbleDelay(20, 12_000));
    assertThat(tell(SampleIncidents.stale())).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void nobody_at_the_address_is_retried() {
    Outcome outcome =
        channels
            .to(receiver("http://127.0.0.1:1"))
            .tell(SampleIncidents.stale().notice(Notice.Known.NOTHING));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Retry.class, retry -> assertThat(retry.reason()).isEqualTo("network"));
    assertThat(outcome.toString()).doesNotContain(SECRET);
  }

  @Test
  void no_log_shows_a_secret_even_when_it_is_told_to_say_much() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    Appender<ILoggingEvent> console = root.getAppender("console");
    root.detachAppender(console);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    root.addAppender(lines);
    root.setLevel(Level.DEBUG);
    try {
      answer(yes());
      tell(SampleIncidents.stale());
      answer(yes().withFault(Fault.CONNECTION_RESET_BY_PEER));
      tell(SampleIncidents.stale());
    } finally {
      root.setLevel(before);
      root.detachAppender(lines);
      root.addAppender(console);
    }
    // the fake server shares this process, and what it got is its own to log
    assertThat(List.copyOf(lines.list))
        .filteredOn(line -> !line.getLoggerName().matches("(wiremock|org.eclipse.jetty).*"))
        .noneMatch(line -> line.getFormattedMessage().contains(SECRET));
  }

  @Test
  void a_test_notice_is_marked_as_one_and_can_be_ended() {
    answer(yes());
    Notice opened = TestNotice.opened("data", NOW);
    Outcome first = channel().tell(opened);
    assertThat(first).isInstanceOf(Outcome.Accepted.class);
    String sent = requests().getLast().getBodyAsString();
    assertThat(URLDecoder.decode(sent, StandardCharsets.UTF_8))
        .contains("Test of receiver data: this is a test");
    assertThat(channel().tell(TestNotice.over(opened, (Outcome.Accepted) first, NOW)))
        .isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void the_text_form_of_a_receiver_shows_no_secret() {
    assertThat(receiver("http://127.0.0.1").toString()).doesNotContain(SECRET);
  }

  private void assertRetry(String reason, Optional<Duration> after) {
    assertThat(tell(SampleIncidents.stale()))
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> {
              assertThat(retry.reason()).isEqualTo(reason);
              assertThat(retry.after()).isEqualTo(after);
            });
  }
}
