package io.assay.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/// Output that is held back until it is released, and from then on passed through: the notices of
/// the demo come after its report.
final class HeldOutput extends OutputStream {
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private final PrintStream out;
  private boolean released;

  HeldOutput(PrintStream out) {
    this.out = out;
  }

  /// Returns a stream to write to, in the encoding of the output.
  PrintStream stream() {
    return new PrintStream(this, true, out.charset());
  }

  /// Writes what was held back; a second call does nothing.
  synchronized void release() {
    if (!released) {
      released = true;
      out.writeBytes(held.toByteArray());
      held.reset();
      out.flush();
    }
  }

  @Override
  public synchronized void write(int value) {
    if (released) {
      out.write(value);
    } else {
      held.write(value);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (released) {
      out.write(bytes, offset, length);
    } else {
      held.write(bytes, offset, length);
    }
  }

  @Override
  public synchronized void flush() {
    out.flush();
  }
}
