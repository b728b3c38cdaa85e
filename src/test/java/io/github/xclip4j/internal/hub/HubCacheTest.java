package io.github.xclip4j.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubCacheTest {
  private static final ModelName MODEL = ModelName.of("microsoft/xclip-base-patch32");
  private static final String COMMIT = "a2e27a78a2b5d802e894b8a1ef14f3a8b1bd0a5a";
  private static final String OTHER = "a2e27a7f00000000000000000000000000000000";

  @TempDir
  Path folder;

  private HubCache cache;
  private Path repository;
  private Path snapshot;

  @BeforeEach
  void makeCache() throws IOException {
    cache = HubCache.at(folder.resolve("hub"));
    repository = cache.folder(MODEL);
    snapshot = repository.resolve("snapshots").resolve(COMMIT);
    Files.createDirectories(snapshot);
    Files.createDirectories(repository.resolve("refs"));
    Files.createDirectories(repository.resolve("blobs"));
    Files.writeString(repository.resolve("refs/main"), COMMIT);
    file("config.json", "c0");
    file("model.safetensors", "f1");
  }

  /** A file in the layout of the hub's clients. */
  private void file(String name, String etag) throws IOException {
    Files.writeString(repository.resolve("blobs").resolve(etag), name);
    Files.createSymbolicLink(snapshot.resolve(name), Path.of("..", "..", "blobs", etag));
  }

  private void assertNotFound(String name, String... parts) {
    assertThatThrownBy(() -> cache.resolve(name)).isInstanceOf(FileNotFoundException.class)
        .hasMessageContainingAll(parts).message().doesNotContain("\n");
  }

  @Test
  void model_inTheCache_isItsSnapshot() throws IOException {
    assertThat(cache.resolve("microsoft/xclip-base-patch32")).isEqualTo(snapshot);
    assertThat(cache.find(MODEL)).isEqualTo(snapshot);
  }

  @Test
  void environment_namesTheFolder() throws IOException {
    Map<String, String> environment = Map.of("HF_HUB_CACHE", cache.folder().toString());
    assertThat(HubCache.of(environment, folder).find(MODEL)).isEqualTo(snapshot);
  }

  @Test
  void directory_thatExists_winsOverAModelOfThatName() throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("models/x"));
    assertThat(cache.resolve(checkpoint.toString())).isEqualTo(checkpoint);
  }

  @Test
  void model_neitherFolderNorCached_namesTheCommandThatFetchesIt() {
    assertNotFound("microsoft/xclip-large-patch14", "microsoft/xclip-large-patch14: there is no such directory",
        cache.folder().toString(), "get it with: xclip4j download microsoft/xclip-large-patch14");
  }

  @Test
  void path_thatIsNoModelsName_isAMissingFolderOnly() {
    assertNotFound("../x/y", "../x/y: no such directory");
    assertNotFound("a\u0000b", "no such directory");
    assertNotFound("checkpoint", "checkpoint: no such directory; name the directory of a checkpoint");
  }

  @Test
  void tag_isLookedUpInRefs() throws IOException {
    Files.createDirectories(repository.resolve("refs/refs/pr"));
    Files.writeString(repository.resolve("refs/refs/pr/1"), COMMIT + "\n");
    assertThat(cache.resolve(MODEL.id() + "@refs/pr/1")).isEqualTo(snapshot);
  }

  @Test
  void commit_wholeOrAbbreviated_isItsSnapshot() throws IOException {
    assertThat(cache.resolve(MODEL.id() + "@" + COMMIT)).isEqualTo(snapshot);
    assertThat(cache.resolve(MODEL.id() + "@a2e27a78")).isEqualTo(snapshot);
  }

  @Test
  void abbreviation_ofTwoCommits_isRefused() throws IOException {
    Files.createDirectories(snapshot.resolveSibling(OTHER));
    assertNotFound(MODEL.id() + "@a2e27a7", "revision a2e27a7 may be one of several", COMMIT, OTHER);
  }

  @Test
  void abbreviation_ofFewDigits_isNoRevision() {
    assertNotFound(MODEL.id() + "@a2e27", "revision a2e27 is not (there: main)");
  }

  @Test
  void revision_thatIsNotCached_isSaidWithThoseThatAre() throws IOException {
    Files.createDirectories(snapshot.resolveSibling(OTHER));
    assertNotFound(MODEL.id() + "@v2", "revision v2 is not (there: main, " + OTHER + ")",
        "xclip4j download " + MODEL.id() + " --revision v2");
  }

  @Test
  void snapshot_withoutWeights_isSaidToLackThem() throws IOException {
    Files.delete(snapshot.resolve("model.safetensors"));
    assertNotFound(MODEL.id(), "has no weights (model.safetensors or pytorch_model.bin)", "interrupted",
        "xclip4j download " + MODEL.id());
  }

  @Test
  void snapshot_withoutOneOfTheShards_isSaidToLackIt() throws IOException {
    Files.delete(snapshot.resolve("model.safetensors"));
    Files.writeString(snapshot.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"a\": \"model-1.safetensors\", \"b\": \"model-2.safetensors\", \"c\": \"model-2.safetensors\"}}");
    file("model-1.safetensors", "f2");
    assertNotFound(MODEL.id(), "has no model-2.safetensors: ");
    file("model-2.safetensors", "f3");
    assertThat(cache.find(MODEL)).isEqualTo(snapshot);
  }

  @Test
  void link_thatDangles_isSaid() throws IOException {
    Files.delete(repository.resolve("blobs/f1"));
    assertNotFound(MODEL.id(), snapshot.resolve("model.safetensors").toString(), "points to", "which is not there");
  }

  @Test
  void realFiles_insteadOfLinks_areFound() throws IOException {
    Files.delete(snapshot.resolve("config.json"));
    Files.move(repository.resolve("blobs/c0"), snapshot.resolve("config.json"));
    assertThat(cache.find(MODEL)).isEqualTo(snapshot);
  }

  @Test
  void reference_toASnapshotThatIsNotThere_isSaid() throws IOException {
    Files.writeString(repository.resolve("refs/main"), OTHER);
    assertNotFound(MODEL.id(), OTHER, "is not there");
  }

  @Test
  void reference_thatHoldsNoCommit_isSaid() throws IOException {
    Files.writeString(repository.resolve("refs/main"), "../../../../etc");
    assertThatThrownBy(() -> cache.find(MODEL)).isInstanceOf(IOException.class)
        .hasMessageContaining("refs/main does not hold a commit");
    Files.writeString(repository.resolve("refs/main"), "");
    assertThatThrownBy(() -> cache.find(MODEL)).hasMessageContaining("does not hold a commit");
  }
}
