package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.hooks.Console;
import dev.gatekeeper.hooks.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gatekeeper init}. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = "Writes a first gatekeeper.yml into the current folder, to be filled in.")
public final class InitCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--force", description = "writes over the file that is there")
  private boolean force;

  public InitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Failure {
    Path file = console.file(Policy.FILE_NAME);
    try {
      write(file);
    } catch (FileAlreadyExistsException e) {
      throw Failure.usage(
          "`" + Policy.FILE_NAME + "` is there already and was left as it is",
          "`gatekeeper init --force` writes over it");
    } catch (IOException e) {
      throw Failure.unreadable("`" + file + "` could not be written: " + e.getMessage());
    }
    console.answer("gatekeeper: wrote " + file);
    console.answer("  put in your agents and what they own, then: gatekeeper lint");
    return 0;
  }

  private void write(Path file) throws IOException {
    try (InputStream starter = PolicyFile.class.getResourceAsStream("starter.yml")) {
      if (starter == null) {
        throw new IllegalStateException("the program was built without its starter policy");
      }
      Files.write(
          file,
          starter.readAllBytes(),
          StandardOpenOption.WRITE,
          force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
          StandardOpenOption.TRUNCATE_EXISTING);
    }
  }
}
