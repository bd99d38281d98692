package io.assay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFolderTest {
  @TempDir Path folder;

  @Test
  void yaml_files_are_read_in_order_and_hidden_ones_are_not() throws IOException {
    for (String name :
        List.of("b.yaml", "a.yml", "sub/c.yaml", ".hidden.yaml", ".git/d.yaml", "notes.txt")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.resolveSibling("x").getParent());
      Files.writeString(file, name);
    }
    Sources sources = SourceFolder.read(List.of(folder));
    assertThat(sources.unreadable()).isEmpty();
    assertThat(sources.files())
        .extracting(file -> folder.relativize(Path.of(file.path())).toString())
        .containsExactly("a.yml", "b.yaml", "sub/c.yaml");
  }

  @Test
  void a_file_is_read_once_however_many_paths_lead_to_it() throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "a");
    Sources sources =
        SourceFolder.read(List.of(file, folder, folder.resolve("x/..").resolve("a.yaml")));
    assertThat(sources.files()).containsExactly(SourceFile.of(file.toString(), "a"));
  }

  @Test
  void each_file_of_a_config_map_is_seen_once() throws IOException {
    Path version = Files.createDirectory(folder.resolve("..2026_11_20"));
    Files.writeString(version.resolve("shop.yaml"), "database: shop");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_11_20"));
    Files.createSymbolicLink(folder.resolve("shop.yaml"), Path.of("..data/shop.yaml"));
    assertThat(SourceFolder.read(List.of(folder)).files())
        .containsExactly(SourceFile.of(folder.resolve("shop.yaml").toString(), "database: shop"));
  }

  @Test
  void what_cannot_be_read_is_a_problem() throws IOException {
    Path missing = folder.resolve("missing");
    Files.createSymbolicLink(folder.resolve("dangling.yaml"), Path.of("nowhere"));
    Sources sources = SourceFolder.read(List.of(missing, folder));
    assertThat(sources.files()).isEmpty();
    assertThat(sources.unreadable())
        .extracting(Problem::path)
        .containsExactly(missing.toString(), folder.resolve("dangling.yaml").toString());
    assertThat(SourceFolder.readIfPresent(missing)).isEqualTo(Sources.NONE);
  }

  @Test
  void a_circle_of_links_ends() throws IOException {
    Files.createSymbolicLink(folder.resolve("round"), folder);
    assertThat(SourceFolder.read(List.of(folder)).unreadable()).hasSize(1);
  }

  @Test
  void a_folder_with_the_name_of_a_file_is_a_folder() throws IOException {
    Path odd = Files.createDirectory(folder.resolve("odd.yaml"));
    Files.writeString(odd.resolve("a.yaml"), "x");
    assertThat(SourceFolder.read(List.of(folder)).files()).hasSize(1);
  }
}
