/// Real parts for tests: PostgreSQL servers.
@NullMarked
package io.assay.testing;

import org.jspecify.annotations.NullMarked;
