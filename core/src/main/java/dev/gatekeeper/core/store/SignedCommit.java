package dev.gatekeeper.core.store;

import dev.gatekeeper.core.git.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * A commit that stock git makes and signs, by the repository's own configuration ({@code
 * commit.gpgSign}, {@code user.signingKey}, {@code gpg.format}): with GPG, SSH or X.509.
 */
final class SignedCommit {
  private static final int SECONDS = 30;
  private static final int KEPT = 4096;

  private SignedCommit() {}

  static boolean isWanted(Repository repository) {
    return repository.getConfig().getBoolean("commit", null, "gpgSign", false);
  }

  /**
   * Stores the commit, signed; its tree and parent are stored already.
   *
   * @throws IOException if git can't sign it; the message has its words
   */
  static ObjectId write(Repository repository, CommitBuilder commit) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("git", "--git-dir=" + repository.getDirectory(), "commit-tree", "-S"));
    for (ObjectId parent : commit.getParentIds()) {
      command.addAll(List.of("-p", parent.name()));
    }
    command.add(commit.getTreeId().name());
    Map<String, String> environment = new HashMap<>();
    String date = "@" + commit.getAuthor().getWhenAsInstant().getEpochSecond() + " +0000";
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + who + "_NAME", commit.getAuthor().getName());
      environment.put("GIT_" + who + "_EMAIL", commit.getAuthor().getEmailAddress());
      environment.put("GIT_" + who + "_DATE", date);
    }
    ChildProcess git =
        new ChildProcess(Path.of("."), command)
            .without(name -> name.startsWith("GIT_"))
            .with(environment);
    return ObjectId.fromString(written(git.start(commit.getMessage())));
  }

  private static String written(Process git) throws IOException {
    try {
      if (!git.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(
            "the ledger's commit could not be signed within "
                + SECONDS
                + " s; a key that asks for a passphrase can't be used here");
      }
      String said = read(git.getInputStream());
      if (git.exitValue() != 0 || !said.matches("[0-9a-f]{40}")) {
        throw new IOException(
            "the ledger's commit could not be signed, as `commit.gpgSign` wants it: "
                + read(git.getErrorStream()));
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the ledger's commit was signed", e);
    } finally {
      git.descendants().forEach(ProcessHandle::destroyForcibly);
      git.destroyForcibly();
    }
  }

  private static String read(InputStream in) throws IOException {
    return new String(in.readNBytes(KEPT), StandardCharsets.UTF_8).strip();
  }
}
