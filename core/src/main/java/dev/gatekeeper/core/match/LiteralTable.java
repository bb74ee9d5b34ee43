package dev.gatekeeper.core.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A numbering of the literal segments of some patterns, from 1, with an allocation-free lookup from
 * bytes in a buffer. Not changed once the machine that it belongs to is built.
 */
final class LiteralTable {
  static final int NONE = 0;

  private final List<byte[]> literals = new ArrayList<>();
  private int[] slots = new int[16];
  private int longest;

  /** The number of this literal, a new one if it is new. */
  int add(byte[] literal) {
    int known = find(literal, 0, literal.length);
    if (known != NONE) {
      return known;
    }
    literals.add(literal.clone());
    longest = Math.max(longest, literal.length);
    if (literals.size() * 2 > slots.length) {
      slots = new int[slots.length * 2];
      for (int number = 1; number <= literals.size(); number++) {
        place(number);
      }
    } else {
      place(literals.size());
    }
    return literals.size();
  }

  /** The number of the literal that these bytes are, or {@link #NONE}. */
  int find(byte[] buffer, int offset, int length) {
    if (length > longest) {
      return NONE;
    }
    int slot = hash(buffer, offset, length) & (slots.length - 1);
    while (slots[slot] != NONE) {
      byte[] literal = literals.get(slots[slot] - 1);
      if (Arrays.equals(literal, 0, literal.length, buffer, offset, offset + length)) {
        return slots[slot];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return NONE;
  }

  byte[] bytes(int number) {
    return literals.get(number - 1).clone();
  }

  int size() {
    return literals.size();
  }

  private void place(int number) {
    byte[] literal = literals.get(number - 1);
    int slot = hash(literal, 0, literal.length) & (slots.length - 1);
    while (slots[slot] != NONE) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = number;
  }

  private static int hash(byte[] buffer, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + buffer[i];
    }
    hash *= 0x9e3779b9;
    return hash ^ (hash >>> 15);
  }
}
