package io.github.xclip4j.internal.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The PTX of record is the compilation of the sources, and assembles for every architecture. */
class KernelImageTest {
  private static final Path FOLDER = Path.of(System.getProperty("xclip4j.root")).resolve("cuda");

  private static String image(String file) throws IOException {
    try (InputStream in = Device.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @ParameterizedTest
  @CsvSource({"kernels.ptx,SOURCES", "hopper.ptx,HOPPER_SOURCES"})
  void image_isOfTheseSources(String file, String variable) throws IOException, NoSuchAlgorithmException {
    Matcher sources =
        Pattern.compile("(?m)^" + variable + " = (.*)$").matcher(Files.readString(FOLDER.resolve("Makefile")));
    assertThat(sources.find()).isTrue();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String name : sources.group(1).split(" ")) {
      digest.update(Files.readAllBytes(FOLDER.resolve(name)));
    }
    assertThat(image(file).lines().findFirst())
        .as("the sources changed: run make -C cuda ptx where nvcc is")
        .hasValue("// sources " + HexFormat.of().formatHex(digest.digest()));
  }

  @Test
  void image_isWhatNvccMakesOfTheSources() {
    Assumptions.assumeTrue(Commands.runs("nvcc", "--version"), "nvcc is not here");
    String release = Commands.run("nvcc", "--version");
    Assumptions.assumeTrue(release.contains("release 13.0"), "the PTX of record is by nvcc 13.0, here is " + release);
    Commands.run("make", "-s", "-C", FOLDER.toString(), "check");
  }

  @Test
  void image_holdsEveryKernelForOldDrivers() throws IOException {
    String image = image("kernels.ptx");
    assertThat(image).contains(".version 7.8\n").contains(".target sm_80\n");
    for (Kernel each : Kernel.COMMON) {
      assertThat(image).contains(".entry " + each.entry() + "(");
    }
    assertThat(image("hopper.ptx")).contains(".version 8.0\n").contains(".target sm_90a\n")
        .contains(".entry " + Kernel.GEMM_BF16_WGMMA.entry() + "(");
  }

  @ParameterizedTest
  @CsvSource({"kernels.ptx,sm_80,9", "kernels.ptx,sm_86,9", "kernels.ptx,sm_89,9", "kernels.ptx,sm_90,9",
      "hopper.ptx,sm_90a,1"})
  void image_isAssembledWithoutSpillsInProducts(String file, String architecture, int products) throws IOException {
    byte[] text = image(file).getBytes(StandardCharsets.US_ASCII);
    nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
    assertThat(JNvPTXCompiler.nvPTXCompilerCreate(compiler, text.length, Arrays.copyOf(text, text.length + 1)))
        .isZero();
    try {
      String[] options = {"--gpu-name=" + architecture, "--verbose"};
      int result = JNvPTXCompiler.nvPTXCompilerCompile(compiler, options.length, options);
      long[] bytes = new long[1];
      JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(compiler, bytes);
      byte[] errors = new byte[(int) bytes[0] + 1];
      JNvPTXCompiler.nvPTXCompilerGetErrorLog(compiler, errors);
      assertThat(result).as(new String(errors, StandardCharsets.US_ASCII)).isZero();
      JNvPTXCompiler.nvPTXCompilerGetInfoLogSize(compiler, bytes);
      byte[] log = new byte[(int) bytes[0] + 1];
      JNvPTXCompiler.nvPTXCompilerGetInfoLog(compiler, log);
      Matcher spills = Pattern.compile("properties for ((?:gemm|attention)\\w*)\\s+[^,]*, (\\d+) bytes spill stores")
          .matcher(new String(log, StandardCharsets.US_ASCII));
      int kernels = 0;
      while (spills.find()) {
        assertThat(spills.group(2)).as(spills.group(1)).isEqualTo("0");
        kernels++;
      }
      assertThat(kernels).isEqualTo(products);
    } finally {
      JNvPTXCompiler.nvPTXCompilerDestroy(compiler);
    }
  }
}
