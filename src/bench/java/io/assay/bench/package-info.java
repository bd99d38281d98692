/// The benchmark and the scale test. They know Assay from outside only: its command line, its HTTP
/// interface and the tables of its state database.
package io.assay.bench;
