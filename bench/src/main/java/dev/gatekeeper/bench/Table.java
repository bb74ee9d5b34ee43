package dev.gatekeeper.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs things in turn, several times, and prints what each took and how they compare to the first.
 */
final class Table {
  /** Something to be measured. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  private record Row(String name, Work work, List<Double> seconds) {}

  private final String title;
  private final int runs;
  private final List<Row> rows = new ArrayList<>();

  Table(String title, int runs) {
    this.title = title;
    this.runs = runs;
  }

  /** Adds something; the first is what the others are compared to. */
  Table add(String name, Work work) {
    rows.add(new Row(name, work, new ArrayList<>()));
    return this;
  }

  /**
   * Runs everything, one after the other and round by round, so that a slow spell of the machine
   * meets all alike.
   */
  void print() throws Exception {
    for (int round = 0; round < runs; round++) {
      for (Row row : rows) {
        long start = System.nanoTime();
        row.work().run();
        row.seconds().add((System.nanoTime() - start) / 1e9);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s%n%d runs, %s, Java %s, %d cores%n%n",
        title,
        runs,
        System.getProperty("os.name"),
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    System.out.println("| | median s | min s | max s | ratio of medians |");
    System.out.println("|---|---|---|---|---|");
    double first = median(rows.get(0).seconds());
    for (Row row : rows) {
      List<Double> sorted = row.seconds().stream().sorted().toList();
      System.out.printf(
          Locale.ROOT,
          "| %s | %.2f | %.2f | %.2f | %.2f |%n",
          row.name(),
          median(sorted),
          sorted.get(0),
          sorted.get(runs - 1),
          median(sorted) / first);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
