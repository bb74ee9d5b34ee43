package dev.gatekeeper.core.model;

/**
 * A place in a policy file.
 *
 * @param file the file's name as the user knows it
 * @param line from 1; 0 for what stands in no file, such as a default
 * @param column from 1, in characters; 0 with line 0
 */
public record Location(String file, int line, int column) {

  /** Where a default stands: nowhere in the file. */
  public static Location ofDefault(String file) {
    return new Location(file, 0, 0);
  }

  public boolean isDefault() {
    return line == 0;
  }

  /** {@code file:line}, or {@code file, by default}. */
  public String lineText() {
    return isDefault() ? "by default" : file + ":" + line;
  }

  /** {@code file:line:column}. */
  @Override
  public String toString() {
    return isDefault() ? file : file + ":" + line + ":" + column;
  }
}
