package io.github.xclip4j.training;

import io.github.xclip4j.video.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * The demo's world: clips of one moving shape before a dark ground, drawn in code, of the motions that the demo model
 * knows and of some that it has never seen.
 */
final class MotionClips {
  /** Pixels of a side. */
  static final int SIZE = 96;

  static final List<String> SHAPES = List.of("circle", "square", "triangle", "cross");
  static final List<String> KNOWN = List.of("moving left", "moving right", "moving up", "moving down", "growing",
      "shrinking", "standing still");
  static final List<String> NEW = List.of("rotating", "bouncing", "blinking", "circling");

  private static final Map<String, int[]> COLOURS = Map.of("red", new int[] {220, 40, 40}, "green",
      new int[] {40, 180, 60}, "blue", new int[] {50, 80, 220}, "yellow", new int[] {230, 210, 40}, "white",
      new int[] {240, 240, 240}, "purple", new int[] {160, 60, 200});
  static final List<String> COLOUR_NAMES = List.of("red", "green", "blue", "yellow", "white", "purple");

  private static final int EDGE = 4;

  /** What a clip shows: {@code "a red square rotating"}. */
  record Caption(String colour, String shape, String motion) {
    @Override
    public String toString() {
      return "a " + colour + " " + shape + " " + motion;
    }

    /** Whether it can be seen: that a circle rotates cannot. */
    boolean isVisible() {
      return !(shape.equals("circle") && motion.equals("rotating"));
    }
  }

  private MotionClips() {}

  /** Every caption of some motions. */
  static List<Caption> captions(List<String> motions) {
    List<Caption> captions = new ArrayList<>();
    for (String colour : COLOUR_NAMES) {
      for (String shape : SHAPES) {
        for (String motion : motions) {
          Caption caption = new Caption(colour, shape, motion);
          if (caption.isVisible()) {
            captions.add(caption);
          }
        }
      }
    }
    return captions;
  }

  /** Where a shape is at a time from 0 to 1. */
  private record Path(DoubleUnaryOperator x, DoubleUnaryOperator y, DoubleUnaryOperator radius,
      DoubleUnaryOperator angle, DoubleUnaryOperator visible) {
    static Path still(double x, double y, double radius) {
      return new Path(_ -> x, _ -> y, _ -> radius, _ -> 0, _ -> 1);
    }

    Path withX(DoubleUnaryOperator other) {
      return new Path(other, y, radius, angle, visible);
    }

    Path withY(DoubleUnaryOperator other) {
      return new Path(x, other, radius, angle, visible);
    }

    Path withRadius(DoubleUnaryOperator other) {
      return new Path(x, y, other, angle, visible);
    }

    Path withAngle(DoubleUnaryOperator other) {
      return new Path(x, y, radius, other, visible);
    }

    Path withVisible(DoubleUnaryOperator other) {
      return new Path(x, y, radius, angle, other);
    }
  }

  /**
   * Draws a clip.
   *
   * @param frames how many of its 16, evenly spread, as a model looks at
   */
  static Frames draw(Caption caption, int frames, Random random) {
    int[] ground = {10 + random.nextInt(61), 10 + random.nextInt(61), 10 + random.nextInt(61)};
    Path path = path(caption.motion, random);
    byte[] rgb = new byte[frames * SIZE * SIZE * Frames.CHANNELS];
    for (int frame = 0; frame < frames; frame++) {
      int index = (2 * frame + 1) * 16 / (2 * frames);
      paint(rgb, frame * SIZE * SIZE * Frames.CHANNELS, caption, path, index / 15.0, ground);
    }
    return new Frames(frames, SIZE, SIZE, rgb);
  }

  /** Left and right exchanged; none of the new motions becomes another. */
  static Frames mirrored(Frames frames) {
    byte[] rgb = new byte[frames.rgb().length];
    int width = frames.width();
    for (int pixel = 0; pixel < rgb.length / Frames.CHANNELS; pixel++) {
      int mirror = pixel - pixel % width + width - 1 - pixel % width;
      System.arraycopy(frames.rgb(), mirror * Frames.CHANNELS, rgb, pixel * Frames.CHANNELS, Frames.CHANNELS);
    }
    return new Frames(frames.count(), frames.height(), width, rgb);
  }

  /** The last frame first; none of the new motions becomes another. */
  static Frames backwards(Frames frames) {
    byte[] rgb = new byte[frames.rgb().length];
    int each = frames.frameBytes();
    for (int frame = 0; frame < frames.count(); frame++) {
      System.arraycopy(frames.rgb(), frame * each, rgb, (frames.count() - 1 - frame) * each, each);
    }
    return new Frames(frames.count(), frames.height(), frames.width(), rgb);
  }

  private static Path path(String motion, Random random) {
    double radius = 14 + random.nextDouble() * 10;
    double low = EDGE + radius;
    double high = SIZE - EDGE - radius;
    double x = low + random.nextDouble() * (high - low);
    double y = low + random.nextDouble() * (high - low);
    Path still = Path.still(x, y, radius);
    return switch (motion) {
      case "moving right" -> still.withX(t -> low + t * (high - low));
      case "moving left" -> still.withX(t -> high - t * (high - low));
      case "moving down" -> still.withY(t -> low + t * (high - low));
      case "moving up" -> still.withY(t -> high - t * (high - low));
      case "growing", "shrinking" -> {
        double small = 9 + random.nextDouble() * 4;
        double large = 26 + random.nextDouble() * 6;
        double centre = large + random.nextDouble() * (SIZE - 2 * large);
        double middle = large + random.nextDouble() * (SIZE - 2 * large);
        Path grown = Path.still(centre, middle, small);
        yield motion.equals("growing") ? grown.withRadius(t -> small + t * (large - small))
            : grown.withRadius(t -> large - t * (large - small));
      }
      case "standing still" -> still;
      case "rotating" -> {
        double turns = (1.5 + random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
        yield still.withAngle(t -> 2 * Math.PI * turns * t / 2);
      }
      case "bouncing" -> {
        double hops = 2 + random.nextInt(2);
        double height = 20 + random.nextDouble() * 10;
        double floor = Math.max(high - random.nextDouble() * 10, low + height);
        yield still.withY(t -> floor - height * Math.abs(Math.sin(Math.PI * hops * t)));
      }
      case "blinking" -> {
        int half = 2 + random.nextInt(2);
        int shift = random.nextInt(2 * half);
        yield still.withVisible(t -> (Math.round(t * 15) + shift) / half % 2);
      }
      case "circling" -> {
        double around = 16 + random.nextDouble() * 8;
        double start = random.nextDouble() * 2 * Math.PI;
        double turns = (1 + random.nextDouble() * 0.5) * (random.nextBoolean() ? 1 : -1);
        double room = Math.min(around, (high - low) / 2);
        double centreX = Math.clamp(x, low + room, high - room);
        double centreY = Math.clamp(y, low + room, high - room);
        yield still.withX(t -> centreX + room * Math.cos(start + 2 * Math.PI * turns * t))
            .withY(t -> centreY + room * Math.sin(start + 2 * Math.PI * turns * t));
      }
      default -> throw new IllegalArgumentException("there is no motion " + motion);
    };
  }

  private static void paint(byte[] rgb, int first, Caption caption, Path path, double time, int[] ground) {
    int[] colour = COLOURS.get(caption.colour);
    double x = path.x.applyAsDouble(time);
    double y = path.y.applyAsDouble(time);
    double radius = path.radius.applyAsDouble(time);
    double angle = path.angle.applyAsDouble(time);
    boolean visible = path.visible.applyAsDouble(time) > 0.5;
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    for (int row = 0; row < SIZE; row++) {
      for (int col = 0; col < SIZE; col++) {
        double dx = col + 0.5 - x;
        double dy = row + 0.5 - y;
        double covered = visible && Math.abs(dx) < 1.5 * radius + 1 && Math.abs(dy) < 1.5 * radius + 1
            ? coverage(caption.shape, (dx * cos + dy * sin) / radius, (dy * cos - dx * sin) / radius, radius)
            : 0;
        int shade = 10 * (row + col) / SIZE;
        for (int channel = 0; channel < Frames.CHANNELS; channel++) {
          double value = covered * colour[channel] + (1 - covered) * (ground[channel] + shade);
          rgb[first + (row * SIZE + col) * Frames.CHANNELS + channel] = (byte) Math.rint(value);
        }
      }
    }
  }

  /** How much of a pixel a shape covers, from its distance to the edge; the shape reaches from −1 to 1. */
  private static double coverage(String shape, double x, double y, double radius) {
    double inside = switch (shape) {
      case "circle" -> 1 - Math.hypot(x, y);
      case "square" -> 1 - Math.max(Math.abs(x), Math.abs(y));
      case "triangle" -> Math.min(1 - y, (1 + y) / Math.sqrt(5) - 2 / Math.sqrt(5) * Math.abs(x));
      case "cross" -> Math.max(Math.min(1 - Math.abs(x), 0.35 - Math.abs(y)),
          Math.min(1 - Math.abs(y), 0.35 - Math.abs(x)));
      default -> throw new IllegalArgumentException("there is no shape " + shape);
    };
    return Math.clamp(inside * radius + 0.5, 0, 1);
  }
}
