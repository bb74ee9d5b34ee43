package dev.gatekeeper.hooks.scenario;

/**
 * One statement of a scenario.
 *
 * @param at {@code file:line}, for whoever has to mend it
 * @param line its number in the file
 * @param word its first word
 * @param rest what follows on the line
 * @param body the lines up to the end word, or those indented below; each with its line end
 */
record Step(String at, int line, String word, String rest, String body) {

  @Override
  public String toString() {
    return at + ": " + word + (rest.isEmpty() ? "" : " " + rest);
  }
}
