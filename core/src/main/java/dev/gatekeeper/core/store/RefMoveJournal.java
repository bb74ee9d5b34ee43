package dev.gatekeeper.core.store;

import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/**
 * The journal of a ref transaction of this process: the file {@code gatekeeper/moving}, written and
 * removed under the repository's lock. Whoever takes the lock and finds it knows that its writer
 * was killed, and which of git's lock files that left behind (docs/semantics.md, section 9).
 *
 * <p>A line {@code decision}, a line {@code principal} if there was one, then a line {@code ref}
 * with both values and the name for each.
 *
 * @param decision the id of the decision, or {@code -} for the gate's own
 * @param push what was accepted
 */
public record RefMoveJournal(String decision, Push push) {
  /** git holds its locks for milliseconds; what lies unchanged for so long is nobody's. */
  private static final long QUIET_MILLIS = 2000;

  private static final String NO_DECISION = "-";

  /** Notes on disk that the refs of an accepted push are about to be moved. */
  public static void begin(GatekeeperFolder folder, Verdict accepted) throws IOException {
    begin(
        folder,
        accepted.id(),
        new Push(
            accepted.pusher(),
            accepted.refs().stream().map(JudgedRef::update).toList(),
            List.of()));
  }

  /** Notes on disk that the gate is about to move refs of its own, by no decision about a push. */
  public static void begin(GatekeeperFolder folder, List<RefUpdate> updates) throws IOException {
    begin(folder, NO_DECISION, new Push(Pusher.unnamed(), updates, List.of()));
  }

  private static void begin(GatekeeperFolder folder, String decision, Push push)
      throws IOException {
    StringBuilder text = new StringBuilder("decision " + decision + "\n");
    if (push.pusher() instanceof Pusher.Named named) {
      text.append("principal ").append(named.principal()).append('\n');
    }
    for (RefUpdate update : push.updates()) {
      text.append("ref ").append(update.before().hex()).append(' ').append(update.after().hex());
      text.append(' ').append(update.ref()).append('\n');
    }
    Path draft = folder.path().resolve("moving.new");
    Files.writeString(draft, text, StandardCharsets.UTF_8);
    SharedRepositoryMode.give(folder, draft);
    Files.move(draft, folder.moving(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Notes that they were moved, or were not and never will be. */
  public static void end(GatekeeperFolder folder) {
    try {
      Files.deleteIfExists(folder.moving());
    } catch (IOException e) {
      return; // whoever comes next finds out what became of them
    }
  }

  /** Whether a process was killed while it moved refs; under the lock. */
  public static boolean isUnfinished(GatekeeperFolder folder) {
    return Files.exists(folder.moving());
  }

  /** What the killed process was moving. */
  public static RefMoveJournal read(GatekeeperFolder folder) throws IOException {
    try {
      return parse(folder);
    } catch (RuntimeException e) {
      throw new IOException(folder.moving() + " is not as the gate wrote it", e);
    }
  }

  private static RefMoveJournal parse(GatekeeperFolder folder) throws IOException {
    String decision = "";
    Pusher pusher = Pusher.unnamed();
    List<RefUpdate> updates = new ArrayList<>();
    for (String line : Files.readAllLines(folder.moving(), StandardCharsets.UTF_8)) {
      String[] words = line.split(" ", 2);
      switch (words[0]) {
        case "decision" -> decision = words[1];
        case "principal" -> pusher = Pusher.named(words[1]);
        case "ref" -> {
          String[] of = words[1].split(" ", 3);
          updates.add(new RefUpdate(new RefName(of[2]), new Oid(of[0]), new Oid(of[1])));
        }
        default -> throw new IllegalArgumentException(line);
      }
    }
    return new RefMoveJournal(decision, new Push(pusher, updates, List.of()));
  }

  /** Whether a push was decided that has to be corrected if it is not done. */
  public boolean isOfPush() {
    return !decision.equals(NO_DECISION);
  }

  /** Whether the refs are where they were to be. They move all at once, so that one tells. */
  public boolean isDone(GatekeeperFolder folder) throws IOException {
    try (Repository repository = OpenRepository.settled(folder.gitDirectory())) {
      for (RefUpdate update : push.updates()) {
        Ref ref = repository.exactRef(update.ref().name());
        ObjectId now = ref == null ? null : ref.getObjectId();
        if (!update.after().hex().equals(now == null ? Oid.ZERO.hex() : now.name())) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Takes away git's lock files that the killed process made. git writes no name into them: one is
   * taken for its own that is of a ref it was moving, was not made before it began, and does not
   * change.
   *
   * @throws IOException if one of another process is in the way
   */
  public void unlock(GatekeeperFolder folder) throws IOException {
    long began = Files.getLastModifiedTime(folder.moving()).toMillis();
    List<FileStamp> left = new ArrayList<>();
    for (File lock : locks(folder.gitDirectory().toFile())) {
      if (lock.exists() && lock.lastModified() >= began) {
        left.add(FileStamp.now(lock));
      }
    }
    if (left.isEmpty()) {
      return;
    }
    Pause.of(QUIET_MILLIS, "looking for locks that were left behind");
    for (FileStamp seen : left) {
      if (seen.equals(FileStamp.now(seen.file)) && !seen.file.delete()) {
        throw new IOException(seen.file + " was left by a killed process and can't be removed");
      }
    }
  }

  /** Not {@link Path}, which can't name every ref in every locale; JGit has files, too. */
  private List<File> locks(File git) {
    List<File> locks = new ArrayList<>();
    locks.add(new File(git, "packed-refs.lock"));
    push.updates().forEach(update -> locks.add(new File(git, update.ref() + ".lock")));
    return locks;
  }

  private record FileStamp(File file, long modified, long length) {
    static FileStamp now(File file) {
      return new FileStamp(file, file.lastModified(), file.length());
    }
  }
}
