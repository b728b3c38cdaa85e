package io.github.xclip4j.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.video.Video;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListReaderTest {
  private static final ClassNames CLASSES = ClassNames.of(List.of("brush hair", "kick ball", "kick"));

  @TempDir
  Path folder;

  private void files(String... paths) throws IOException {
    for (String path : paths) {
      Files.createDirectories(folder.resolve(path).getParent());
      Files.writeString(folder.resolve(path), "video");
    }
  }

  private Path list(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static List<String> entries(VideoList list) {
    return list.entries().stream().map(entry -> entry.line() + " " + entry.key() + " " + entry.classes()).toList();
  }

  private static List<String> problems(VideoList list, Path file) {
    return list.problems().stream().map(problem -> problem.describe(file.getFileName())).toList();
  }

  @Test
  void faultyLines_areNamed_andTheOthersRead() throws IOException {
    files("a.mp4", "b.mp4", "sub/c.mp4");
    Path list =
        list("list.txt", "\uFEFFa.mp4 0\r\n\r\nmy clip.mp4 1\r\nb.mp4\tthree\r\nb.mp4 7\r\nSUB/c.mp4 1\r\na.mp4 1\r\n"
            + "sub 2\r\nb.mp4 2");
    VideoList read = ListReader.of(list).labels(CLASSES).read();
    assertThat(read.format()).isEqualTo(ListFormat.VIDEOX);
    assertThat(entries(read)).containsExactly("1 a.mp4 [0]", "9 b.mp4 [2]");
    assertThat(problems(read, list)).containsExactlyInAnyOrder("list.txt, line 3: blank in path: my clip.mp4 1",
        "list.txt, line 4: class not a number: three", "list.txt, line 5: class out of range: 7, with 3 classes",
        "list.txt, line 6: missing file: SUB/c.mp4; sub/c.mp4 is there",
        "list.txt, line 7: duplicate with another class: a.mp4 is 0 in line 1, 1 here",
        "list.txt, line 8: not a file: sub");
  }

  @Test
  void hmdbNames_tellThatNumbersAreOfAnotherOrder() throws IOException {
    String ball = "Cup_kick_ball_f_cm_np1_ri_med_0.avi";
    files(ball);
    Path list = list("list.txt", ball + " 2\n");
    VideoList read = ListReader.of(list).labels(CLASSES).read();
    assertThat(entries(read)).hasSize(1);
    assertThat(problems(read, list)).containsExactly(
        "list.txt, line 1: name contradicts class: kick_ball: the label file calls class 2 kick");
    assertThat(ListReader.of(list("right.txt", ball + " 1\n")).labels(CLASSES).read().problems()).isEmpty();
  }

  @Test
  void hmdbSplits_areNumberedByName_unlessALabelFileSays() throws IOException {
    files("videos/kick/a.avi", "videos/kick_ball/b.avi");
    Files.createDirectories(folder.resolve("splits"));
    list("splits/kick_test_split1.txt", "a.avi 2 \n");
    list("splits/kick_ball_test_split1.txt", "b.avi 1 \nunused.avi 0 \n");
    ListReader reader = ListReader.of(folder.resolve("splits")).root(folder.resolve("videos"));
    assertThat(reader.format()).isEqualTo(ListFormat.HMDB);
    assertThat(entries(reader.read())).containsExactly("1 kick/a.avi [0]", "1 kick_ball/b.avi [1]");
    assertThat(entries(reader.read().ofSplit("test"))).containsExactly("1 kick/a.avi [0]");
    assertThat(entries(reader.labels(CLASSES).read())).containsExactly("1 kick/a.avi [2]", "1 kick_ball/b.avi [1]");
  }

  @Test
  void kineticsClasses_areSortedWithUnderscores() throws IOException {
    files("x_000001_000011.mp4", "y_000002_000012.mp4");
    list("train.csv",
        "label,youtube_id,time_start,time_end,split\n\"high jump\",x,1,11,train\nhigh-fiving,y,2,12,train\n");
    VideoList read = ListReader.of(folder.resolve("train.csv")).read();
    assertThat(read.classes().names()).containsExactly("high-fiving", "high jump");
    assertThat(entries(read)).containsExactly("2 x_000001_000011.mp4 [1]", "3 y_000002_000012.mp4 [0]");
  }

  @Test
  void folderPerClass_withoutSplits() throws IOException {
    files("v/run/a.MP4", "v/run/notes.txt", "v/jump/b.webm", "v/.hidden/c.mp4");
    VideoList read = ListReader.of(folder.resolve("v")).read();
    assertThat(read.format()).isEqualTo(ListFormat.FOLDERS);
    assertThat(read.classes().names()).containsExactly("jump", "run");
    assertThat(entries(read)).containsExactly("0 jump/b.webm [0]", "0 run/a.MP4 [1]");
  }

  @Test
  void shard_isRead_andItsVideosOpenedFromATemporaryCopy() throws IOException {
    Path picture = folder.resolve("p.png");
    ImageIO.write(new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
    Path tar = folder.resolve("s-000.tar");
    try (OutputStream file = Files.newOutputStream(tar);
        TarArchiveOutputStream out = new TarArchiveOutputStream(file)) {
      member(out, "k1.gif", Files.readAllBytes(picture));
      member(out, "k1.cls", "2".getBytes(StandardCharsets.UTF_8));
      member(out, "k2.txt", "kick".getBytes(StandardCharsets.UTF_8));
    }
    ListReader reader = ListReader.of(tar).labels(CLASSES);
    VideoRoot root = reader.root();
    VideoList read = reader.read(root);
    assertThat(entries(read)).containsExactly("0 k1.gif [2]");
    assertThat(problems(read, tar)).containsExactly("s-000.tar: no video: k2");
    assertThat(root.<Integer>with(read.entries().getFirst(), Video::open, Video::frameCount)).isEqualTo(1);
    assertThatThrownBy(() -> root.with(read.entries().getFirst(), Video::open, video -> {
      throw new IOException(video.description() + ": damaged");
    })).hasMessage("k1.gif: damaged");
  }

  private static void member(TarArchiveOutputStream out, String name, byte[] content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    out.putArchiveEntry(entry);
    out.write(content);
    out.closeArchiveEntry();
  }

  @Test
  void rawframes_areOpenedAsVideos() throws IOException {
    Files.createDirectories(folder.resolve("clip"));
    for (int i = 1; i <= 3; i++) {
      ImageIO.write(new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB), "jpg",
          folder.resolve(String.format("clip/img_%05d.jpg", i)).toFile());
    }
    Path list = list("list.txt", "clip 3 1\nclip 4 1\n");
    ListReader reader = ListReader.of(list).labels(CLASSES);
    VideoList read = reader.read();
    assertThat(read.format()).isEqualTo(ListFormat.MMACTION2_RAWFRAMES);
    assertThat(problems(read, list)).hasSize(1);
    assertThat(reader.root().<Integer>with(read.entries().getFirst(), Video::open, Video::frameCount)).isEqualTo(3);
  }

  @Test
  void unknownLists_areAnsweredWithTheRemedy() throws IOException {
    assertThatThrownBy(() -> ListReader.of(folder.resolve("none.txt")).read())
        .hasMessageEndingWith("none.txt: no such list; name a file, or a folder for videos in a folder per class");
    assertThatThrownBy(() -> ListReader.of(list("x.csv", "a,b\n")).read()).hasMessageContaining("--list-format");
    assertThatThrownBy(() -> ListFormat.of("coco"))
        .hasMessageStartingWith("there is no list format 'coco': choose among "
            + "videox, mmaction2-videos");
  }

  @Test
  void labelFile_rowsAreTheClasses() throws IOException {
    LabelCsv labels = LabelCsv.parse("id,name\r\n1,\"a, b\"\r\n0,c\r\n2,c\r\n", "labels.csv");
    assertThat(labels.classes().names()).containsExactly("a, b", "c", "c");
    assertThat(labels.problems()).extracting(problem -> problem.describe(Path.of("l.csv"))).containsExactly(
        "l.csv, line 2: id is not the row: 1 in row 0; the row counts",
        "l.csv, line 3: id is not the row: 0 in row 1; the row counts",
        "l.csv, line 4: duplicate name: c, as in line 3");
    assertThat(labels.classes().number("A,_b")).isEmpty();
    assertThat(labels.classes().number("a,_b")).hasValue(0);
  }
}
