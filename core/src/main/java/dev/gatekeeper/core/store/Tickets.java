package dev.gatekeeper.core.store;

import dev.gatekeeper.core.history.Refs;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tickets: pushes that were accepted through the native hook and whose refs git is still moving
 * (docs/semantics.md, section 9). Each is a file named by the id of the decision ({@link Ticket}).
 * Written and cleared away under the repository's lock.
 */
public final class Tickets {
  /** A ticket, one of an older version, or what a killed process left of the making of one. */
  private static final Pattern OURS =
      Pattern.compile("([0-9a-f]{12}|[0-9]{1,18})|\\.([0-9a-f]{12}|[0-9]{1,18})\\.new");

  private final GatekeeperFolder repository;
  private final Path folder;
  private final Clock clock;

  /**
   * @param clock for tickets that were left before the machine was last started, or on another one
   */
  public Tickets(GatekeeperFolder repository, Clock clock) {
    this.repository = repository;
    this.folder = repository.tickets();
    this.clock = clock;
  }

  /** What a push concerns, as tickets name it. */
  public static Set<String> concerns(List<JudgedRef> refs) {
    Set<String> concerns = new LinkedHashSet<>();
    for (JudgedRef ref : refs) {
      concerns.add(concern(ref.update().ref()));
      ref.agents().forEach(agent -> concerns.add(concern(agent)));
    }
    return concerns;
  }

  /** An agent, as tickets name it. */
  public static String concern(AgentId agent) {
    return "agent " + agent;
  }

  /** The ref alone, as tickets name it. */
  public static String concern(RefName ref) {
    return "ref " + ref;
  }

  /**
   * Leaves a ticket for a push that git is about to carry out.
   *
   * @param decision its id
   * @param receivePack the process that will, if it is known
   */
  public void leave(String decision, Optional<ProcessIdentity> receivePack, List<JudgedRef> refs)
      throws IOException {
    Files.createDirectories(folder);
    Path draft = folder.resolve("." + decision + ".new");
    Files.write(draft, Ticket.lines(receivePack, refs, clock.instant()), StandardCharsets.UTF_8);
    SharedRepositoryMode.give(repository, draft);
    Files.move(draft, folder.resolve(decision), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes a ticket back. */
  public void remove(String decision) throws IOException {
    Files.deleteIfExists(folder.resolve(decision));
  }

  /**
   * The tickets that neither the end of their process nor their age makes void; others are cleared
   * away. Whoever reads the refs after this call sees those moved that such a process moved.
   */
  public Live live() throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.toList();
    } catch (NoSuchFileException e) {
      files = List.of();
    }
    List<Ticket> live = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      // what the gate has not made stays, and counts for nothing
      if (OURS.matcher(name).matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Optional<Ticket> ticket = Ticket.read(file);
        // a draft of somebody who holds the lock is nobody's: the lock is ours
        if (!name.startsWith(".") && ticket.isPresent() && ticket.get().isLive(clock.instant())) {
          live.add(ticket.get());
        } else {
          Files.deleteIfExists(file);
        }
      }
    }
    return new Live(live);
  }

  /** Tickets that may be live. */
  public record Live(List<Ticket> tickets) {
    public Live {
      tickets = List.copyOf(tickets);
    }

    /**
     * What those concern of which some ref has not been moved yet; the others are cleared away.
     *
     * @param refs as they are after the tickets were looked for
     */
    public Set<String> concerns(Refs refs) throws IOException {
      Set<String> concerns = new HashSet<>();
      for (Ticket ticket : tickets) {
        if (ticket.isMoved(refs)) {
          Files.deleteIfExists(ticket.file());
        } else {
          concerns.addAll(ticket.concerns());
        }
      }
      return concerns;
    }
  }
}
