package io.github.xclip4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;

/** PyTorch in a process of its own, which computes the features of a video whenever it is told to. */
final class TorchPeer implements Peer {
  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  /**
   * Starts {@code xclip_features.py} and waits until it is warm.
   *
   * @param python an interpreter with torch and transformers
   * @param type {@code float32} or {@code bf16}
   * @throws IOException with what the script says if it does not get that far
   */
  TorchPeer(String python, Path script, String model, String type, int threads) throws IOException {
    process = new ProcessBuilder(python, script.toString(), model, "--type", type, "--threads",
        Integer.toString(threads)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    answers = process.inputReader();
    orders = process.outputWriter();
    answer();
  }

  @Override
  public float[] run() throws IOException {
    orders.write("run\n");
    orders.flush();
    String[] words = answer().split(" ");
    float[] values = new float[words.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(words[i]);
    }
    return values;
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("PyTorch's process ended; what it said is above");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    orders.close(); // the end of its orders ends the script
    process.onExit().join();
  }
}
