package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.Shipped;
import dev.gatekeeper.config.importer.NotImportable;
import dev.gatekeeper.config.importer.PlanImport;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.hooks.Console;
import dev.gatekeeper.hooks.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gatekeeper init}. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a first gatekeeper.yml into the current folder: one to be filled in, or one made of"
          + " what the project has.",
      "What comes from a file has the line that it comes from behind it, and what could not be taken"
          + " is a comment. `gatekeeper lint` says what remains to be done."
    })
public final class InitCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--force", description = "writes over the file that is there")
  private boolean force;

  @Option(names = "--from", paramLabel = "FILE", description = "makes it of a plan in Markdown")
  private String from = "";

  public InitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Failure {
    Path file = console.file(Policy.FILE_NAME);
    String text = text();
    try {
      write(file, text);
    } catch (FileAlreadyExistsException e) {
      throw Failure.usage(
          "`" + Policy.FILE_NAME + "` is there already and was left as it is",
          "`gatekeeper init --force` writes over it");
    } catch (IOException e) {
      throw Failure.unreadable("`" + file + "` could not be written: " + e.getMessage());
    }
    console.answer("gatekeeper: wrote " + file);
    console.answer(
        from.isEmpty()
            ? "  put in your agents and what they own, then: gatekeeper lint"
            : "  read its comments and complete it, then: gatekeeper lint");
    return 0;
  }

  private String text() throws Failure {
    if (from.isEmpty()) {
      return Shipped.STARTER.text();
    }
    try {
      return PlanImport.policy(from, Files.readAllBytes(console.file(from)));
    } catch (NotImportable e) {
      throw Failure.no(String.valueOf(e.getMessage()), e.next());
    } catch (NoSuchFileException e) {
      throw Failure.usage("there is no file `" + from + "`");
    } catch (IOException e) {
      throw Failure.unreadable("`" + from + "` can't be read: " + e.getMessage());
    }
  }

  private void write(Path file, String text) throws IOException {
    Files.write(
        file,
        text.getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.WRITE,
        force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
        StandardOpenOption.TRUNCATE_EXISTING);
  }
}
