package io.assay.testing;

import static org.awaitility.Awaitility.await;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The machine's Chromium with one page, driven by its devtools protocol as a person would: with a
/// window of some size, keys, and eyes for what it complains of.
///
/// https://chromedevtools.github.io/devtools-protocol/
public final class Chromium implements AutoCloseable {
  private static final Gson GSON = new Gson();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// It may have to be read from a slow disk first.
  private static final Duration STARTS = Duration.ofMinutes(1);

  private final Process process;
  private final Path profile;
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger loaded = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /// Light or dark, as the person's system is.
  public enum Scheme {
    LIGHT,
    DARK
  }

  private Chromium(Process process, Path profile, URI page) {
    this.process = process;
    this.profile = profile;
    this.socket = http.newWebSocketBuilder().buildAsync(page, new Events()).join();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", Map.of());
    }
  }

  /// Starts a browser with a profile of its own.
  public static Chromium start() {
    Program chromium = Service.CHROMIUM.program("chromium");
    try {
      Path profile = Files.createTempDirectory("chromium");
      Process process =
          new ProcessBuilder(
                  chromium.path().toString(),
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-quic",
                  "--disable-dev-shm-usage",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile,
                  "about:blank")
              .redirectErrorStream(true)
              .redirectOutput(profile.resolve("chromium.log").toFile())
              .start();
      try {
        return new Chromium(process, profile, page(profile.resolve("DevToolsActivePort")));
      } catch (RuntimeException e) {
        process.destroyForcibly();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The first line of the file is the port; the page is known a moment later.
  private static URI page(Path file) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return await()
          .atMost(STARTS)
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptions()
          .until(
              () -> {
                String port = Files.readAllLines(file).getFirst();
                HttpRequest list =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json"))
                        .build();
                String body = client.send(list, HttpResponse.BodyHandlers.ofString()).body();
                for (JsonElement each : JsonParser.parseString(body).getAsJsonArray()) {
                  JsonObject target = each.getAsJsonObject();
                  if (target.get("type").getAsString().equals("page")) {
                    return Optional.of(
                        URI.create(target.get("webSocketDebuggerUrl").getAsString()));
                  }
                }
                return Optional.<URI>empty();
              },
              Optional::isPresent)
          .orElseThrow();
    }
  }

  /// Makes the window so wide, and its system light or dark.
  public void window(int width, Scheme scheme) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", false));
    send(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of(
                    "name",
                    "prefers-color-scheme",
                    "value",
                    scheme == Scheme.DARK ? "dark" : "light"))));
  }

  /// Opens an address and waits until all of it is there.
  public void open(String url) {
    int before = loaded.get();
    send("Page.navigate", Map.of("url", url));
    await().atMost(PATIENCE).until(() -> loaded.get() > before);
  }

  /// Presses a key and lets it go: `Tab`, `Enter`.
  public void press(String key) {
    int code = key.equals("Tab") ? 9 : 13;
    Map<String, Object> stroke =
        Map.of(
            "key", key,
            "code", key,
            "windowsVirtualKeyCode", code,
            "text", key.equals("Enter") ? "\r" : "");
    for (String type : List.of(key.equals("Enter") ? "keyDown" : "rawKeyDown", "keyUp")) {
      Map<String, Object> event = new HashMap<>(stroke);
      event.put("type", type);
      send("Input.dispatchKeyEvent", event);
    }
  }

  /// Returns the value of an expression of JavaScript, or of its promise.
  public JsonElement value(String expression) {
    JsonObject answer =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(answer.get("exceptionDetails").toString());
    }
    JsonElement value = answer.getAsJsonObject("result").get("value");
    return value == null ? JsonNull.INSTANCE : value;
  }

  /// Returns what the browser complained of since it started: errors, warnings, dialogs.
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /// Returns the addresses that it asked for since it started.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /// Draws the whole page into a PNG file.
  public void draw(Path file) {
    JsonObject picture =
        send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    try {
      Files.write(file, Base64.getDecoder().decode(picture.get("data").getAsString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObject send(String method, Map<String, ?> parameters) {
    int id = sent.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket
        .sendText(GSON.toJson(Map.of("id", id, "method", method, "params", parameters)), true)
        .join();
    JsonObject whole = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (whole.has("error")) {
      throw new IllegalStateException(method + ": " + whole.get("error"));
    }
    return whole.getAsJsonObject("result");
  }

  private final class Events implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        JsonObject whole = JsonParser.parseString(message.toString()).getAsJsonObject();
        message.setLength(0);
        if (whole.has("id")) {
          Optional.ofNullable(answers.remove(whole.get("id").getAsInt()))
              .ifPresent(waiting -> waiting.complete(whole));
        } else {
          note(whole.get("method").getAsString(), whole.getAsJsonObject("params"));
        }
      }
      from.request(1);
      return null;
    }

    private void note(String event, JsonObject what) {
      switch (event) {
        case "Page.loadEventFired" -> loaded.incrementAndGet();
        case "Network.requestWillBeSent" ->
            requests.add(what.getAsJsonObject("request").get("url").getAsString());
        case "Log.entryAdded",
            "Runtime.exceptionThrown",
            "Runtime.consoleAPICalled",
            "Page.javascriptDialogOpening" ->
            complaints.add(event + " " + what);
        default -> {
          // nothing to notice
        }
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      delete(profile);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Its helpers may still be ending, and take their files away themselves.
  private static void delete(Path folder) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> {
          try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
              Files.deleteIfExists(file);
            }
          }
          return Files.notExists(folder);
        });
  }
}
