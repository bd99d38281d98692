package io.assay.alert;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// A channel of messages that keeps them where a test can look at them, and that answers as it is
/// told to, else accepts all.
final class Board implements MessageChannel {
  final Map<UUID, Post> posts = new LinkedHashMap<>();
  final List<String> calls = new CopyOnWriteArrayList<>();
  final Deque<Answer> answers = new ArrayDeque<>();
  Runnable meanwhile = () -> {};
  boolean threads = true;

  /// What happens to a call.
  enum Answer {
    /// It takes effect, and the answer comes.
    YES,
    /// It takes effect, and the answer is lost.
    LOST,
    /// Nothing happens, and the answer is that it is not possible now.
    DOWN,
    /// It takes effect, and nobody knows.
    UNANSWERED,
    /// It would be refused again.
    NEVER,
    /// Who calls stands still for a while ([#meanwhile]) before the call takes effect.
    LATE,
    /// As [#LATE], and the answer is lost.
    LATE_AND_LOST
  }

  /// A message with what it said, last of all now, and its thread.
  static final class Post {
    final List<Bulletin> said = new ArrayList<>();
    final Map<Integer, Reply> replies = new LinkedHashMap<>();

    Reply reply(int number) {
      return List.copyOf(replies.values()).get(number - 1);
    }

    Bulletin now() {
      return said.getLast();
    }

    List<Entry> entries() {
      return switch (now()) {
        case Bulletin.OfGroup group -> group.entries();
        case Bulletin.Digest digest -> digest.worst();
      };
    }
  }

  List<Post> all() {
    return List.copyOf(posts.values());
  }

  Post only() {
    if (posts.size() != 1) {
      throw new AssertionError("there are " + posts.size() + " messages");
    }
    return all().getFirst();
  }

  @Override
  public boolean threads() {
    return threads;
  }

  @Override
  public Sent post(UUID message, Bulletin bulletin) {
    return answer(
        "post",
        () -> {
          if (posts.containsKey(message)) {
            throw new AssertionError("message " + message + " was posted twice");
          }
          Post post = new Post();
          post.said.add(bulletin);
          posts.put(message, post);
          return new Sent.Done(Map.of("ts", message.toString()));
        });
  }

  @Override
  public Sent update(Place place, Bulletin bulletin) {
    return answer(
        "update",
        () ->
            at(place)
                .<Sent>map(post -> {
                  post.said.add(bulletin);
                  return new Sent.Done(place.reference());
                })
                .orElseGet(Sent.Gone::new));
  }

  @Override
  public Sent reply(Place place, int number, Reply reply) {
    return answer(
        "reply",
        () ->
            at(place)
                .<Sent>map(post -> {
                  if (post.replies.putIfAbsent(number, reply) != null) {
                    throw new AssertionError("reply " + number + " was sent twice");
                  }
                  return new Sent.Done(place.reference());
                })
                .orElseGet(Sent.Gone::new));
  }

  @Override
  public synchronized boolean retract(Place place) {
    calls.add("retract");
    return posts.remove(place.message()) != null;
  }

  @Override
  public synchronized Found find(UUID message, Instant attempted) {
    return look(() ->
        posts.containsKey(message)
            ? Optional.of(Map.of("ts", message.toString()))
            : Optional.empty());
  }

  @Override
  public synchronized Found findReply(Place place, int number, Instant attempted) {
    return look(() ->
        at(place).filter(post -> post.replies.containsKey(number)).map(_ -> place.reference()));
  }

  private Optional<Post> at(Place place) {
    return Optional.ofNullable(place.reference().get("ts")).map(UUID::fromString).map(posts::get);
  }

  private Sent answer(String what, Supplier<Sent> effect) {
    Answer answer = next();
    if (answer == Answer.LATE || answer == Answer.LATE_AND_LOST) {
      meanwhile.run();
    }
    synchronized (this) {
      calls.add(what);
      return switch (answer) {
        case YES, LATE -> effect.get();
        case LOST, LATE_AND_LOST ->
            switch (effect.get()) {
              case Sent.Done _, Sent.Gone _, Sent.NotNow _, Sent.Never _ -> new Sent.NotNow(away());
            };
        case UNANSWERED ->
            switch (effect.get()) {
              case Sent.Done _, Sent.Gone _, Sent.NotNow _, Sent.Never _ ->
                  new Sent.NotNow(
                      new Outcome.Retry(
                          "timeout", "no answer", Optional.empty(), Outcome.Fate.UNKNOWN));
            };
        case DOWN -> new Sent.NotNow(away());
        case NEVER -> new Sent.Never(new Outcome.Rejected("is_archived", "unarchive the channel"));
      };
    }
  }

  private Found look(Supplier<Optional<Map<String, String>>> effect) {
    calls.add("find");
    return switch (next()) {
      case YES, LOST, NEVER, LATE, LATE_AND_LOST, UNANSWERED ->
          effect.get().<Found>map(Found.There::new).orElseGet(Found.NotThere::new);
      case DOWN -> new Found.NotNow(away());
    };
  }

  private synchronized Answer next() {
    return answers.isEmpty() ? Answer.YES : answers.removeFirst();
  }

  private static Outcome.Retry away() {
    return new Outcome.Retry("http_503", "busy", Optional.empty());
  }
}
