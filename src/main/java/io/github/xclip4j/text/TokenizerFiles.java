package io.github.xclip4j.text;

import io.github.xclip4j.internal.json.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the tokenizer of a checkpoint directory: {@code tokenizer.json} if it exists, as in the reference, otherwise
 * {@code vocab.json} and {@code merges.txt}. The roles of special tokens come from {@code special_tokens_map.json}, or
 * else {@code tokenizer_config.json}, or else they are CLIP's.
 */
final class TokenizerFiles {
  /** CLIP's largest file has 3.6 MB in its longest form. */
  private static final JsonFile<TokenizerException> FILE = new JsonFile<>("a tokenizer file", 64L << 20,
      "take the file published with the checkpoint", TokenizerException::new);

  private static final int CLIP_CONTEXT_LENGTH = 77;

  /** The reference writes 10³⁰ for "no limit". */
  private static final long LARGEST_CONTEXT_LENGTH = 1 << 20;

  private final Path directory;
  private final JsonNode specialTokensMap;
  private final JsonNode tokenizerConfig;

  private TokenizerFiles(Path directory) throws IOException {
    this.directory = directory;
    specialTokensMap = ifPresent(directory.resolve("special_tokens_map.json"));
    tokenizerConfig = ifPresent(directory.resolve("tokenizer_config.json"));
  }

  /** The root of a file, or an empty object if there is no such file. */
  private static JsonNode ifPresent(Path file) throws IOException {
    return Files.exists(file) ? FILE.read(file) : JsonNodeFactory.instance.objectNode();
  }

  static TokenizerModel read(Path directory) throws IOException {
    Path single = directory.resolve("tokenizer.json");
    Path vocabulary = directory.resolve("vocab.json");
    Path merges = directory.resolve("merges.txt");
    if (!Files.isDirectory(directory)) {
      throw new TokenizerException(
          directory + ": no such directory; a tokenizer is read from a checkpoint's directory");
    }
    if (Files.exists(single)) {
      return new TokenizerFiles(directory).readSingle(single);
    }
    if (Files.exists(vocabulary) && Files.exists(merges)) {
      return new TokenizerFiles(directory).readPair(vocabulary, merges);
    }
    String found = Files.exists(vocabulary) ? "vocab.json without merges.txt"
        : Files.exists(merges) ? "merges.txt without vocab.json" : "none of its files";
    throw new TokenizerException(directory + ": no tokenizer, " + found
        + ": copy tokenizer.json, or vocab.json and merges.txt, from the published checkpoint");
  }

  private TokenizerModel readPair(Path vocabularyFile, Path mergesFile) throws IOException {
    Vocabulary vocabulary = new Vocabulary(ids(FILE.read(vocabularyFile), vocabularyFile.toString()),
        vocabularyFile.toString());
    List<String> merges = new ArrayList<>();
    FILE.text(mergesFile).lines().forEach(line -> {
      if (!line.isBlank() && !line.startsWith("#version")) {
        merges.add(line);
      }
    });
    Map<String, SpecialToken> special = new HashMap<>();
    String origin = vocabularyFile.toString();
    for (Role role : Role.values()) {
      String content = content(role);
      int id = TokenizerModel.id(role.key, content, vocabulary, Map.of(), origin);
      special.put(content, SpecialToken.of(content, id, matching(content)));
    }
    return model(vocabulary, merges, new ArrayList<>(special.values()), Map.of(), origin);
  }

  private TokenizerModel readSingle(Path file) throws IOException {
    String origin = file.toString();
    JsonNode root = FILE.read(file);
    JsonNode model = root.path("model");
    String type = model.path("type").asString("BPE");
    String suffix = model.path("end_of_word_suffix").asString("");
    if (!type.equals("BPE") || !suffix.equals(TokenizerModel.WORD_END)) {
      throw new TokenizerException(origin + ": a " + type + " model with the end-of-word suffix \"" + suffix
          + "\", CLIP's is BPE with \"" + TokenizerModel.WORD_END + "\": is this the tokenizer of another model?");
    }
    Map<String, Integer> ids = ids(model.path("vocab"), origin);
    Map<String, Integer> added = new HashMap<>();
    List<SpecialToken> special = new ArrayList<>();
    for (JsonNode token : root.path("added_tokens")) {
      SpecialToken read = addedToken(token, origin);
      Integer other = ids.putIfAbsent(read.content(), read.id());
      if (other != null && other != read.id()) {
        throw new TokenizerException(origin + ": \"" + read.content() + "\" has the id " + other
            + " in the vocabulary and " + read.id() + " among the added tokens: take the published file");
      }
      added.put(read.content(), read.id());
      special.add(read);
    }
    JsonNode written = model.path("merges");
    List<String> merges = new ArrayList<>(written.size());
    for (JsonNode merge : written) {
      merges.add(merge.isArray()
          ? merge.valueStream().map(part -> part.asString("")).collect(Collectors.joining(" "))
          : merge.asString(""));
    }
    return model(new Vocabulary(ids, origin), merges, special, added, origin);
  }

  private TokenizerModel model(Vocabulary vocabulary, List<String> merges, List<SpecialToken> special,
      Map<String, Integer> added, String origin) throws TokenizerException {
    int[] ids = new int[Role.values().length];
    for (Role role : Role.values()) {
      ids[role.ordinal()] = TokenizerModel.id(role.key, content(role), vocabulary, added, origin);
    }
    return new TokenizerModel(vocabulary, merges, List.copyOf(special), ids[Role.BEGIN.ordinal()],
        ids[Role.END.ordinal()], ids[Role.PAD.ordinal()], ids[Role.UNKNOWN.ordinal()], contextLength(), origin);
  }

  private int contextLength() throws TokenizerException {
    JsonNode length = tokenizerConfig.path("model_max_length");
    if (!length.isNumber() || length.doubleValue() > LARGEST_CONTEXT_LENGTH) {
      return CLIP_CONTEXT_LENGTH;
    }
    if (!length.isIntegralNumber() || length.intValue() < 2) {
      throw new TokenizerException(directory.resolve("tokenizer_config.json") + ": model_max_length is " + length
          + ", it must be a whole number of at least 2: CLIP's is " + CLIP_CONTEXT_LENGTH);
    }
    return length.intValue();
  }

  private String content(Role role) {
    for (JsonNode file : List.of(specialTokensMap, tokenizerConfig)) {
      JsonNode token = file.path(role.key);
      Optional<String> content = (token.isObject() ? token.path("content") : token).stringValueOpt();
      if (content.isPresent()) {
        return content.get();
      }
    }
    return role.clipContent;
  }

  /**
   * The reference searches for a token in the text as given if one of its roles is a plain string, and after
   * normalisation if all are objects that ask for it; without any file, it follows CLIP's published tokenizer.json.
   */
  private SpecialToken.Matching matching(String content) {
    boolean described = false;
    for (Role role : Role.values()) {
      JsonNode token = specialTokensMap.path(role.key);
      token = token.isMissingNode() ? tokenizerConfig.path(role.key) : token;
      if (content.equals(token.stringValue("")) || content.equals(token.path("content").stringValue(""))) {
        described = true;
        if (!token.path("normalized").asBoolean(false)) {
          return SpecialToken.Matching.AS_GIVEN;
        }
      }
    }
    return described || content.equals(Role.BEGIN.clipContent)
        ? SpecialToken.Matching.NORMALIZED : SpecialToken.Matching.AS_GIVEN;
  }

  private static SpecialToken addedToken(JsonNode token, String origin) throws TokenizerException {
    String content = token.path("content").asString("");
    if (content.isEmpty() || !token.path("id").isInt()) {
      throw new TokenizerException(origin + ": the added token " + token
          + " needs a content and a whole number as id: take the published file");
    }
    for (String option : List.of("single_word", "lstrip", "rstrip")) {
      if (token.path(option).asBoolean(false)) {
        throw new TokenizerException(origin + ": the added token \"" + content + "\" asks for " + option
            + ", which CLIP's tokenizer does not use: is this the tokenizer of another model?");
      }
    }
    return SpecialToken.of(content, token.path("id").intValue(), token.path("normalized").asBoolean(false)
        ? SpecialToken.Matching.NORMALIZED : SpecialToken.Matching.AS_GIVEN);
  }

  private static Map<String, Integer> ids(JsonNode vocabulary, String origin) throws TokenizerException {
    Map<String, Integer> ids = LinkedHashMap.newLinkedHashMap(vocabulary.size() + 2);
    for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
      if (!entry.getValue().isInt()) {
        throw new TokenizerException(origin + ": token \"" + entry.getKey() + "\" has the id " + entry.getValue()
            + ", it must be a whole number: take the published file");
      }
      ids.put(entry.getKey(), entry.getValue().intValue());
    }
    return ids;
  }

  private enum Role {
    BEGIN("bos_token", "<|startoftext|>"),
    END("eos_token", "<|endoftext|>"),
    PAD("pad_token", "<|endoftext|>"),
    UNKNOWN("unk_token", "<|endoftext|>");

    private final String key;
    private final String clipContent;

    Role(String key, String clipContent) {
      this.key = key;
      this.clipContent = clipContent;
    }
  }
}
