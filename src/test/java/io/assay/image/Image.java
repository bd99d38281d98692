package io.assay.image;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// The image that the build made, as its tar holds it.
///
/// @param config what containers start with
/// @param layers the files of each layer, from the lowest
/// @param archives the layers' own archives, unpacked from the tar
record Image(JsonObject config, List<List<TarArchiveEntry>> layers, List<Path> archives) {
  static final Path TAR = Path.of("target/assay-image.tar");

  /// Unpacks the tar into `folder` and reads it.
  static Image read(Path folder) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(TAR)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Files.copy(tar, folder.resolve(entry.getName()));
      }
    }
    JsonObject manifest =
        JsonParser.parseString(Files.readString(folder.resolve("manifest.json")))
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    String config = Files.readString(folder.resolve(manifest.get("Config").getAsString()));
    List<List<TarArchiveEntry>> layers = new ArrayList<>();
    List<Path> archives = new ArrayList<>();
    for (JsonElement name : manifest.getAsJsonArray("Layers")) {
      Path archive = folder.resolve(name.getAsString());
      archives.add(archive);
      layers.add(entries(archive));
    }
    return new Image(JsonParser.parseString(config).getAsJsonObject(), layers, archives);
  }

  private static List<TarArchiveEntry> entries(Path archive) throws IOException {
    List<TarArchiveEntry> entries = new ArrayList<>();
    try (InputStream file = Files.newInputStream(archive);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /// Returns all files with their full paths, without directories.
  List<String> files() {
    return layers.stream()
        .flatMap(List::stream)
        .filter(entry -> !entry.isDirectory())
        .map(entry -> "/" + entry.getName())
        .toList();
  }

  /// Returns the text of a file with this full path.
  String text(String file) throws IOException {
    for (Path archive : archives) {
      try (InputStream packed = Files.newInputStream(archive);
          TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(packed))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          if (file.equals("/" + entry.getName())) {
            return new String(tar.readAllBytes(), StandardCharsets.UTF_8);
          }
        }
      }
    }
    throw new IOException("the image has no " + file);
  }

  /// Returns what starts the program.
  List<String> entrypoint() {
    return container().getAsJsonArray("Entrypoint").asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  JsonObject container() {
    return config.getAsJsonObject("config");
  }
}
