/// Real parts for tests: PostgreSQL servers, services of the machine, the program as a process.
@NullMarked
package io.assay.testing;

import org.jspecify.annotations.NullMarked;
