package dev.gatekeeper.config.importer;

import java.util.List;

/** A policy that was made, and what was read and is only a comment in it, with its lines. */
public record Imported(String text, List<String> notTaken) {
  public Imported {
    notTaken = List.copyOf(notTaken);
  }
}
