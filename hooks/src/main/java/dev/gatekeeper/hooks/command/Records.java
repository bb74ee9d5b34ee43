package dev.gatekeeper.hooks.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes in records, each ended by the same byte; the last may lack it. */
final class Records {
  private Records() {}

  static List<byte[]> split(byte[] input, int end) {
    List<byte[]> records = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < input.length; i++) {
      if (input[i] == end) {
        records.add(Arrays.copyOfRange(input, start, i));
        start = i + 1;
      }
    }
    if (start < input.length) {
      records.add(Arrays.copyOfRange(input, start, input.length));
    }
    return records;
  }
}
