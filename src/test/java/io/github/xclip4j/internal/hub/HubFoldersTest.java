package io.github.xclip4j.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The expected folders are those of huggingface_hub.constants in the same environments. */
@DisabledOnOs(OS.WINDOWS)
class HubFoldersTest {
  private static final Path HOME = Path.of("/home/ann");

  private static HubFolders of(String... variables) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return HubFolders.of(environment, HOME);
  }

  @Test
  void folders_withoutVariables_areInTheHomeDirectory() {
    assertThat(of()).isEqualTo(new HubFolders(
        Path.of("/home/ann/.cache/huggingface/hub"), Path.of("/home/ann/.cache/huggingface/token")));
  }

  @Test
  void home_ofTheEnvironment_winsOverTheSystems() {
    assertThat(of("HOME", "/tmp/h").cache()).isEqualTo(Path.of("/tmp/h/.cache/huggingface/hub"));
  }

  @Test
  void hubCache_winsOverEverythingElse() {
    assertThat(of("HF_HUB_CACHE", "/a", "HUGGINGFACE_HUB_CACHE", "/b", "HF_HOME", "/c", "XDG_CACHE_HOME", "/d"))
        .isEqualTo(new HubFolders(Path.of("/a"), Path.of("/c/token")));
  }

  @Test
  void legacyVariable_winsOverTheHubsHome() {
    assertThat(of("HUGGINGFACE_HUB_CACHE", "/b", "HF_HOME", "/c").cache()).isEqualTo(Path.of("/b"));
  }

  @Test
  void hubsHome_winsOverTheFolderOfCaches() {
    assertThat(of("HF_HOME", "/c", "XDG_CACHE_HOME", "/d"))
        .isEqualTo(new HubFolders(Path.of("/c/hub"), Path.of("/c/token")));
    assertThat(of("XDG_CACHE_HOME", "/d").cache()).isEqualTo(Path.of("/d/huggingface/hub"));
  }

  @Test
  void tokenFile_canBeNamed() {
    assertThat(of("HF_TOKEN_PATH", "~/secret").token()).isEqualTo(Path.of("/home/ann/secret"));
  }

  @Test
  void tildeAndVariables_areExpanded() {
    assertThat(of("HF_HUB_CACHE", "~/x").cache()).isEqualTo(Path.of("/home/ann/x"));
    assertThat(of("HF_HOME", "$DATA/hf", "DATA", "/data").cache()).isEqualTo(Path.of("/data/hf/hub"));
    assertThat(of("HF_HUB_CACHE", "${DATA}x/$DATA", "DATA", "/d").cache()).isEqualTo(Path.of("/dx/d"));
    assertThat(of("XDG_CACHE_HOME", "$DATA", "DATA", "a$b\\1").cache()).isEqualTo(Path.of("a$b\\1/huggingface/hub"));
  }

  @Test
  void unknownVariablesAndOtherTildes_stayAsTheyAre() {
    assertThat(of("HF_HUB_CACHE", "/x/$NONE/${NONE}/~").cache()).isEqualTo(Path.of("/x/$NONE/${NONE}/~"));
    assertThat(of("HF_HUB_CACHE", "~bob/x").cache()).isEqualTo(Path.of("~bob/x"));
  }

  @Test
  void variableSetToNothing_isARelativeFolder() {
    assertThat(of("HF_HUB_CACHE", "").cache()).isEqualTo(Path.of(""));
    assertThat(of("HF_HOME", "").cache()).isEqualTo(Path.of("hub"));
  }
}
