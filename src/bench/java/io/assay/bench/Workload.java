package io.assay.bench;

import java.nio.file.Path;
import java.util.Locale;

/// The three workloads; the first twice, without and with a primary key. The file of checks and the
/// file of hand-written SQL have its name.
enum Workload {
  W1("W1: 20 null checks, row count, duplicates, freshness of `orders`", "public.orders/"),
  W1_KEYED("W1 with a primary key", "public.orders_keyed/"),
  W2("W2: freshness and row count of 200 small tables", "small."),
  W3("W3: five checks of `events`", "public.events/");

  final String title;
  final Checks checks;

  Workload(String title, String start) {
    this.title = title;
    this.checks = new Checks(start);
  }

  Path file(Path folder, String extension) {
    return folder.resolve(name().toLowerCase(Locale.ROOT).replace('_', '-') + extension);
  }
}
