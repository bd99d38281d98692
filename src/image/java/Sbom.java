import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes the SBOM of the image, in `target/image/sbom`: of what the program's own SBOM lists that
/// which the image starts with, and java and the system's libraries beside it. Run by the build,
/// from its source, on what [Stage] has laid out.
final class Sbom {
  private final Path target;
  private final JsonObject sbom;

  private Sbom(Path target) throws IOException {
    this.target = target;
    this.sbom =
        JsonParser.parseString(
                Files.readString(target.resolve("classes/META-INF/sbom/assay.cdx.json")))
            .getAsJsonObject();
  }

  public static void main(String[] arguments) throws IOException {
    new Sbom(Path.of(arguments[0])).write();
  }

  private void write() throws IOException {
    keepWhatIsStarted();
    JsonArray components = sbom.getAsJsonArray("components");
    components.add(java());
    for (Path each : packages()) {
      components.add(library(Files.readAllLines(each)));
    }
    Path file = target.resolve("image/sbom/usr/share/sbom/assay.cdx.json");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(sbom));
  }

  private void keepWhatIsStarted() throws IOException {
    String arguments = Files.readString(target.resolve("image/options/app/java.args"));
    Set<String> gone = new HashSet<>();
    for (JsonElement each : List.copyOf(sbom.getAsJsonArray("components").asList())) {
      JsonObject component = each.getAsJsonObject();
      String jar = "/%s-%s.jar".formatted(text(component, "name"), text(component, "version"));
      if (!arguments.contains(jar)) {
        gone.add(text(component, "bom-ref"));
        sbom.getAsJsonArray("components").remove(component);
      }
    }
    for (JsonElement each : List.copyOf(sbom.getAsJsonArray("dependencies").asList())) {
      JsonObject dependency = each.getAsJsonObject();
      if (gone.contains(text(dependency, "ref"))) {
        sbom.getAsJsonArray("dependencies").remove(dependency);
      } else if (dependency.has("dependsOn")) {
        dependency
            .getAsJsonArray("dependsOn")
            .asList()
            .removeIf(on -> gone.contains(on.getAsString()));
      }
    }
  }

  private JsonObject java() throws IOException {
    Properties release = new Properties();
    try (var file = Files.newBufferedReader(target.resolve("image/java/opt/java/release"))) {
      release.load(file);
    }
    String version = release.getProperty("JAVA_VERSION").replace("\"", "");
    JsonObject java = component("platform", "openjdk", version, "pkg:generic/openjdk@" + version);
    java.addProperty("cpe", "cpe:2.3:a:oracle:openjdk:" + version + ":*:*:*:*:*:*:*");
    return java;
  }

  /// The packages that the image's own list names, where it has one.
  private List<Path> packages() throws IOException {
    Path list = target.resolve("image/system/var/lib/dpkg/status.d");
    if (!Files.exists(list)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(list)) {
      return files.sorted().collect(Collectors.toList());
    }
  }

  private static JsonObject library(List<String> status) {
    String name = field(status, "Package");
    String version = field(status, "Version");
    return component(
        "library",
        name,
        version,
        "pkg:deb/debian/%s@%s?arch=%s".formatted(name, version, field(status, "Architecture")));
  }

  private static String field(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name + ": "))
        .findFirst()
        .orElseThrow()
        .substring(name.length() + 2);
  }

  private static JsonObject component(String type, String name, String version, String purl) {
    JsonObject component = new JsonObject();
    component.addProperty("type", type);
    component.addProperty("bom-ref", purl);
    component.addProperty("name", name);
    component.addProperty("version", version);
    component.addProperty("purl", purl);
    return component;
  }

  private static String text(JsonObject from, String key) {
    return from.get(key).getAsString();
  }
}
