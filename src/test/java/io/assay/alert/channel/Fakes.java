package io.assay.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.assay.alert.Receiver;
import io.assay.alert.Receiver.Address;
import io.assay.alert.Secret;
import io.assay.incident.Incident;
import io.assay.testing.FakePagerDuty;
import io.assay.testing.FakeSlack;
import io.assay.testing.FaultyFront;
import io.assay.testing.FaultyFront.Reply;
import io.assay.testing.FaultyFront.Request;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Each sort of receiver with a server that plays it, and what it must know in the end.
enum Fakes {
  SLACK_TOKEN {
    @Override
    Fake start(InstantSource clock) {
      FakeSlack slack = new FakeSlack();
      String api = slack.api();
      FaultyFront front = FaultyFront.of(api.substring(0, api.length() - "/api/".length()));
      return new Fake() {
        @Override
        public FaultyFront front() {
          return front;
        }

        @Override
        public Receiver receiver(String base) {
          return new Receiver(
              NAME,
              new Address.SlackBot(
                  "#data-alerts", new Secret("xoxb-1"), Optional.of(base + "/api/")));
        }

        @Override
        public void knows(Incident incident, boolean mayBeTwice) {
          assertThat(slack.messages()).hasSize(1);
          String text = slack.messages().getFirst().text();
          if (incident.open()) {
            assertThat(text).doesNotContain("Resolved");
          } else {
            assertThat(text).contains("Resolved");
          }
        }

        @Override
        public List<String> replies() {
          return slack.messages().stream()
              .flatMap(message -> slack.replies(message.ts()).stream())
              .map(FakeSlack.Message::text)
              .toList();
        }

        @Override
        public void close() {
          front.close();
          slack.close();
        }
      };
    }
  },

  SLACK_WEBHOOK {
    @Override
    Fake start(InstantSource clock) {
      return new Recording(Reply.of(200, "ok")) {
        @Override
        public Receiver receiver(String base) {
          return new Receiver(
              NAME, new Address.SlackWebhook(new Secret(base + "/services/T0/B0/x")));
        }

        @Override
        public void knows(Incident incident, boolean mayBeTwice) {
          List<String> texts =
              requests.stream().map(request -> object(request).get("text").getAsString()).toList();
          long resolved = texts.stream().filter(text -> text.contains("Resolved")).count();
          assertThat(texts.size() - resolved).isBetween(1L, mayBeTwice ? 2L : 1L);
          assertThat(resolved)
              .isBetween(incident.open() ? 0L : 1L, incident.open() ? 0L : mayBeTwice ? 2L : 1L);
        }
      };
    }
  },

  PAGERDUTY {
    @Override
    Fake start(InstantSource clock) {
      FakePagerDuty pagerDuty = new FakePagerDuty();
      String url = pagerDuty.url();
      FaultyFront front = FaultyFront.of(url.substring(0, url.length() - "/v2/enqueue".length()));
      return new Fake() {
        @Override
        public FaultyFront front() {
          return front;
        }

        @Override
        public Receiver receiver(String base) {
          return new Receiver(NAME, new Address.PagerDuty(new Secret("key"), base + "/v2/enqueue"));
        }

        @Override
        public void knows(Incident incident, boolean mayBeTwice) {
          assertThat(pagerDuty.events())
              .extracting(FakePagerDuty.Event::dedupKey)
              .containsOnly(incident.id().toString());
          assertThat(
                  String.join(
                      " ", pagerDuty.events().stream().map(FakePagerDuty.Event::action).toList()))
              .matches(
                  incident.open() ? "trigger( trigger)*" : "trigger( trigger)* resolve( resolve)*");
        }

        @Override
        public void close() {
          front.close();
          pagerDuty.close();
        }
      };
    }
  },

  WEBHOOK {
    @Override
    Fake start(InstantSource clock) {
      return new Recording(Reply.of(204, "")) {
        @Override
        public Receiver receiver(String base) {
          return new Receiver(
              NAME, new Address.Webhook(new Secret(base + "/hook"), new Secret("signing")));
        }

        @Override
        public void knows(Incident incident, boolean mayBeTwice) {
          Map<String, String> types = new LinkedHashMap<>();
          requests.forEach(request ->
              types.putIfAbsent(
                  request.headers().get("webhook-id"), object(request).get("type").getAsString()));
          assertThat(types.values())
              .containsExactlyElementsOf(
                  incident.open()
                      ? List.of("incident.opened")
                      : List.of("incident.opened", "incident.resolved"));
        }
      };
    }
  },

  ALERTMANAGER {
    @Override
    Fake start(InstantSource clock) {
      return new Recording(Reply.of(200, "")) {
        @Override
        public Receiver receiver(String base) {
          return new Receiver(NAME, new Address.Alertmanager(base, new Address.Login.None()));
        }

        @Override
        public void knows(Incident incident, boolean mayBeTwice) {
          Map<JsonElement, Instant> ends = new LinkedHashMap<>();
          for (Request request : requests) {
            for (JsonElement alert : JsonParser.parseString(request.body()).getAsJsonArray()) {
              ends.put(
                  alert.getAsJsonObject().get("labels"),
                  Instant.parse(alert.getAsJsonObject().get("endsAt").getAsString()));
            }
          }
          List<String> firing =
              ends.entrySet().stream()
                  .filter(each -> each.getValue().isAfter(clock.instant()))
                  .map(each -> each.getKey().getAsJsonObject().get("incident").getAsString())
                  .toList();
          assertThat(firing)
              .containsExactlyElementsOf(
                  incident.open() ? List.of(incident.id().toString()) : List.of());
          assertThat(ends).isNotEmpty();
        }
      };
    }
  };

  static final String NAME = "under-test";

  /// Starts the server.
  abstract Fake start(InstantSource clock);

  /// A server that plays a receiver, behind a front that can be made to go wrong.
  interface Fake extends AutoCloseable {
    FaultyFront front();

    /// The receiver at this base address, `http://HOST:PORT`.
    Receiver receiver(String base);

    /// Fails unless the server knows the incident as it is, once; `mayBeTwice` when an answer was
    /// lost, for one that cannot tell a repetition.
    void knows(Incident incident, boolean mayBeTwice);

    /// The texts in the threads of its messages, where it has some.
    default List<String> replies() {
      return List.of();
    }

    @Override
    void close();
  }

  /// One that takes everything and keeps it.
  private abstract static class Recording implements Fake {
    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final FaultyFront front;

    Recording(Reply yes) {
      front =
          new FaultyFront(request -> {
            requests.add(request);
            return yes;
          });
    }

    @Override
    public FaultyFront front() {
      return front;
    }

    @Override
    public void close() {
      front.close();
    }
  }

  private static JsonObject object(Request request) {
    return JsonParser.parseString(request.body()).getAsJsonObject();
  }
}
