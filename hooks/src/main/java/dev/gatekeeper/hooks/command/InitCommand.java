package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.Shipped;
import dev.gatekeeper.config.importer.Imported;
import dev.gatekeeper.config.importer.NotImportable;
import dev.gatekeeper.config.importer.TreeImport;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "init",
    description = {
      "Writes a first gatekeeper.yml into the current folder: one to be filled in, or one made of"
          + " what the project has.",
      "What comes from a file has the line that it comes from behind it, and what could not be"
          + " taken is a comment. `gatekeeper lint` says what remains to be done."
    })
public final class InitCommand extends ConsoleCommand {
  @Option(names = "--force", description = "writes over the file that is there")
  private boolean force;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "makes it of a plan in Markdown, or of a file called CODEOWNERS, whose owners become"
              + " agents")
  private String from = "";

  @Option(
      names = "--from-tree",
      paramLabel = "REV",
      arity = "0..1",
      fallbackValue = "HEAD",
      description = "proposes territories by the folders of a commit; of HEAD if not given")
  private String tree = "";

  @Option(
      names = "--for-model",
      description =
          "prints, for a language model, all that it needs to write the policy of a plan, and writes"
              + " nothing")
  private boolean forModel;

  @Mixin private final RepositoryOption repository = new RepositoryOption();

  public InitCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure {
    if (!from.isEmpty() && !tree.isEmpty() && !forModel) {
      throw Failure.usage("give --from or --from-tree, not both");
    }
    Imported made = made();
    if (forModel) {
      made.text().lines().forEach(console::answer);
      return 0;
    }
    Path file = console.file(Policy.FILE_NAME);
    try {
      write(file, draft().withWindowsNames(made.text()));
    } catch (FileAlreadyExistsException e) {
      throw Failure.usage(
          "`" + Policy.FILE_NAME + "` is there already and was left as it is",
          "`gatekeeper init --force` writes over it");
    } catch (IOException e) {
      throw Failure.unreadable("`" + file + "` could not be written: " + e.getMessage());
    }
    console.answer("gatekeeper: wrote " + file);
    console.answer(
        from.isEmpty() && tree.isEmpty()
            ? "  put in your agents and what they own, then: gatekeeper lint"
            : "  read its comments and complete it, then: gatekeeper lint");
    draft().notTaken(from, made.notTaken());
    return 0;
  }

  private Imported made() throws Failure {
    try {
      if (forModel) {
        String plan = from.isEmpty() ? "" : Files.readString(source());
        return new Imported(ModelPrompt.of(from, plan, draft().committed()), List.of());
      }
      if (!tree.isEmpty()) {
        Workspace workspace = Workspace.find(console, repository.path());
        return TreeImport.policy(
            tree, PolicyDraft.files(workspace, PolicySource.Revision.commit(workspace, tree)));
      }
      return from.isEmpty()
          ? new Imported(Shipped.STARTER.text(), List.of())
          : draft().imported(from, Files.readAllBytes(source()));
    } catch (NotImportable e) {
      throw Failure.no(String.valueOf(e.getMessage()), e.next());
    } catch (NoSuchFileException e) {
      throw Failure.usage("there is no file `" + from + "`");
    } catch (IOException e) {
      String what = from.isEmpty() ? "the repository" : "`" + from + "`";
      throw Failure.unreadable(what + " can't be read: " + e.getMessage());
    }
  }

  private PolicyDraft draft() {
    return new PolicyDraft(console, repository.path());
  }

  private Path source() {
    return console.file(from);
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
