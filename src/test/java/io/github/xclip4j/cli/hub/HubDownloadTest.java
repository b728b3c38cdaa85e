package io.github.xclip4j.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.internal.hub.HubCache;
import io.github.xclip4j.internal.hub.ModelName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a hub on this machine; no test waits on the clock. */
class HubDownloadTest {
  private static final ModelName MODEL = ModelName.of(LoopbackHub.MODEL);
  private static final String WEIGHTS = "model.safetensors";
  private static final List<String> WANTED =
      List.of("config.json", "merges.txt", WEIGHTS, "preprocessor_config.json", "vocab.json");

  @TempDir
  Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private Links links = Links.SYSTEM;
  private LoopbackHub hub;
  private HubCache cache;

  @BeforeEach
  void startHub() throws IOException {
    hub = new LoopbackHub().withCheckpoint();
    cache = HubCache.at(folder.resolve("hub"));
    environment.put("HF_ENDPOINT", hub.endpoint());
    environment.put("HOME", folder.toString());
  }

  @AfterEach
  void stopHub() {
    hub.close();
  }

  private interface Use {
    HubDownload.Result of(HubDownload download) throws IOException;
  }

  private HubDownload.Result with(Use use) throws IOException {
    HubSettings settings = HubSettings.of(environment, folder);
    DownloadListener listener = new DownloadListener() {
      @Override
      public void note(String sentence) {
        notes.add(sentence);
      }
    };
    try (HubClient client = new HubClient(settings)) {
      return use.of(new HubDownload(client, listener, waits::add, links));
    }
  }

  private HubDownload.Result download(ModelName model) throws IOException {
    return with(download -> download.toCache(model, cache));
  }

  private HubDownload.Result download() throws IOException {
    return download(MODEL);
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::download).isInstanceOf(HubException.class).hasMessageContainingAll(parts).message()
        .doesNotContain("\n", "hf_secret");
  }

  private Path repository() {
    return cache.folder(MODEL);
  }

  private Path snapshot() {
    return repository().resolve("snapshots").resolve(LoopbackHub.COMMIT);
  }

  private Path part() {
    return repository().resolve("blobs").resolve(hub.etag(WEIGHTS) + ".incomplete");
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** The weights are those of the hub, and nothing is left of their way here. */
  private void assertWhole() throws IOException {
    assertThat(snapshot().resolve(WEIGHTS)).hasBinaryContent(LoopbackHub.content(300_000, 1));
    assertThat(names(repository().resolve("blobs"))).noneMatch(name -> name.endsWith(".incomplete"));
    assertThat(names(snapshot())).isEqualTo(WANTED);
  }

  @Test
  void download_toAnEmptyCache_laysItOutAsTheHubsClientsDo() throws IOException {
    HubDownload.Result result = download();
    assertThat(result.folder()).isEqualTo(snapshot());
    assertThat(result.commit()).contains(LoopbackHub.COMMIT);
    assertThat(result.files()).isEqualTo(5);
    assertThat(result.fetchedFiles()).isEqualTo(5);
    assertThat(result.fetchedBytes()).isEqualTo(result.bytes()).isGreaterThan(300_000);
    assertWhole();
    assertThat(repository().resolve("refs/main")).hasContent(LoopbackHub.COMMIT);
    assertThat(Files.readSymbolicLink(snapshot().resolve(WEIGHTS)))
        .isEqualTo(Path.of("../../blobs").resolve(hub.etag(WEIGHTS)));
    assertThat(Files.readSymbolicLink(snapshot().resolve("vocab.json")))
        .isEqualTo(Path.of("../../blobs").resolve(hub.etag("vocab.json")));
    assertThat(cache.find(MODEL)).isEqualTo(snapshot());
    assertThat(notes).isEmpty();
  }

  @Test
  void download_whereAllIsThere_asksForTheRevisionOnly() throws IOException {
    download();
    hub.forget();
    HubDownload.Result result = download();
    assertThat(result.fetchedFiles()).isZero();
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void newRevision_sharesWhatHasNotChanged() throws IOException {
    download();
    String commit = "b".repeat(40);
    hub.withInfo(hub.info().replace(LoopbackHub.COMMIT, commit));
    hub.forget();
    HubDownload.Result result = download();
    assertThat(result.folder()).isEqualTo(snapshot().resolveSibling(commit));
    assertThat(hub.fetched()).isEmpty();
    assertThat(repository().resolve("refs/main")).hasContent(commit);
    assertThat(cache.find(MODEL)).isEqualTo(result.folder());
  }

  @Test
  void revision_isQuotedAndRemembered() throws IOException {
    download(new ModelName(MODEL.id(), "refs/pr/1"));
    assertThat(hub.requests().getFirst().path()).isEqualTo("/api/models/" + MODEL.id() + "/revision/refs%2Fpr%2F1");
    assertThat(repository().resolve("refs/refs/pr/1")).hasContent(LoopbackHub.COMMIT);
    assertThat(repository().resolve("refs/main")).doesNotExist();
  }

  @Test
  void commit_asRevision_leavesNoReference() throws IOException {
    download(new ModelName(MODEL.id(), LoopbackHub.COMMIT));
    assertThat(repository().resolve("refs")).doesNotExist();
    assertThat(cache.resolve(MODEL.id() + "@" + LoopbackHub.COMMIT)).isEqualTo(snapshot());
  }

  @Test
  void token_reachesTheHubAndNoOtherHost() throws IOException {
    environment.put("HF_TOKEN", " hf_secret\n");
    download();
    assertThat(hub.requests()).filteredOn(request -> request.host().equals("hub")).isNotEmpty()
        .allMatch(request -> request.authorization().equals("Bearer hf_secret"));
    assertThat(hub.requests()).filteredOn(request -> request.path().startsWith("/relative")).isNotEmpty();
    assertThat(hub.requests()).filteredOn(request -> request.host().equals("storage")).isNotEmpty()
        .allMatch(request -> request.authorization().equals("null"));
  }

  @Test
  void token_isReadFromTheFileOfSigningIn() throws IOException {
    Files.createDirectories(folder.resolve(".cache/huggingface"));
    Files.writeString(folder.resolve(".cache/huggingface/token"), "hf_secret\n");
    download();
    assertThat(hub.requests().getFirst().authorization()).isEqualTo("Bearer hf_secret");
  }

  @Test
  void cutConnection_isGoneOnWith() throws IOException {
    hub.contentFault(NOTHING_WRONG, NOTHING_WRONG, NOTHING_WRONG, NOTHING_WRONG,
        LoopbackHub.cutAfter(100_000), LoopbackHub.cutAfter(100_000));
    download();
    assertWhole();
    assertThat(hub.requests())
        .filteredOn(request -> request.path().endsWith(WEIGHTS) && request.host().equals("storage"))
        .extracting(LoopbackHub.Request::range).first().isEqualTo("null");
    assertThat(hub.requests())
        .filteredOn(request -> request.path().endsWith(WEIGHTS) && request.host().equals("storage"))
        .hasSize(3).last().extracting(LoopbackHub.Request::range).isEqualTo("bytes=200000-");
    assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    assertThat(notes).hasSize(2).allMatch(note -> note.contains("was cut") && note.endsWith("trying again in 1 s"));
  }

  /** The content as it is; four files come before the weights. */
  private static final LoopbackHub.Fault NOTHING_WRONG =
      (exchange, content) -> LoopbackHub.respond(exchange, 200, content);

  private void weightsFault(LoopbackHub.Fault... faults) {
    hub.contentFault(NOTHING_WRONG, NOTHING_WRONG, NOTHING_WRONG, NOTHING_WRONG).contentFault(faults);
  }

  @Test
  void connectionCutAgainAndAgain_endsWithAPartThatTheNextRunGoesOnWith() throws IOException {
    LoopbackHub.Fault[] cuts = new LoopbackHub.Fault[6];
    Arrays.fill(cuts, LoopbackHub.cutAfter(1000));
    weightsFault(cuts);
    assertRefused("was cut");
    assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4),
        Duration.ofSeconds(8), Duration.ofSeconds(16));
    assertThat(part()).hasSize(6000);
    assertThat(repository().resolve("refs/main")).doesNotExist();
    hub.forget();
    download();
    assertWhole();
    assertThat(hub.requests()).last().extracting(LoopbackHub.Request::range).isEqualTo("bytes=6000-");
  }

  @Test
  void serverThatKnowsNoRanges_sendsTheFileFromItsBeginning() throws IOException {
    weightsFault(LoopbackHub.cutAfter(100_000), LoopbackHub.ignoreRange());
    download();
    assertWhole();
  }

  @Test
  void serverThatHasNotThatMuch_isAskedFromTheBeginning() throws IOException {
    weightsFault(LoopbackHub.cutAfter(100_000), LoopbackHub.refuse(416, "Content-Range", "bytes */300000"));
    download();
    assertWhole();
  }

  @Test
  void serverThatSendsAnotherRange_isAskedFromTheBeginning() throws IOException {
    weightsFault(LoopbackHub.cutAfter(100_000), (exchange, content) -> {
      exchange.getResponseHeaders().set("Content-Range", "bytes 5-299999/300000");
      LoopbackHub.respond(exchange, 206, Arrays.copyOfRange(content, 5, content.length));
    });
    download();
    assertWhole();
  }

  @Test
  void partOfAnEarlierRun_thatIsDamaged_isFetchedAgain() throws IOException {
    Files.createDirectories(part().getParent());
    Files.write(part(), new byte[1234]);
    download();
    assertWhole();
    assertThat(notes).containsExactly("what an earlier run left of model.safetensors is damaged: beginning again");
  }

  @Test
  void partOfAnEarlierRun_thatIsTooLong_isFetchedAgain() throws IOException {
    Files.createDirectories(part().getParent());
    Files.write(part(), new byte[300_001]);
    download();
    assertWhole();
  }

  @Test
  void partOfAnEarlierRun_thatIsWhole_isNotFetched() throws IOException {
    Files.createDirectories(part().getParent());
    Files.write(part(), LoopbackHub.content(300_000, 1));
    download();
    assertWhole();
    assertThat(hub.fetched()).doesNotContain(WEIGHTS);
  }

  @Test
  void content_withAnotherHash_isRemovedAndSaid() throws IOException {
    weightsFault(LoopbackHub.other(300_000));
    assertRefused("model.safetensors is not what the hub says it is and was removed (SHA-256 ", hub.etag(WEIGHTS));
    assertThat(part()).doesNotExist();
    assertThat(snapshot().resolve(WEIGHTS)).doesNotExist();
  }

  @Test
  void smallFile_withAnotherHash_isRemovedAndSaid() {
    hub.contentFault((exchange, content) -> LoopbackHub.respond(exchange, 200, new byte[content.length]));
    assertRefused("config.json is not what the hub says it is", "git's SHA-1", hub.etag("config.json"));
  }

  @ParameterizedTest
  @ValueSource(ints = {299_999, 300_001})
  void content_ofAnotherSize_isRefusedBeforeItIsRead(int bytes) {
    weightsFault(LoopbackHub.other(bytes));
    assertRefused("model.safetensors has 300000 bytes as the hub says, but localhost sends " + bytes);
    assertThat(part()).doesNotExist();
  }

  @Test
  void content_withoutALengthThatGoesOnTooLong_isRefused() {
    weightsFault((exchange, content) -> {
      exchange.sendResponseHeaders(200, 0); // in chunks
      exchange.getResponseBody().write(content);
      exchange.getResponseBody().write(content);
    });
    assertRefused("more than the 300000 bytes come");
    assertThat(part()).doesNotExist();
  }

  @Test
  void linkToTheOtherHost_thatIsNoLongerValid_isAskedForAgain() throws IOException {
    weightsFault(LoopbackHub.refuse(403, "Server", "storage"));
    download();
    assertWhole();
    assertThat(notes).singleElement().asString().contains("to which the hub redirects, answered with status 403");
  }

  @Test
  void busyServer_isGivenTheTimeItAsksFor() throws IOException {
    hub.hubFault(LoopbackHub.refuse(503, "Retry-After", "7"), LoopbackHub.refuse(429, "RateLimit", "\"api\";r=0;t=55"));
    download();
    assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(55));
  }

  @Test
  void busyServer_thatAsksForAnHour_isNotWaitedFor() {
    hub.hubFault(LoopbackHub.refuse(429, "Retry-After", "3600"));
    assertRefused("too many requests", "HF_TOKEN");
    assertThat(waits).isEmpty();
  }

  @Test
  void serverThatIsOutOfOrder_isSaidAfterFiveTriesMore() {
    for (int i = 0; i < 6; i++) {
      hub.hubFault(LoopbackHub.refuse(500, "Server", "hub"));
    }
    assertRefused("127.0.0.1 is out of order (status 500)", "try again later");
    assertThat(waits).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "401 | X-Error-Code | RepoNotFound | the hub has no model microsoft/xclip-base-patch32 that is open to everyone",
      "401 | X-Error-Code | GatedRepo | is not open to everyone: accept its terms at ",
      "403 | X-Error-Message | Access denied | is not open to everyone: accept its terms at ",
      "404 | X-Error-Code | RepoNotFound | there is no model microsoft/xclip-base-patch32 at ",
      "404 | X-Error-Code | RevisionNotFound | microsoft/xclip-base-patch32 has no revision 'main'",
      "404 | Server | nginx | there is no model microsoft/xclip-base-patch32 at ",
      "400 | X-Error-Message | What? | answered with status 400 (What?)"})
  void refusal_saysWhatToDo(int status, String header, String value, String message) {
    hub.hubFault(LoopbackHub.refuse(status, header, value));
    assertRefused(message);
    assertThat(waits).isEmpty();
  }

  @Test
  void refusal_ofAToken_saysSoWithoutIt() {
    environment.put("HF_TOKEN", "hf_secret");
    hub.hubFault(LoopbackHub.refuse(401, "X-Error-Message", "Invalid credentials in Authorization header"));
    assertRefused("that the token in use may read (Invalid credentials in Authorization header)", "settings/tokens");
  }

  @Test
  void gatedModel_isRefusedAtItsFirstFile() {
    hub.hubFault((exchange, _) -> LoopbackHub.respond(exchange, 200, hub.info().getBytes()),
        LoopbackHub.refuse(401, "X-Error-Code", "GatedRepo"));
    assertRefused("config.json of microsoft/xclip-base-patch32 is not open to everyone", "then set HF_TOKEN");
  }

  @Test
  void weightsInShards_areThoseOfTheIndex() throws IOException {
    hub.without(WEIGHTS)
        .with("model-00001-of-00002.safetensors", LoopbackHub.content(2000, 3))
        .with("model-00002-of-00002.safetensors", LoopbackHub.content(2000, 4))
        .with("model-00003-of-00002.safetensors", LoopbackHub.content(2000, 5))
        .with("model.safetensors.index.json", "{\"weight_map\": {\"a\": \"model-00002-of-00002.safetensors\", "
            + "\"b\": \"model-00001-of-00002.safetensors\", \"c\": \"model-00001-of-00002.safetensors\"}}");
    HubDownload.Result result = download();
    assertThat(hub.fetched()).contains("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
        "model.safetensors.index.json").doesNotContain("model-00003-of-00002.safetensors", "pytorch_model.bin");
    assertThat(result.files()).isEqualTo(7);
    assertThat(cache.find(MODEL)).isEqualTo(snapshot());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../evil.safetensors", "/tmp/evil.safetensors", "a/b.safetensors", "..\\\\evil.bin",
      "nul.bin", "config.json", ""})
  void index_thatNamesAFileElsewhere_isRefused(String name) {
    hub.without(WEIGHTS).with("model.safetensors.index.json", "{\"weight_map\": {\"a\": \"" + name + "\"}}");
    assertRefused("model.safetensors.index.json names ", "which is not a file of weights beside it");
  }

  @Test
  void index_thatNamesAFileThatIsNotThere_isRefused() {
    hub.without(WEIGHTS).with("model.safetensors.index.json", "{\"weight_map\": {\"a\": \"b.safetensors\"}}");
    assertRefused("names b.safetensors, which the repository does not have");
  }

  @Test
  void filesWithNamesThatLeaveTheFolder_areLeftOut() throws IOException {
    hub.withInfo(hub.info().replace("README.md", "../../../../README.md"));
    download();
    assertThat(folder.getParent().resolve("README.md")).doesNotExist();
    assertThat(hub.fetched()).doesNotContain("README.md");
  }

  @Test
  void hash_thatIsNone_isAskedForAndNotUsedAsAPath() throws IOException {
    hub.withInfo(hub.info().replace(hub.etag("config.json"), "../../../evil"));
    download();
    assertThat(repository().resolve("blobs").resolve(hub.etag("config.json"))).exists();
    assertThat(hub.requests()).anyMatch(request -> request.method().equals("HEAD"));
  }

  @Test
  void commit_thatIsAPath_isRefused() {
    hub.withInfo(hub.info().replace(LoopbackHub.COMMIT, "../../../../evil"));
    assertRefused("no commit and files in it");
  }

  @Test
  void olderWeights_areTakenIfThereAreNoOthers() throws IOException {
    hub.without(WEIGHTS);
    download();
    assertThat(snapshot().resolve("pytorch_model.bin")).hasBinaryContent(LoopbackHub.content(200_000, 2));
  }

  @Test
  void answerWithoutSizesAndHashes_hasThemAskedForEachFile() throws IOException {
    hub.withInfo(hub.info().replaceAll(", \"(blobId|size|lfs)\": (\"\\w+\"|\\d+|\\{[^}]*})", ""));
    download();
    assertWhole();
    assertThat(hub.requests()).filteredOn(request -> request.method().equals("HEAD")).isNotEmpty()
        .allMatch(request -> request.host().equals("hub"));
  }

  @Test
  void repositoryWithoutConfigOrWeights_isRefused() {
    hub.without(WEIGHTS).without("pytorch_model.bin");
    assertRefused("has no weights that can be read here");
    hub.withCheckpoint().without("config.json");
    assertRefused("has no config.json");
  }

  @Test
  void modelOfAnotherKind_isRefusedBeforeItsWeightsAreFetched() {
    hub.with("config.json", "{\"model_type\": \"llama\"}");
    assertRefused("is of the kind \"llama\"");
    assertThat(hub.fetched()).doesNotContain(WEIGHTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>Sign in</html>", "{\"sha\": \"a2e27a7", "[]", "", "{\"sha\": 5}"})
  void answer_thatIsNotTheHubs_isRefused(String json) {
    hub.withInfo(json);
    assertRefused("the hub's answer ", "is HF_ENDPOINT a hub");
  }

  @Test
  void answer_thatGoesOnAndOn_isRefused() {
    hub.hubFault((exchange, _) -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] block = new byte[1 << 20];
      for (int i = 0; i < 30; i++) {
        exchange.getResponseBody().write(block);
      }
    });
    assertRefused("longer than 20000000 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/x", "http://user:word@127.0.0.1/x", "http:///x", "::"})
  void redirect_toWhatIsNoSafeAddress_isRefused(String location) {
    hub.hubFault(LoopbackHub.refuse(302, "Location", location));
    assertRefused("redirects to what is not a safe address");
  }

  @Test
  void redirect_inACircle_isRefused() {
    for (int i = 0; i < 11; i++) {
      hub.hubFault(LoopbackHub.refuse(302, "Location", hub.endpoint() + "/again"));
    }
    assertRefused("redirects more than 10 times");
  }

  @Test
  void linksThatCannotBeMade_areReplacedByTheFilesThemselves() throws IOException {
    links = (link, _) -> {
      throw new FileSystemException(link.toString(), null, "A required privilege is not held by the client");
    };
    download();
    assertWhole();
    assertThat(snapshot().resolve(WEIGHTS)).isRegularFile().matches(path -> !Files.isSymbolicLink(path));
    assertThat(names(repository().resolve("blobs"))).isEmpty();
    assertThat(cache.find(MODEL)).isEqualTo(snapshot());
    hub.forget();
    assertThat(download().fetchedFiles()).isZero();
  }

  @Test
  void linksThatCannotBeMade_haveSharedContentCopied() throws IOException {
    download();
    links = (_, _) -> {
      throw new UnsupportedOperationException();
    };
    hub.withInfo(hub.info().replace(LoopbackHub.COMMIT, "b".repeat(40)));
    HubDownload.Result result = download();
    assertThat(result.folder().resolve(WEIGHTS)).hasBinaryContent(LoopbackHub.content(300_000, 1));
    assertWhole();
  }

  @Test
  void linkWhoseContentIsGone_isMended() throws IOException {
    download();
    Files.delete(repository().resolve("blobs").resolve(hub.etag(WEIGHTS)));
    assertThat(download().fetchedFiles()).isEqualTo(1);
    assertWhole();
  }

  @Test
  void twoDownloadsAtOnce_fetchAFileOnce() throws Exception {
    CountDownLatch underWay = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    weightsFault((exchange, content) -> {
      underWay.countDown();
      await(waiting);
      LoopbackHub.respond(exchange, 200, content);
    });
    CompletableFuture<HubDownload.Result> first = inBackground(_ -> {});
    await(underWay);
    CompletableFuture<HubDownload.Result> second = inBackground(_ -> waiting.countDown());
    assertThat(first.get(10, TimeUnit.SECONDS).fetchedFiles()).isEqualTo(5);
    assertThat(second.get(10, TimeUnit.SECONDS).fetchedFiles()).isZero();
    assertWhole();
  }

  private CompletableFuture<HubDownload.Result> inBackground(Consumer<String> onNote) {
    return CompletableFuture.supplyAsync(() -> {
      DownloadListener listener = new DownloadListener() {
        @Override
        public void note(String sentence) {
          onNote.accept(sentence);
        }
      };
      Pause shortPause = _ -> Thread.yield();
      try (HubClient client = new HubClient(HubSettings.of(environment, folder))) {
        return new HubDownload(client, listener, shortPause, Links.SYSTEM).toCache(MODEL, cache);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void offline_takesWhatIsThereAndAsksNobody() throws IOException {
    download();
    hub.forget();
    environment.put("HF_HUB_OFFLINE", "1");
    assertThat(download().folder()).isEqualTo(snapshot());
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void offline_withoutTheModel_saysBoth() {
    environment.put("HF_HUB_OFFLINE", "yes");
    assertRefused("HF_HUB_OFFLINE is set", "does not have all of " + MODEL, "unset it");
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void unreachableHub_isSaidAtOnce() throws IOException {
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("HF_ENDPOINT", "http://127.0.0.1:" + nobody.getLocalPort());
    }
    assertRefused("cannot reach the hub: no connection to 127.0.0.1", "https_proxy");
    assertThat(waits).isEmpty();
  }

  @Test
  void proxy_isAskedForOtherHosts_withItsOwnPassword() {
    environment.put("http_proxy", hub.endpoint().replace("127", "ann:p%40ss@127"));
    environment.put("HF_ENDPOINT", "http://hub.example");
    environment.put("HF_TOKEN", "hf_secret");
    List<String> authorizations = new ArrayList<>();
    hub.hubFault((exchange, _) -> {
      authorizations.add(exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
      LoopbackHub.respond(exchange, 407, new byte[0]);
    });
    assertRefused("the proxy does not let hub.example through (status 407)");
    assertThat(authorizations).containsExactly("Basic YW5uOnBAc3M=");
    assertThat(hub.requests()).hasSize(1).allMatch(request -> request.authorization().equals("null"));
  }

  @Test
  void proxy_isNotAskedForHostsThatAreExcepted() throws IOException {
    environment.put("HTTP_PROXY", "http://127.0.0.1:1");
    environment.put("NO_PROXY", "example.com, 127.0.0.1, localhost");
    download();
    assertWhole();
  }

  @Test
  void folder_getsPlainFiles() throws IOException {
    Path target = folder.resolve("xclip");
    HubDownload.Result result = with(download -> download.toFolder(MODEL, target));
    assertThat(result.folder()).isEqualTo(target);
    assertThat(target.resolve(WEIGHTS)).hasBinaryContent(LoopbackHub.content(300_000, 1));
    assertThat(Files.isSymbolicLink(target.resolve(WEIGHTS))).isFalse();
    assertThat(Files.readAllLines(target.resolve(".cache/huggingface/download/config.json.metadata")))
        .startsWith(LoopbackHub.COMMIT, hub.etag("config.json"));
    assertThat(with(download -> download.toFolder(MODEL, target)).fetchedFiles()).isZero();
  }

  @Test
  void folder_withTheHubsFilesOfAnotherRevision_getsTheNewOnes() throws IOException {
    Path target = folder.resolve("xclip");
    with(download -> download.toFolder(MODEL, target));
    hub.with("vocab.json", "{\"b\": 1}");
    assertThat(with(download -> download.toFolder(MODEL, target)).fetchedFiles()).isEqualTo(1);
    assertThat(target.resolve("vocab.json")).hasContent("{\"b\": 1}");
  }

  @Test
  void folder_withAFileOfTheUsersOwn_keepsIt() throws IOException {
    Path target = Files.createDirectories(folder.resolve("xclip"));
    Files.writeString(target.resolve("vocab.json"), "mine");
    assertThatThrownBy(() -> with(download -> download.toFolder(MODEL, target))).isInstanceOf(IOException.class)
        .hasMessageContaining("vocab.json is there and is not the hub's");
    assertThat(target.resolve("vocab.json")).hasContent("mine");
  }

  @Test
  void settings_showNoToken() throws IOException {
    environment.put("HF_TOKEN", "hf_secret");
    assertThat(HubSettings.of(environment, folder).toString()).doesNotContain("secret");
  }

  @Test
  void token_isNotForPlainHttpElsewhere() throws IOException {
    environment.put("HF_ENDPOINT", "http://mirror.example");
    HubSettings mirror = HubSettings.of(environment, folder);
    assertThat(mirror.trusts(URI.create("http://mirror.example/x"))).isFalse();
    environment.put("HF_ENDPOINT", "https://mirror.example/hf/");
    HubSettings secure = HubSettings.of(environment, folder);
    assertThat(secure.endpoint()).isEqualTo(URI.create("https://mirror.example/hf"));
    assertThat(secure.trusts(URI.create("https://MIRROR.example:443/x"))).isTrue();
    assertThat(secure.trusts(URI.create("http://mirror.example/x"))).isFalse();
    assertThat(secure.trusts(URI.create("https://mirror.example:8443/x"))).isFalse();
    assertThat(secure.trusts(URI.create("https://mirror.example.evil/x"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x", "huggingface.co", "https://a:b@x", "https://", "https://x?y", "https:// x"})
  void endpoint_thatIsNone_isRefusedWithoutShowingIt(String endpoint) {
    environment.put("HF_ENDPOINT", endpoint);
    assertThatThrownBy(() -> HubSettings.of(environment, folder)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("HF_ENDPOINT is not the address of a hub");
  }

  @Test
  void token_thatCannotBeOne_isRefusedWithoutShowingIt() {
    environment.put("HF_TOKEN", "hf_\u00e9 secret");
    assertThatThrownBy(() -> HubSettings.of(environment, folder)).isInstanceOf(IOException.class)
        .hasMessageContaining("HF_TOKEN does not hold a token").message().doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(value = {"\"abc\",abc", "W/\"abc\",abc", "abc,abc", "W/abc,abc"}, quoteCharacter = '\'')
  void etag_isTakenWithoutQuotesAndWeakness(String header, String etag) {
    assertThat(HubClient.normalized(header)).isEqualTo(etag);
  }
}
