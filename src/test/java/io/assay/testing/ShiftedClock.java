package io.assay.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// A process on a machine whose clock is wrong: the JVM gets a `java.time.Clock` of its own, which
/// adds a constant to the machine's time.
final class ShiftedClock {
  private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");

  private ShiftedClock() {}

  /// Returns the JVM's options for a clock that is `ahead`; none for one that is right.
  static List<String> options(Duration ahead) {
    return ahead.isZero() ? List.of() : List.of("--patch-module", "java.base=" + patch(ahead));
  }

  private static Path patch(Duration ahead) {
    try (InputStream original = Clock.class.getResourceAsStream("Clock.class")) {
      if (original == null) {
        throw new IllegalStateException("the JDK has no java.time.Clock");
      }
      ClassFile files = ClassFile.of();
      byte[] shifted =
          files.transformClass(
              files.parse(original.readAllBytes()),
              ClassTransform.transformingMethodBodies(
                  method -> method.methodName().equalsString("currentInstant"),
                  (code, element) -> {
                    if (element instanceof ReturnInstruction) {
                      code.loadConstant(ahead.toSeconds());
                      code.invokevirtual(
                          INSTANT,
                          "plusSeconds",
                          MethodTypeDesc.of(INSTANT, ConstantDescs.CD_long));
                    }
                    code.with(element);
                  }));
      Path folder = Files.createTempDirectory("clock");
      Path file = folder.resolve("java/time/Clock.class");
      Files.createDirectories(file.getParent());
      Files.write(file, shifted);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
