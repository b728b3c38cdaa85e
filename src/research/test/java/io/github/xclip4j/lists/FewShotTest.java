package io.github.xclip4j.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FewShotTest {
  private static final ClassNames CLASSES = ClassNames.of(List.of("run", "jump", "sit"));

  private static List<VideoEntry> entries() {
    List<VideoEntry> entries = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      entries.add(VideoEntry.of(i + 1, "v" + i + ".mp4", OptionalInt.of(i % 3), Optional.of("train")));
    }
    return entries;
  }

  private static List<String> paths(List<VideoEntry> entries) {
    return entries.stream().map(VideoEntry::path).toList();
  }

  @Test
  void draw_hasSoManyOfEachClass_andDependsOnSeedOnly() {
    List<VideoEntry> shuffled = new ArrayList<>(entries());
    Collections.reverse(shuffled);
    List<VideoEntry> drawn = FewShot.draw(entries(), 4, 7, FewShot.Kind.INDEPENDENT, CLASSES);
    assertThat(drawn).extracting(entry -> entry.label().orElseThrow())
        .containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
    assertThat(paths(drawn)).doesNotHaveDuplicates();
    assertThat(paths(FewShot.draw(shuffled, 4, 7, FewShot.Kind.INDEPENDENT, CLASSES))).isEqualTo(paths(drawn));
    assertThat(paths(FewShot.draw(entries(), 4, 8, FewShot.Kind.INDEPENDENT, CLASSES))).isNotEqualTo(paths(drawn));
  }

  @Test
  void nestedDraw_containsTheDrawOfFewerShots() {
    assertThat(paths(FewShot.draw(entries(), 8, 1, FewShot.Kind.NESTED, CLASSES)))
        .containsAll(paths(FewShot.draw(entries(), 2, 1, FewShot.Kind.NESTED, CLASSES)));
  }

  @Test
  void draw_ofMoreThanThereAre_namesTheClass() {
    assertThatThrownBy(() -> FewShot.draw(entries(), 21, 1, FewShot.Kind.NESTED, CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("class 0 (run) has 20 of the 21 videos: draw fewer shots");
  }

  @Test
  void writtenList_isReadAgain() {
    assertThat(ListWriter.videoX(entries().subList(0, 2))).isEqualTo("v0.mp4 0\nv1.mp4 1\n");
    assertThat(ListWriter.labels(ClassNames.of(List.of("a", "b, c", "d \"e\""))))
        .isEqualTo("id,name\n0,a\n1,\"b, c\"\n2,\"d \"\"e\"\"\"\n");
  }
}
