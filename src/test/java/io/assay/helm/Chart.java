package io.assay.helm;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The chart in `helm/`, rendered by Helm itself.
record Chart(List<JsonObject> manifests) {
  static final Path FOLDER = Path.of("helm");
  static final Path SMALLEST = Path.of("src/test/resources/helm/smallest.yaml");
  static final Path PLATFORM = Path.of("src/test/resources/helm/platform.yaml");
  static final Path GATEWAY = Path.of("src/test/resources/helm/gateway.yaml");
  static final Path EVERYTHING = Path.of("src/test/resources/helm/everything.yaml");

  /// Renders the chart with a values file, and single values that win over it. Throws what Helm has
  /// to say against them.
  static Chart render(Path values, Map<String, Object> set) {
    return render(new As(FOLDER, "assay", "1.31.0"), values, set);
  }

  /// What is rendered: the chart in this folder as a release of this name, for this Kubernetes.
  record As(Path folder, String release, String kubernetes) {}

  static Chart render(As as, Path values, Map<String, Object> set) {
    var template =
        new Helm(as.folder())
            .template()
            .withName(as.release())
            .withNamespace("data")
            .withKubeVersion(as.kubernetes())
            .withValuesFile(values);
    set.forEach(template::set);
    List<JsonObject> manifests = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(template.call())
        .forEach(document -> {
          if (document != null) {
            manifests.add(new Gson().toJsonTree(document).getAsJsonObject());
          }
        });
    return new Chart(manifests);
  }

  static Chart render(Path values) {
    return render(values, Map.of());
  }

  /// Returns a file in `folder` of the smallest values and these.
  static Path smallestWith(Path folder, String values) throws IOException {
    return Files.writeString(
        folder.resolve("values.yaml"), Files.readString(SMALLEST) + values + "\n");
  }

  /// Returns the manifests of a kind.
  List<JsonObject> all(String kind) {
    return manifests.stream().filter(each -> each.get("kind").getAsString().equals(kind)).toList();
  }

  /// Returns the only manifest of a kind.
  JsonObject one(String kind) {
    List<JsonObject> found = all(kind);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " manifests of the kind " + kind);
    }
    return found.getFirst();
  }

  /// Follows a path of names and indexes, such as `spec.template.spec.containers.0`.
  static JsonElement at(JsonElement from, String path) {
    JsonElement now = from;
    for (String step : path.split("\\.")) {
      now =
          now.isJsonArray()
              ? now.getAsJsonArray().get(Integer.parseInt(step))
              : now.getAsJsonObject().get(step);
      if (now == null) {
        throw new AssertionError("nothing at " + path + " of " + from);
      }
    }
    return now;
  }
}
