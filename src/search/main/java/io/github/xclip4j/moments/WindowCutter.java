package io.github.xclip4j.moments;

import io.github.xclip4j.video.FrameSource;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.video.Pixels;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a video into windows while its frames come in. */
/*
 * A frame is shown until the next one comes; only then is it known whether a window looks at it. So one frame is held at
 * full size, and only frames that are looked at are preprocessed. Those are kept while a window to come may need them: as
 * many as fit into a window, whatever the video's length.
 */
final class WindowCutter implements FrameSource.TimedReceiver {
  private final WindowPlan plan;
  private final ImageProcessor images;
  private final Receiver windows;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private byte[] heldPixels = new byte[0];
  private @Nullable Frames held;
  private double heldTime;
  private double frameLength;
  private double origin;
  private double covered;
  private long next;

  /** Takes in windows. */
  @FunctionalInterface
  interface Receiver {
    void accept(Window window) throws IOException;
  }

  /** @param time seconds from the first frame */
  private record Kept(double time, Pixels pixels) {}

  WindowCutter(WindowPlan plan, ImageProcessor images, Receiver windows) {
    this.plan = plan;
    this.images = images;
    this.windows = windows;
  }

  @Override
  public void accept(double seconds, Frames frame) throws IOException {
    if (held == null) {
      origin = seconds;
    }
    double time = seconds - origin;
    if (held != null && time > heldTime + WindowPlan.SAME_TIME) {
      frameLength = time - heldTime;
      showHeldUntil(time);
    }
    if (heldPixels.length != frame.rgb().length) {
      heldPixels = new byte[frame.rgb().length];
    }
    System.arraycopy(frame.rgb(), 0, heldPixels, 0, heldPixels.length);
    held = new Frames(1, frame.height(), frame.width(), heldPixels);
    heldTime = time;
  }

  /** The video is over: hands over the windows that end with it; what no full window covers is a shorter one. */
  void finish() throws IOException {
    if (held == null) {
      return;
    }
    // Nothing says for how long the last frame is shown: as long as the one before it, if that was no pause.
    double end = heldTime + (frameLength > 0 ? Math.min(frameLength, plan.window()) : plan.window() / plan.frames());
    showHeldUntil(end);
    double start = plan.start(next);
    if (next == 0 || start < end && end - covered > plan.stride() / 2) {
      keepHeld();
      List<Kept> seen = new ArrayList<>();
      for (int frame = 0; frame < plan.frames(); frame++) {
        seen.add(nearest(start + (frame + 0.5) * (end - start) / plan.frames(), start));
      }
      handOver(start, end, seen);
    }
  }

  private void showHeldUntil(double time) throws IOException {
    if (plan.looks(heldTime - WindowPlan.SAME_TIME, time - WindowPlan.SAME_TIME, next)) {
      keepHeld();
    }
    while (plan.look(next, plan.frames() - 1) < time - WindowPlan.SAME_TIME) {
      List<Kept> seen = new ArrayList<>();
      for (int frame = 0; frame < plan.frames(); frame++) {
        seen.add(shownAt(plan.look(next, frame)));
      }
      double start = plan.start(next);
      next++;
      handOver(start, start + plan.window(), seen);
      forgetBefore(plan.start(next));
    }
  }

  private void keepHeld() {
    if (held != null && (kept.isEmpty() || kept.getLast().time < heldTime)) {
      kept.addLast(new Kept(heldTime, images.process(held)));
    }
  }

  /** Frames that are no longer shown at that time. */
  private void forgetBefore(double time) {
    while (kept.size() > 1 && second().time <= time) {
      kept.removeFirst();
    }
  }

  private Kept second() {
    Kept first = kept.removeFirst();
    Kept second = kept.getFirst();
    kept.addFirst(first);
    return second;
  }

  private void handOver(double start, double end, List<Kept> seen) throws IOException {
    covered = end;
    windows.accept(new Window(origin + start, origin + end, joined(seen.stream().map(Kept::pixels).toList()),
        seen.stream().mapToDouble(each -> origin + each.time).toArray()));
  }

  /** The last frame until then. */
  private Kept shownAt(double look) {
    Kept shown = kept.getFirst();
    for (Kept each : kept) {
      shown = each.time <= look + WindowPlan.SAME_TIME ? each : shown;
    }
    return shown;
  }

  /** Of the frames from {@code start} on that were kept the one that is nearest. */
  private Kept nearest(double look, double start) {
    Kept nearest = kept.getLast();
    for (Kept each : kept) {
      boolean nearer = Math.abs(each.time - look) < Math.abs(nearest.time - look);
      nearest = each.time >= start - WindowPlan.SAME_TIME && nearer ? each : nearest;
    }
    return nearest;
  }

  private static Pixels joined(List<Pixels> frames) {
    Pixels first = frames.getFirst();
    int bytes = first.planar().length;
    byte[] planar = Arrays.copyOf(first.planar(), Math.multiplyExact(bytes, frames.size()));
    for (int i = 1; i < frames.size(); i++) {
      System.arraycopy(frames.get(i).planar(), 0, planar, i * bytes, bytes);
    }
    return new Pixels(frames.size(), first.height(), first.width(), planar, first.tables());
  }
}
