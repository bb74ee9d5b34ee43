package dev.gatekeeper.core.git;

import dev.gatekeeper.core.fixture.BareRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What git, as it is installed here, says of objects by {@code git index-pack --strict}. */
final class FsckOracle {
  private static final Pattern ERROR = Pattern.compile("(?:error|fatal): (.*)");

  private final BareRepository repository;
  private final Path packs;

  FsckOracle(BareRepository repository, Path packs) throws IOException {
    this.repository = repository;
    this.packs = Files.createDirectories(packs);
  }

  /** Its errors for a pack of just these objects, none if it takes them. */
  List<String> errors(List<String> ids) throws IOException {
    String list = String.join("\n", ids) + "\n";
    byte[] pack =
        repository.git(
            list.getBytes(StandardCharsets.US_ASCII),
            "pack-objects",
            "--stdout",
            "-q",
            "--window=0");
    Path file = Files.createTempFile(packs, "oracle", ".pack");
    Files.write(file, pack);
    try {
      List<String> command =
          List.of("git", "index-pack", "--strict", "-o", file + ".idx", file.toString());
      Process process = repository.start(command);
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      List<String> errors = new ArrayList<>();
      Matcher matcher = ERROR.matcher(printed);
      while (matcher.find()) {
        errors.add(matcher.group(1));
      }
      boolean failed = process.waitFor() != 0;
      return failed && errors.isEmpty() ? List.of(printed) : failed ? errors : List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(Path.of(file + ".idx"));
    }
  }
}
