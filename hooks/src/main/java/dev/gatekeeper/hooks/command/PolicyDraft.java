package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.importer.CodeownersImport;
import dev.gatekeeper.config.importer.NotImportable;
import dev.gatekeeper.config.importer.PlanImport;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A first policy, made from the files of a project. */
final class PolicyDraft {
  /**
   * A plan comes first, since it names agents; then the places of CODEOWNERS in the order of
   * GitHub.
   */
  private static final List<String> SOURCES =
      List.of("PLAN.md", "docs/PLAN.md", ".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS");

  private PolicyDraft() {}

  /**
   * The policy made from a plan or a CODEOWNERS file.
   *
   * @param name the name of the file, for comments
   */
  static String imported(String name, byte[] file) throws NotImportable {
    boolean owners = name.substring(name.lastIndexOf('/') + 1).equalsIgnoreCase("CODEOWNERS");
    return owners ? CodeownersImport.policy(name, file) : PlanImport.policy(name, file);
  }

  /**
   * Writes the first policy of a working copy that has none: made from its plan or its CODEOWNERS,
   * or from the answers of the user at the terminal.
   */
  static void write(Console console, Path top) throws Failure {
    List<String> unused = new ArrayList<>();
    for (String name : SOURCES) {
      Path file = top.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          create(top, imported(name, Files.readAllBytes(file)));
          console.answer("gatekeeper: wrote " + Policy.FILE_NAME + ", made from " + name);
          console.answer(
              "  its comments list what was not imported: read them before an agent starts");
          return;
        } catch (NotImportable e) {
          unused.add(name + " (" + e.getMessage() + ")");
        } catch (IOException e) {
          throw Failure.unreadable("`" + file + "` can't be read: " + e.getMessage());
        }
      }
    }
    if (!console.canAsk()) {
      throw Failure.policyInvalid(
          List.of(
              unused.isEmpty()
                  ? "there is no policy: no `%s`, and no CODEOWNERS or PLAN.md to make one from"
                      .formatted(Policy.FILE_NAME)
                  : "there is no policy, and none can be made from " + String.join(", ", unused)),
          "gatekeeper init, put your agents and their paths into the "
              + Policy.FILE_NAME
              + " that it writes, then gatekeeper up");
    }
    create(top, new PolicyQuestions(console, top).ask());
    console.answer("gatekeeper: wrote " + Policy.FILE_NAME);
  }

  private static void create(Path top, String text) throws Failure {
    Path file = top.resolve(Policy.FILE_NAME);
    try {
      Files.write(
          file,
          text.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Failure.no("`" + file + "` has just been created by someone else", "gatekeeper up");
    } catch (IOException e) {
      throw Failure.unreadable("`" + file + "` could not be written: " + e.getMessage());
    }
  }
}
