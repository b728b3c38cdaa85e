package io.github.xclip4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** JMH's own command line on the benchmarks of single kernels. */
@Command(name = "jmh",
    description = "JMH on single kernels; everything behind it is JMH's (-h for its help, -l lists).")
final class JmhCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
    return 0;
  }
}
