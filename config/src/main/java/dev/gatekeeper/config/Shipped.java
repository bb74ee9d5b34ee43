package dev.gatekeeper.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The files that ship with the product. */
public enum Shipped {
  /** What {@code init} writes: a commented policy to start from. */
  STARTER("starter.yml"),
  /** The smallest policy that is of use. */
  MINIMAL("minimal.yml"),
  /** A plan for four agents, with order, checks and briefs. */
  BULLETPROOF_PLAN("bulletproof-plan.yml"),
  /** What a language model is told that is to write a policy. */
  FOR_MODEL("for-model.md"),
  /** The JSON Schema (2020-12) of policy files, for editors. */
  SCHEMA("gatekeeper.schema.json");

  private final String fileName;

  Shipped(String fileName) {
    this.fileName = fileName;
  }

  /** Its name, without a folder. */
  public String fileName() {
    return fileName;
  }

  public String text() {
    try (@Nullable InputStream in = Shipped.class.getResourceAsStream(fileName)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + fileName);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
