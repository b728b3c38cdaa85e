package io.github.xclip4j.training;

import io.github.xclip4j.cli.files.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was logged as TensorBoard reads it. The file is written anew with each checkpoint and holds no clock, so that equal
 * runs have equal files: the time of a step is its number, in seconds.
 */
/*
 * TFRecord: length, masked CRC-32C of the length, data, masked CRC-32C of the data. Data is a protobuf Event of
 * tensorflow/core/util/event.proto: wall_time 1, step 2, file_version 3, summary 5; of a summary's value tag 1 and
 * simple_value 2.
 */
final class EventFile {
  private EventFile() {}

  static void write(Path file, List<ObjectNode> log) throws IOException {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    ByteArrayOutputStream version = new ByteArrayOutputStream();
    fixed64(version, 1, 0);
    bytes(version, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    record(records, version.toByteArray());
    for (ObjectNode entry : log) {
      record(records, event(entry));
    }
    AtomicFile.write(file, out -> records.writeTo(out));
  }

  private static byte[] event(ObjectNode entry) {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    for (Map.Entry<String, JsonNode> each : entry.properties()) {
      if (!each.getKey().equals("step") && each.getValue().isNumber()) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        bytes(value, 1, tag(each.getKey()).getBytes(StandardCharsets.UTF_8));
        value.write(2 << 3 | 5);
        little(value, Float.floatToIntBits((float) each.getValue().asDouble()), Integer.BYTES);
        bytes(summary, 1, value.toByteArray());
      }
    }
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    long step = entry.get("step").asLong();
    fixed64(event, 1, step);
    event.write(2 << 3);
    varint(event, step);
    bytes(event, 5, summary.toByteArray());
    return event.toByteArray();
  }

  /** As transformers' Trainer names them: {@code train/loss}, {@code eval/top1}. */
  private static String tag(String name) {
    return name.startsWith("eval_") ? "eval/" + name.substring("eval_".length()) : "train/" + name;
  }

  private static void fixed64(ByteArrayOutputStream out, int field, double value) {
    out.write(field << 3 | 1);
    little(out, Double.doubleToLongBits(value), Long.BYTES);
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] content) {
    out.write(field << 3 | 2);
    varint(out, content.length);
    out.writeBytes(content);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest > 0x7F) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static void little(ByteArrayOutputStream out, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> 8 * i));
    }
  }

  private static void record(ByteArrayOutputStream out, byte[] data) {
    byte[] length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    out.writeBytes(length);
    little(out, masked(length), Integer.BYTES);
    out.writeBytes(data);
    little(out, masked(data), Integer.BYTES);
  }

  private static int masked(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + 0xa282ead8;
  }
}
