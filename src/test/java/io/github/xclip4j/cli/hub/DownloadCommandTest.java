package io.github.xclip4j.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DownloadCommandTest {
  @TempDir
  Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private LoopbackHub hub;

  @BeforeEach
  void startHub() throws IOException {
    hub = new LoopbackHub().withCheckpoint();
    environment.put("HF_ENDPOINT", hub.endpoint());
    environment.put("HF_HOME", folder.resolve("home").toString());
  }

  @AfterEach
  void stopHub() {
    hub.close();
  }

  private int run(String... arguments) {
    return new CommandLine(new DownloadCommand(environment)).setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler((exception, _, _) -> {
          err.append(exception.getMessage());
          return 1;
        }).execute(arguments);
  }

  private Path snapshot(String cache) {
    return folder.resolve(cache).resolve("models--microsoft--xclip-base-patch32/snapshots").resolve(LoopbackHub.COMMIT);
  }

  @Test
  void nameWithoutAnOwner_isAnsweredWithTheForm() {
    hub.hubFault(LoopbackHub.refuse(404, "X-Error-Code", "RepoNotFound"));
    assertThat(run("xclip-base-patch32")).isEqualTo(1);
    assertThat(err.toString())
        .contains("xclip-base-patch32", "names are owner/name, as in microsoft/xclip-base-patch32")
        .hasLineCount(1);
  }

  @Test
  void download_saysWhatItDidAndHowToUseIt() {
    assertThat(run(LoopbackHub.MODEL)).isZero();
    assertThat(err.toString()).isEmpty();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .matches("microsoft/xclip-base-patch32, commit a2e27a7: 5 of 5 files fetched \\(0\\.3 MB in [0-9.]+ s\\):");
    assertThat(lines.get(1)).isEqualTo("  " + snapshot("home/hub"));
    assertThat(lines.get(3)).isEqualTo("  xclip4j classify clip.mp4 --model microsoft/xclip-base-patch32 "
        + "--labels \"eating spaghetti,playing sports\"");
  }

  @Test
  void secondDownload_saysThatNothingWasFetched() {
    run(LoopbackHub.MODEL);
    out.getBuffer().setLength(0);
    assertThat(run(LoopbackHub.MODEL)).isZero();
    assertThat(out.toString()).startsWith(
        "microsoft/xclip-base-patch32, commit a2e27a7: all 5 files (0.3 MB) are there already, nothing was fetched:");
  }

  @Test
  void quietDownload_printsTheFolderOnly() {
    assertThat(run(LoopbackHub.MODEL, "--quiet")).isZero();
    assertThat(out.toString()).isEqualTo(snapshot("home/hub") + System.lineSeparator());
  }

  @Test
  void anotherCache_isNamedInTheCommandThatUsesIt() {
    assertThat(run(LoopbackHub.MODEL, "--cache", folder.resolve("other").toString())).isZero();
    assertThat(out.toString()).contains("--model " + snapshot("other"));
  }

  @Test
  void folder_getsTheFiles() {
    assertThat(run(LoopbackHub.MODEL, "--local-dir", folder.resolve("here").toString())).isZero();
    assertThat(Files.isRegularFile(folder.resolve("here/model.safetensors"))).isTrue();
    assertThat(out.toString()).contains("--model " + folder.resolve("here"));
  }

  @Test
  void revision_isAnOptionOrPartOfTheName() {
    assertThat(run(LoopbackHub.MODEL, "--revision", "v1")).isZero();
    assertThat(out.toString()).contains("--model " + LoopbackHub.MODEL + "@v1 ");
    assertThat(run(LoopbackHub.MODEL + "@v1")).isZero();
    assertThat(hub.requests()).filteredOn(request -> request.path().contains("/revision/v1")).hasSize(2);
  }

  @Test
  void offline_saysThatNobodyWasAsked() {
    run(LoopbackHub.MODEL);
    out.getBuffer().setLength(0);
    environment.put("HF_HUB_OFFLINE", "1");
    assertThat(run(LoopbackHub.MODEL)).isZero();
    assertThat(out.toString()).contains("was not asked, as HF_HUB_OFFLINE is set")
        .contains(snapshot("home/hub").toString());
  }

  @Test
  void failure_isStatusOne() {
    hub.hubFault(LoopbackHub.refuse(404, "X-Error-Code", "RepoNotFound"));
    assertThat(run(LoopbackHub.MODEL)).isEqualTo(1);
    assertThat(err.toString()).startsWith("there is no model microsoft/xclip-base-patch32 at " + hub.endpoint());
  }

  @Test
  void wrongCommandLine_isStatusTwo() {
    assertThat(run("../model")).isEqualTo(2);
    assertThat(err.toString()).contains("'../model' is not a model's name on the hub");
    assertThat(run(LoopbackHub.MODEL, "--revision", "..")).isEqualTo(2);
    assertThat(run(LoopbackHub.MODEL, "--cache", "a", "--local-dir", "b")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(hub.requests()).isEmpty();
  }
}
