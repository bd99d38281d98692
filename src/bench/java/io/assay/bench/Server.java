package io.assay.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// The PostgreSQL server that everything is measured on: one of its own in a temporary directory,
/// or one that is given.
final class Server implements AutoCloseable {
  /// Everything that differs from PostgreSQL's defaults.
  static final Map<String, String> SETTINGS =
      Map.of(
          "shared_preload_libraries", "pg_stat_statements",
          "pg_stat_statements.track_planning", "on",
          "pg_stat_statements.max", "20000",
          "shared_buffers", "1GB",
          "max_wal_size", "8GB",
          "max_connections", "200",
          "autovacuum", "off");

  private final String host;
  private final int port;
  private final String user;
  private final String password;
  private final List<String> stop;
  private final Optional<Path> directory;
  private final AtomicBoolean stopped = new AtomicBoolean();

  private Server(
      URI address, String user, String password, List<String> stop, Optional<Path> directory) {
    this.host = address.getHost();
    this.port = address.getPort() > 0 ? address.getPort() : 5432;
    this.user = user;
    this.password = password;
    this.stop = stop;
    this.directory = directory;
  }

  /// Returns the server at `postgresql://user:password@host:port/`, whose user is a superuser.
  static Server at(String url) {
    URI address = URI.create(url);
    String[] login = Optional.ofNullable(address.getUserInfo()).orElse("postgres").split(":", 2);
    return new Server(
        address, login[0], login.length > 1 ? login[1] : "", List.of(), Optional.empty());
  }

  /// Starts a server of its own, with these settings besides [#SETTINGS].
  static Server start(Path directory, Map<String, String> more) {
    int port = freePort();
    Path data = directory.resolve("postgres");
    Path sockets = directory.resolve("sockets");
    String bin = binaries();
    try {
      Files.createDirectories(data);
      Files.createDirectories(sockets);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      if (System.getProperty("user.name").equals("root")) {
        Command.succeed(Map.of(), List.of("chown", "postgres", data + "", sockets + ""));
      }
      unprivileged(
          bin + "initdb",
          "-D",
          data + "",
          "-U",
          "postgres",
          "-E",
          "UTF8",
          "--no-locale",
          "-A",
          "trust");
      StringBuilder settings = new StringBuilder();
      SETTINGS.forEach((name, value) -> settings.append(name + " = '" + value + "'\n"));
      more.forEach((name, value) -> settings.append(name + " = '" + value + "'\n"));
      settings.append("timezone = 'UTC'\nlisten_addresses = '127.0.0.1'\nport = " + port + "\n");
      settings.append("unix_socket_directories = '" + sockets + "'\n");
      Files.writeString(
          data.resolve("postgresql.conf"), settings, java.nio.file.StandardOpenOption.APPEND);
      unprivileged(bin + "pg_ctl", "-D", data + "", "-l", data + "/log", "-w", "start");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Server(
        URI.create("postgresql://127.0.0.1:" + port),
        "postgres",
        "",
        List.of(bin + "pg_ctl", "-D", data + "", "-m", "immediate", "-w", "stop"),
        Optional.of(data));
  }

  private static void unprivileged(String... command) {
    Command.succeed(Map.of(), Command.unprivileged(List.of(command)));
  }

  /// Where initdb is: beside pg_config, in Debian's directories (the newest), else on the PATH.
  private static String binaries() {
    List<Path> found = new ArrayList<>();
    try {
      found.add(Path.of(Command.run(Map.of(), List.of("pg_config", "--bindir")).output().strip()));
    } catch (UncheckedIOException e) {
      // there is no pg_config
    }
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      versions
          .sorted(
              Comparator.comparing((Path version) -> version.getFileName().toString()).reversed())
          .forEach(version -> found.add(version.resolve("bin")));
    } catch (IOException e) {
      // not on Debian
    }
    return found.stream()
        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
        .findFirst()
        .map(bin -> bin + "/")
        .orElse("");
  }

  /// Opens a connection of the superuser that the caller closes.
  Connection connect(String database) {
    try {
      return DriverManager.getConnection(jdbc(database) + "?ApplicationName=bench", user, password);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs statements as the superuser, each in its own transaction.
  void execute(String database, String... statements) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns the one value of a query.
  String value(String database, String query) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  String jdbc(String database) {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  /// Runs psql on a file as `role` (the superuser when it is empty) and returns what it printed.
  Command.Ended psql(String role, String database, Path file, Map<String, Object> variables) {
    List<String> command = new ArrayList<>(List.of("psql", "-X", "-q", "--csv"));
    command.addAll(List.of("-h", host, "-p", port + "", "-d", database));
    command.addAll(List.of("-U", role.isEmpty() ? user : role, "-v", "ON_ERROR_STOP=1"));
    variables.forEach((name, value) -> command.addAll(List.of("-v", name + "=" + value)));
    command.addAll(List.of("-f", file.toString()));
    return Command.succeed(
        Map.of("PGPASSWORD", role.isEmpty() ? password : Roles.PASSWORD, "PGTZ", "UTC"), command);
  }

  /// Returns the directory of the server's files, of one that was started here.
  Optional<Path> directory() {
    return directory;
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops a server that was started here; a second time does nothing.
  @Override
  public void close() {
    if (!stop.isEmpty() && !stopped.getAndSet(true)) {
      Command.run(Map.of(), Command.unprivileged(stop));
    }
  }
}
