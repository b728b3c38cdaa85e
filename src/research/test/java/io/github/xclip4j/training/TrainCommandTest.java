package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.SharedData;
import io.github.xclip4j.cli.Main;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  private static final String MODEL = SharedData.fixture("checkpoints/tiny-a").toString();

  @TempDir
  private Path folder;

  private record Outcome(int status, String out, String err) {}

  /** Four videos of pictures, two of each class, and lists of them. */
  @BeforeEach
  void makeVideos() throws IOException {
    for (int video = 0; video < 4; video++) {
      Path pictures = Files.createDirectories(folder.resolve("videos/v" + video));
      for (int i = 1; i <= 4; i++) {
        BufferedImage image = new BufferedImage(40, 32, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(video % 2 == 0 ? new Color(20, 20, 60 + video) : new Color(230, 210 + video, 200));
        graphics.fillRect(0, 0, 40, 32);
        graphics.dispose();
        ImageIO.write(image, "jpg", pictures.resolve(String.format("img_%05d.jpg", i)).toFile());
      }
    }
    Files.writeString(folder.resolve("train.txt"), "v0 4 0\nv1 4 1\nv2 4 0\n");
    Files.writeString(folder.resolve("val.txt"), "v2 4 0\nv3 4 1\n");
    Files.writeString(folder.resolve("labels.csv"), "id,name\n0,dark\n1,bright\n");
  }

  private Outcome train(String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> args = Stream.concat(
        Stream.of("train", "--model", MODEL, "--backend", "scalar", "--train", file("train.txt"), "--root",
            file("videos"), "--labels", file("labels.csv"), "--output", file("run"), "--epochs", "2", "--batch", "2"),
        Stream.of(more)).toList();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), args.toArray(String[]::new));
    return new Outcome(status, out.toString(), err.toString());
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void heads_ofAList_keepFeatures_andWriteAModelThatCanBeTakenUp() throws IOException {
    Outcome trained = train("--val", file("val.txt"), "--tune", "heads");
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("3 videos of 2 classes", "epoch 2", "validation: top-1", "best model");
    assertThat(trained.err()).contains("1 of the 2 videos of the validation list are learned from, too, as v2");
    assertThat(folder.resolve("run/features-train.bin")).exists();
    assertThat(folder.resolve("run/last/config.json")).exists();
    Outcome again = train("--val", file("val.txt"), "--tune", "heads", "--resume");
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.out()).contains("best model").doesNotContain("epoch");
  }

  @Test
  void augmentedAndMixed_whole_run() {
    Outcome trained = train("--tune", "mit.*", "--memory", "block-inputs");
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(folder.resolve("run/features-train.bin")).doesNotExist();
  }

  @Test
  void secondRun_withoutResume_isRefused() {
    train("--tune", "heads");
    Outcome again = train("--tune", "heads");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("holds a run already", "--resume").hasLineCount(1);
  }

  @Test
  void otherNumberOfFrames_isRefusedInALine() {
    Outcome refused = train("--frames", "16");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("looks at 4 frames, not at 16").hasLineCount(1);
  }

  @Test
  void missingFile_labelOutOfRange_andEmptyClass_areSaid() throws IOException {
    Files.writeString(folder.resolve("train.txt"), "v0 4 0\nv9 4 0\nv2 4 7\nv2 4 0\n");
    Outcome trained = train("--tune", "heads");
    assertThat(trained.err()).contains("line 2", "v9", "line 3", "class out of range", "no video to learn from shows "
        + "bright");
    assertThat(trained.out()).contains("2 videos of 2 classes");
  }

  @Test
  void shots_drawAListThatIsWritten() throws IOException {
    Files.writeString(folder.resolve("train.txt"), "v0.mp4 0\nv1.mp4 1\nv2.mp4 0\n");
    for (int i = 0; i < 3; i++) {
      Files.writeString(folder.resolve("videos/v" + i + ".mp4"), "no video");
    }
    Outcome trained = train("--tune", "heads", "--shots", "1");
    assertThat(folder.resolve("run/train.txt")).content().hasLineCount(2);
    assertThat(trained.err()).contains("left out");
  }

  @Test
  void patternThatFitsNothing_isRefusedInALine() {
    Outcome refused = train("--tune", "mti.*");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.err()).contains("mti.*").hasLineCount(1);
  }

  @Test
  void neitherListNorDemo_isUsage() {
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "train");
    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("--train LIST", "--demo");
  }
}
