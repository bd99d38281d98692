package io.assay.web;

import static io.assay.web.Access.Answer.ALLOWED;
import static io.assay.web.Access.Answer.FORBIDDEN;
import static io.assay.web.Access.Answer.UNAUTHORIZED;
import static org.assertj.core.api.Assertions.assertThat;

import io.assay.alert.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessTest {
  private static final Access WITH_TOKEN =
      new Access(Optional.of(new Secret("open sesame")), false);
  private static final Access WITHOUT_TOKEN = new Access(Optional.empty(), false);
  private static final Access PUBLIC = new Access(Optional.empty(), true);

  @Test
  void anyone_on_this_machine_may_read() {
    assertThat(WITHOUT_TOKEN.decide(reading("127.0.0.1", "localhost", false, "")))
        .isEqualTo(ALLOWED);
  }

  @Test
  void a_web_page_that_points_its_own_name_at_this_machine_may_not_read() {
    assertThat(WITHOUT_TOKEN.decide(reading("127.0.0.1", "evil.example.com", false, "")))
        .isEqualTo(FORBIDDEN);
  }

  @Test
  void a_proxy_on_this_machine_does_not_open_the_pages_to_everybody() {
    assertThat(WITH_TOKEN.decide(reading("127.0.0.1", "localhost", true, "")))
        .isEqualTo(UNAUTHORIZED);
  }

  @Test
  void others_may_read_with_the_token_or_when_reading_is_public() {
    assertThat(WITH_TOKEN.decide(reading("203.0.113.7", "assay", false, "")))
        .isEqualTo(UNAUTHORIZED);
    assertThat(WITH_TOKEN.decide(reading("203.0.113.7", "assay", false, "open sesame")))
        .isEqualTo(ALLOWED);
    assertThat(PUBLIC.decide(reading("203.0.113.7", "assay", false, ""))).isEqualTo(ALLOWED);
  }

  @Test
  void nobody_may_change_anything_while_no_token_is_configured() {
    assertThat(WITHOUT_TOKEN.decide(changing(""))).isEqualTo(FORBIDDEN);
    assertThat(PUBLIC.decide(changing("guess"))).isEqualTo(FORBIDDEN);
  }

  @Test
  void a_change_needs_exactly_the_token_even_on_this_machine() {
    assertThat(WITH_TOKEN.decide(changing(""))).isEqualTo(UNAUTHORIZED);
    assertThat(WITH_TOKEN.decide(changing("open sesam"))).isEqualTo(UNAUTHORIZED);
    assertThat(WITH_TOKEN.decide(changing("open sesame"))).isEqualTo(ALLOWED);
  }

  private static Access.Caller reading(String peer, String host, boolean forwarded, String bearer) {
    return new Access.Caller(false, address(peer), host, forwarded, token(bearer));
  }

  private static Access.Caller changing(String bearer) {
    return new Access.Caller(true, address("127.0.0.1"), "localhost", false, token(bearer));
  }

  private static Optional<String> token(String bearer) {
    return Optional.of(bearer).filter(text -> !text.isEmpty());
  }

  private static InetAddress address(String peer) {
    try {
      return InetAddress.getByName(peer);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
