package dev.gatekeeper.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A repository of 50,000 commits over 30,000 files, every tenth commit a merge; made with {@code
 * git fast-import}, the same each time.
 */
final class GeneratedHistory {
  private static final int COMMITS = 50_000;
  private static final int FILES = 30_000;

  private GeneratedHistory() {}

  /** Makes it in {@code folder} unless it is there already. */
  static Path in(Path folder) throws IOException, InterruptedException {
    Path repository = folder.resolve("generated.git");
    if (Files.exists(repository.resolve("done"))) {
      return repository;
    }
    Files.createDirectories(folder);
    run(folder, "git", "init", "-q", "--bare", "--initial-branch=main", repository.toString());
    Process fastImport =
        new ProcessBuilder("git", "fast-import", "--quiet")
            .directory(repository.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream out = new BufferedOutputStream(fastImport.getOutputStream(), 1 << 20)) {
      write(out);
    }
    if (fastImport.waitFor() != 0) {
      throw new IOException("git fast-import failed");
    }
    Files.createFile(repository.resolve("done"));
    return repository;
  }

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }

  private static void write(OutputStream out) throws IOException {
    Random random = new Random(42);
    for (int mark = 1; mark <= COMMITS; mark++) {
      boolean merges = mark > 20 && mark % 10 == 0;
      int parent = mark - 1;
      // Nine commits grow a side line from its start; the tenth merges it into the main line.
      StringBuilder text = new StringBuilder();
      text.append("commit refs/heads/main\nmark :").append(mark).append('\n');
      text.append("committer Generated <generated@example.invalid> ")
          .append(1_600_000_000L + mark * 60L)
          .append(" +0000\n");
      String message = "commit " + mark;
      text.append("data ").append(message.length()).append('\n').append(message).append('\n');
      if (parent > 0) {
        int from = merges ? mark - 10 : parent;
        text.append("from :").append(from).append('\n');
        if (merges) {
          text.append("merge :").append(parent).append('\n');
        }
      }
      int changes = mark == 1 ? FILES : merges ? 0 : 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        int file = mark == 1 ? i : random.nextInt(FILES);
        String content = "file " + file + " of commit " + mark + "\n";
        text.append("M 644 inline ")
            .append(path(file))
            .append("\ndata ")
            .append(content.length())
            .append('\n')
            .append(content);
      }
      if (merges) {
        text.append("M 644 inline merged/").append(mark % 997).append("\ndata 6\nmerge\n");
      }
      out.write(text.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
    }
    out.write("done\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static String path(int file) {
    return "d" + file % 40 + "/s" + file / 40 % 15 + "/f" + file + ".txt";
  }
}
