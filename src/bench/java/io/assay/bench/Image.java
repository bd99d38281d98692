package io.assay.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The image that the build made, unpacked, and started without a container engine, with its
/// entrypoint and its environment.
///
/// @param script starts it, as a container engine would
/// @param root its files
/// @param configuration what a container engine starts it with
record Image(Path script, Path root, JsonObject configuration) {
  /// Where it finds its settings.
  static final Path SETTINGS = Path.of("/etc/assay");

  /// Returns why the image cannot be measured here; empty when it can.
  static Optional<String> leftOut(Workspace workspace) {
    String build = "`./mvnw -DskipTests verify` makes it";
    Path tar = tar(workspace);
    if (!Files.exists(tar)) {
      return Optional.of("there is no target/assay-image.tar: " + build);
    }
    try {
      Path jar = workspace.home().resolve("target/assay.jar");
      if (Files.getLastModifiedTime(tar).compareTo(Files.getLastModifiedTime(jar)) < 0) {
        return Optional.of("target/assay-image.tar is older than the program: " + build + " anew");
      }
      if (Command.run(Map.of(), List.of("unshare", "--mount", "true")).exitCode() != 0) {
        return Optional.of("only root who may mount can start it");
      }
      return Optional.empty();
    } catch (IOException | UncheckedIOException e) {
      return Optional.of("it cannot be started here: " + e.getMessage());
    }
  }

  private static Path tar(Workspace workspace) {
    return workspace.home().resolve("target/assay-image.tar");
  }

  /// Unpacks it into the workspace.
  static Image unpack(Workspace workspace) {
    Path packed = workspace.temporary().resolve("image");
    Path root = workspace.temporary().resolve("root");
    try {
      // it runs as a user who has to get to its files
      Files.setPosixFilePermissions(
          workspace.temporary(), PosixFilePermissions.fromString("rwxr-xr-x"));
      unpack(tar(workspace), packed);
      JsonObject manifest =
          json(packed.resolve("manifest.json")).getAsJsonArray().get(0).getAsJsonObject();
      for (String layer : texts(manifest.getAsJsonArray("Layers"))) {
        unpack(packed.resolve(layer), root);
      }
      for (String mounted : List.of("proc", "dev")) {
        Files.createDirectories(root.resolve(mounted));
      }
      Path config = packed.resolve(manifest.get("Config").getAsString());
      return new Image(
          workspace.home().resolve("src/image/container"),
          root,
          json(config).getAsJsonObject().getAsJsonObject("config"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(Path archive, Path folder) throws IOException {
    Files.createDirectories(folder);
    Command.succeed(
        Map.of(),
        List.of("tar", "--warning=no-unknown-keyword", "-xf", archive + "", "-C", folder + ""));
  }

  private static JsonElement json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file));
  }

  private static List<String> texts(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsString).toList();
  }

  /// Returns what starts it, with a folder as its settings and these arguments.
  ProcessBuilder start(Path settings, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", script + "", root + "", settings + ""));
    command.add(configuration.get("User").getAsString());
    command.add(configuration.get("WorkingDir").getAsString());
    command.addAll(texts(configuration.getAsJsonArray("Entrypoint")));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    for (String variable : texts(configuration.getAsJsonArray("Env"))) {
      String[] pair = variable.split("=", 2);
      builder.environment().put(pair[0], pair[1]);
    }
    return builder;
  }
}
