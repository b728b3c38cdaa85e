package io.github.xclip4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
  @Test
  void javaExample_compilesAndIsShort(@TempDir Path classes) throws IOException {
    String readme = Files.readString(SharedData.root().resolve("README.md"));
    int start = readme.indexOf("```java\n") + "```java\n".length();
    String example = readme.substring(start, readme.indexOf("```", start));
    assertThat(example.lines().filter(line -> !line.isBlank() && !line.startsWith("import ")))
        .hasSizeLessThanOrEqualTo(15);
    JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return example;
      }
    };
    StringWriter messages = new StringWriter();
    boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null,
        List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path")), null, List.of(source))
        .call();
    assertThat(compiled).as(messages.toString()).isTrue();
  }
}
