package io.github.xclip4j.cli;

import io.github.xclip4j.TokenBatch;
import io.github.xclip4j.cli.options.Inputs;
import io.github.xclip4j.cli.options.ModelFiles;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.options.TensorOutputs;
import io.github.xclip4j.internal.json.JsonMistake;
import io.github.xclip4j.text.ClipTokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "tokenize",
    mixinStandardHelpOptions = true,
    header = "Turns texts into a checkpoint's token ids.",
    description = {
        "Prints a JSON array of {text, ids}, with the ids of begin and end of text and without padding.",
        "With --output it writes input_ids and attention_mask, I64 [K, L], padded to the longest, as run takes them."
    })
final class TokenizeCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private ModelOption model;

  @Parameters(paramLabel = "TEXT", arity = "0..*", description = "Texts.")
  private List<String> texts = List.of();

  @Option(names = "--file", paramLabel = "FILE", description = "A JSON array of strings instead.")
  private @Nullable Path file;

  @Option(names = "--max-length", paramLabel = "N",
      description = "Cut longer texts to N ids, the last of which stays the end of text (default: do not cut).")
  private @Nullable Integer maxLength;

  @Option(names = "--output", paramLabel = "FILE", description = "The safetensors file to write, instead of JSON.")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    if (file == null == texts.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "give texts or --file, one of the two");
    }
    if (maxLength != null && maxLength < 2) {
      throw new ParameterException(spec.commandLine(),
          "--max-length is " + maxLength + ": the ids of begin and end of text are 2 already");
    }
    List<String> all = file == null ? texts : read(file);
    Path target = output;
    if (target != null) {
      TensorOutputs.checkName(target, spec);
      Outputs.check(target, Stream.concat(Stream.ofNullable(file), model.inputs().stream()).toList());
    }
    try (ModelFiles files = model.files()) {
      ClipTokenizer tokenizer = tokenizer(files);
      List<int[]> ids = all.stream().map(text -> ids(tokenizer, text)).toList();
      if (target != null) {
        TokenBatch batch = TokenBatch.padded(ids, tokenizer.padId());
        TensorOutputs.write(target, batch);
        spec.commandLine().getOut().println(
            target + ": input_ids and attention_mask [" + ids.size() + ", " + batch.inputIds()[0].length + "]");
      } else {
        print(all, ids);
      }
    }
    return 0;
  }

  private int[] ids(ClipTokenizer tokenizer, String text) {
    return maxLength == null ? tokenizer.encode(text) : tokenizer.encode(text, maxLength);
  }

  private void print(List<String> texts, List<int[]> ids) {
    JsonMapper json = JsonMapper.shared();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      ObjectNode node = json.createObjectNode().put("text", texts.get(i));
      ArrayNode array = node.putArray("ids");
      for (int id : ids.get(i)) {
        array.add(id);
      }
      lines.add(json.writeValueAsString(node));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("[");
    out.println(String.join(",\n", lines));
    out.println("]");
  }

  /** The tokenizer of a model, or of a directory that holds nothing else. */
  private static ClipTokenizer tokenizer(ModelFiles files) throws IOException {
    return Files.exists(files.directory().resolve("config.json"))
        ? files.checkpoint().processor().tokenizer()
        : ClipTokenizer.load(files.directory());
  }

  private static List<String> read(Path file) throws IOException {
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(Inputs.text(file, "--file takes a JSON array of strings"));
    } catch (JacksonException e) {
      throw new IOException(file + ": is not JSON (" + JsonMistake.describe(e) + "); give an array of strings", e);
    }
    if (!root.isArray()) {
      throw new IOException(file + ": holds a JSON " + root.getNodeType() + ", --file takes an array of strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : root) {
      if (!element.isString()) {
        throw new IOException(file + ": element " + texts.size() + " is a " + element.getNodeType() + ": "
            + element + "; --file takes an array of strings");
      }
      texts.add(element.stringValue());
    }
    return texts;
  }
}
