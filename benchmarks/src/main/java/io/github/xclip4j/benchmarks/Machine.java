package io.github.xclip4j.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.incubator.vector.FloatVector;

/** Where and when something was measured. */
final class Machine {
  private static final String CPU = "CPU";
  private static final String UNITS = "matrix units";

  private Machine() {}

  /** The name of the processor that facts are of, with its matrix units where they are known. */
  static String processor(Map<String, String> facts) {
    String units = facts.getOrDefault(UNITS, "");
    return facts.getOrDefault(CPU, "unknown processor") + (units.isEmpty() ? "" : " with " + units);
  }

  /** What Linux says the processor has for products. */
  private static String units() {
    List<String> flags = List.of(fact(Path.of("/proc/cpuinfo"), "flags", "").split(" "));
    Map<String, String> names = new LinkedHashMap<>();
    names.put("amx_bf16", "AMX");
    names.put("avx512_bf16", "AVX-512 BF16");
    names.put("avx512_vnni", "VNNI");
    return String.join(", ", names.keySet().stream().filter(flags::contains).map(names::get).toList());
  }

  /** What belongs to every set of results, by name. */
  static Map<String, String> description() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(CPU, cpu());
    facts.put(UNITS, units());
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", memory());
    facts.put("vector species", FloatVector.SPECIES_PREFERRED.vectorBitSize() + " bits");
    facts.put("OS", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    facts.put("flags", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    facts.put("ONNX Runtime", OnnxPeer.version());
    facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("commit", commit());
    return facts;
  }

  private static String cpu() {
    return fact(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch"));
  }

  private static String memory() {
    return fact(Path.of("/proc/meminfo"), "MemTotal", "unknown");
  }

  private static String fact(Path file, String key, String otherwise) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }

  private static String commit() {
    try {
      Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12").start();
      try (var out = git.getInputStream()) {
        String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 && !text.isEmpty() ? text : "unknown";
      }
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
