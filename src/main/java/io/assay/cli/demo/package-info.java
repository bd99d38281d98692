/// The demo: a database that tells a story, the traffic that keeps it alive, and how results are
/// shown on a console. Part of the room `cli`.
@NullMarked
package io.assay.cli.demo;

import org.jspecify.annotations.NullMarked;
