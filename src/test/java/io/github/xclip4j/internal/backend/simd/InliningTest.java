package io.github.xclip4j.internal.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels that C2 must not inline: with them their callers would get too large, and vectors would stay objects. */
class InliningTest {
  /** FreqInlineSize: the most bytecodes of a hot method that is inlined. */
  private static final int INLINED = 325;

  @ParameterizedTest
  @CsvSource({"TileKernel, rows4", "TileKernel, rows8", "TileKernel, rows12", "RowKernel, rows1",
      "RowKernel, rows2", "Softmax, weigh"})
  void kernel_isTooLargeToBeInlined(String type, String method) throws IOException {
    try (InputStream bytes = InliningTest.class.getResourceAsStream(type + ".class")) {
      assertThat(ClassFile.of().parse(bytes.readAllBytes()).methods())
          .filteredOn(each -> each.methodName().equalsString(method))
          .extracting(InliningTest::bytecodes).singleElement().satisfies(
              length -> assertThat(length).isGreaterThan(INLINED));
    }
  }

  private static int bytecodes(MethodModel method) {
    return ((CodeAttribute) method.code().orElseThrow()).codeLength();
  }
}
