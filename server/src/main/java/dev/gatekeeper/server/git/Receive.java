package dev.gatekeeper.server.git;

import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.operation.Admission.TicketHolder;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.Policy.Limits;
import dev.gatekeeper.core.report.VerdictMessage;
import dev.gatekeeper.core.store.RefTransaction;
import dev.gatekeeper.server.auth.Caller;
import dev.gatekeeper.server.repository.ServedRepository;
import dev.gatekeeper.server.validate.PushedAsks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jgit.annotations.Nullable;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiving of a push: into quarantine, judged by the gate, and its refs moved under the same
 * lock, all of them or none (docs/semantics.md, section 9).
 *
 * <p>JGit's part is the protocol and the pack. It moves no ref: whatever it thinks of a command,
 * the result is the gate's.
 */
final class Receive extends ReceivePack {
  private static final Logger LOG = LoggerFactory.getLogger(Receive.class);
  private static final byte[] EMPTY_PROGRESS = {'0', '0', '0', '5', 2};
  private static final long DRAINED_BYTES = 256L << 20;

  private final ServedRepository served;
  private final Limits limits;
  private final Quarantine quarantine;
  private final IncomingPack pack;
  private final Caller caller;
  private final String origin;
  private final Slots slots;
  private final Consumer<Verdict> decided;
  private final PushedAsks asks;
  private Optional<PushFault> fault = Optional.empty();
  private PacedInput request = new PacedInput(InputStream.nullInputStream());
  private OutputStream response = OutputStream.nullOutputStream();
  private Optional<Verdict> accepted = Optional.empty();

  /**
   * @param pack what JGit makes of the pack that comes into {@code quarantine}
   * @param origin whom to count it to
   * @param shown the refs that the pusher sees, and whose objects it may build on
   * @param limits of the policy in force
   * @param decided is told of the decision
   * @param asks does what a push asks for
   */
  Receive(
      ServedRepository served,
      Quarantine quarantine,
      IncomingPack pack,
      Caller caller,
      String origin,
      Map<String, Ref> shown,
      Limits limits,
      Slots slots,
      Consumer<Verdict> decided,
      PushedAsks asks)
      throws IOException {
    super(quarantine.repository());
    this.served = served;
    this.limits = limits;
    this.quarantine = quarantine;
    this.pack = pack;
    this.caller = caller;
    this.origin = origin;
    this.slots = slots;
    this.decided = decided;
    this.asks = asks;
    // no `.have` of a hidden tip, and no object that only a hidden ref reaches
    setAdvertisedRefs(shown, Set.of());
    setCheckReferencedObjectsAreReachable(true);
    connectivityChecker = new Connectivity(quarantine, limits);
    setBiDirectionalPipe(false);
    setAllowCreates(true);
    setAllowDeletes(true);
    setAllowNonFastForwards(true);
    setAllowPushOptions(true);
    setMaxPackSizeLimit(limits.pack());
    setMaxObjectSizeLimit(PushFault.received(limits.object()));
    setObjectChecker(pack.checker(getRepository(), () -> request.bytes()));
    setPreReceiveHook((receive, commands) -> decide());
    setPostReceiveHook((receive, commands) -> afterwards());
  }

  @Override
  public void receiveWithExceptionPropagation(
      InputStream input, OutputStream output, @Nullable OutputStream messages) throws IOException {
    request = new PacedInput(input);
    response = output;
    InputStream checked = PushCommands.check(request);
    request.endHead();
    super.receiveWithExceptionPropagation(checked, output, messages);
  }

  @Override
  protected void receivePackAndCheckConnectivity() {
    receiveObjects();
    if (fault.isPresent()) {
      drain();
    }
  }

  private void receiveObjects() {
    try (Slots.Slot slot = slots.take(origin)) {
      super.receivePackAndCheckConnectivity();
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      LOG.debug("a push could not be received", e);
      fault = Optional.of(PushFault.of(e, pack, limits));
    }
  }

  /** A client that is still sending does not hear what is wrong, so some of the rest is read. */
  private void drain() {
    byte[] buffer = new byte[1 << 16];
    try {
      long left = DRAINED_BYTES;
      while (left > 0 && request.read(buffer) >= 0) {
        left -= buffer.length;
      }
    } catch (IOException e) {
      LOG.debug("a refused push ended early", e);
    }
  }

  /** Asks the gate, whatever JGit thinks of the commands, and gives each its result. */
  private void decide() {
    List<ReceiveCommand> commands = getAllCommands();
    Push push;
    Verdict verdict;
    try {
      push = push(commands);
      verdict = verdict(push);
    } catch (RuntimeException e) {
      commands.forEach(c -> refuse(c, "GATE_ERROR"));
      sendMessage("gatekeeper: refused (GATE_ERROR), " + e.getMessage());
      return;
    }
    if (verdict.accepted() && Ask.isAmong(verdict.refs())) {
      answer(push, commands.get(0));
      return;
    }
    VerdictMessage.lines(verdict, options()).forEach(this::sendMessage);
    for (ReceiveCommand command : commands) {
      if (verdict.accepted()) {
        command.setResult(ReceiveCommand.Result.OK);
      } else {
        refuse(command, code(verdict, command) + " " + verdict.id());
      }
    }
    if (verdict.accepted()) {
      accepted = Optional.of(verdict);
    } else {
      discard();
    }
    tell(verdict);
  }

  /** Nothing is stored of a push that asks, and what is said to it is the answer. */
  private void answer(Push push, ReceiveCommand command) {
    discard();
    try {
      String refusal = asks.answer(served, push, this::sayAtOnce, this::keepAlive);
      if (refusal.isEmpty()) {
        command.setResult(ReceiveCommand.Result.OK);
      } else {
        refuse(command, refusal);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse(command, "GATE_ERROR");
    } catch (UncheckedIOException e) {
      LOG.debug("the client has gone; the operation goes on", e);
      refuse(command, "GATE_ERROR");
    }
  }

  /** Before the client hears that it is refused, nothing of it is there any more. */
  private void discard() {
    try {
      quarantine.discard();
    } catch (IOException e) {
      LOG.warn("the objects of a refused push are removed only with their folder", e);
    }
  }

  /** What the push asked for besides; whatever comes of that, the push is accepted. */
  private void afterwards() {
    for (Verdict verdict : accepted.stream().toList()) {
      try {
        asks.handOff(served, verdict, options(), this::sayAtOnce, this::keepAlive);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (UncheckedIOException e) {
        LOG.debug("the client has gone; the push goes on", e);
      }
    }
  }

  private List<String> options() {
    List<String> options = getPushOptions();
    return options == null ? List.of() : options;
  }

  private void sayAtOnce(String line) {
    sendMessage(line);
    try {
      getMessageOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An empty packet of progress: the connection lives, and a client that has gone is noticed
   * (gitprotocol-pack(5), as git's {@code receive.keepAlive} does).
   */
  private void keepAlive() {
    if (isSideBand()) {
      try {
        response.write(EMPTY_PROGRESS);
        response.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The push is decided and its refs have moved: whoever looks on has no say in that any more. */
  private void tell(Verdict verdict) {
    try {
      decided.accept(verdict);
    } catch (RuntimeException e) {
      LOG.error("decision {} could not be sent to listeners", verdict.id(), e);
    }
  }

  private Verdict verdict(Push push) {
    if (fault.isEmpty() && !isStillProven()) {
      fault =
          Optional.of(
              new PushFault(
                  Code.NOT_YOUR_BRANCH,
                  "the credential was revoked while the push was under way",
                  "push again with one that is valid"));
    }
    if (fault.isPresent()) {
      PushFault why = fault.get();
      return served.admission().refuse(push, why.code(), why.reason(), why.next());
    }
    return served
        .admission()
        .decide(
            push,
            new IncomingObjects(List.of(quarantine.folder()), List.of()),
            new TicketHolder.Here(this::move));
  }

  private boolean isStillProven() {
    try {
      return caller.proof().holds();
    } catch (IOException e) {
      LOG.error("a credential can't be checked again", e);
      return false;
    }
  }

  private Push push(List<ReceiveCommand> commands) {
    List<RefUpdate> updates = new ArrayList<>();
    for (ReceiveCommand command : commands) {
      updates.add(
          new RefUpdate(
              new RefName(command.getRefName()),
              new Oid(command.getOldId().name()),
              new Oid(command.getNewId().name())));
    }
    return new Push(caller.pusher(), updates, options());
  }

  /** The first code of the command's own, or of the push that is refused whole. */
  private static Code code(Verdict verdict, ReceiveCommand command) {
    return verdict.violations().stream()
        .filter(v -> v.ref().name().equals(command.getRefName()))
        .findFirst()
        .map(Violation::code)
        .orElseGet(() -> verdict.violations().get(0).code());
  }

  private static void refuse(ReceiveCommand command, String why) {
    command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, why);
  }

  private void move(Verdict accepted) throws IOException {
    Quarantine.Released objects = quarantine.release();
    try {
      moveRefs(accepted);
    } catch (IOException | RuntimeException e) {
      if (noneMoved()) {
        objects.takeBack();
      }
      throw e;
    }
  }

  /** Whether no ref needs what was pushed: an error may come when they have moved already. */
  private boolean noneMoved() throws IOException {
    try (Repository settled = served.open()) {
      for (ReceiveCommand command : getAllCommands()) {
        Ref now = settled.exactRef(command.getRefName());
        if (now != null && command.getNewId().equals(now.getObjectId())) {
          return false;
        }
      }
      return true;
    }
  }

  private void moveRefs(Verdict accepted) throws IOException {
    List<RefUpdate> updates = accepted.refs().stream().map(JudgedRef::update).toList();
    try (Repository settled = served.open()) {
      Optional<ReceiveCommand> failed =
          RefTransaction.move(settled, updates, "push, decision " + accepted.id());
      if (failed.isPresent()) {
        ReceiveCommand unmoved = failed.get();
        throw new IOException(
            unmoved.getRefName() + ": " + unmoved.getResult() + " " + unmoved.getMessage());
      }
    }
  }

  /** What an accepted push asks for besides. */
  @FunctionalInterface
  interface AfterPush {
    /**
     * The refs have moved.
     *
     * @param options the push options
     * @param lines are told to whoever pushed, as they come; throws if nobody is there any more
     * @param alive is called now and then where there is nothing to tell for long; throws likewise
     */
    void accepted(Verdict verdict, List<String> options, Consumer<String> lines, Runnable alive)
        throws InterruptedException;
  }

  /** Answers a push that asks, and that the gate has let in. */
  @FunctionalInterface
  interface Asking {
    /**
     * Answers it.
     *
     * @param lines are told to whoever asks, as they come; throws if nobody is there any more
     * @param alive is called now and then where there is nothing to tell for long; throws likewise
     * @return what git is to say the push is rejected for, or "" if the answer is yes
     */
    String answer(Push push, Consumer<String> lines, Runnable alive) throws InterruptedException;
  }
}
