package dev.gatekeeper.hooks.hook;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.operation.Admission;
import dev.gatekeeper.core.operation.Admission.TicketHolder;
import dev.gatekeeper.core.operation.Asks;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.operation.HandoffProgressText;
import dev.gatekeeper.core.operation.HandoffRun;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.report.VerdictMessage;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.cli.Interruptible;
import dev.gatekeeper.hooks.install.RepositoryConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code hook proc-receive}: answers an ask that {@code pre-receive} has accepted, and stores
 * nothing of it (docs/semantics.md, section 6; githooks(5)). What else git hands over is for the
 * hook of that name that was there before.
 */
public record ProcReceive(Console console) {
  private static final String VERSION = "version=1";
  private static final String PUSH_OPTIONS = "push-options";

  public int run(List<String> args) throws Failure {
    Receiving receiving = Receiving.of(args);
    HookEnvironment environment = new HookEnvironment(console.environment(), console.folder());
    try {
      return talk(environment, environment.repository(), receiving);
    } catch (HookEnvironment.BadEnvironment | ReceivedCommands.BadInput | IOException e) {
      throw Failure.unreadable("what git asked could not be answered: " + e.getMessage());
    }
  }

  private int talk(HookEnvironment environment, GatekeeperFolder repository, Receiving receiving)
      throws IOException, HookEnvironment.BadEnvironment, ReceivedCommands.BadInput {
    List<byte[]> greeting = PacketLines.read(console.in());
    boolean hasOptions = !greeting.isEmpty() && text(greeting.get(0)).contains(PUSH_OPTIONS);
    PacketLines.write(
        console.out(), List.of(bytes(VERSION + (hasOptions ? "\0" + PUSH_OPTIONS : ""))));
    List<byte[]> commands = PacketLines.read(console.in());
    List<byte[]> options = hasOptions ? PacketLines.read(console.in()) : List.of();
    List<RefUpdate> updates = ReceivedCommands.parse(lines(commands));
    if (updates.stream().anyMatch(update -> Ask.isBelow(update.ref()))) {
      Push push =
          new Push(
              environment.pusher(
                  RepositoryConfig.read(repository.gitDirectory()).trustedVariables()),
              updates,
              options.stream().map(o -> new String(o, StandardCharsets.UTF_8)).toList());
      report(updates, answer(environment, push));
      return ExitStatus.YES;
    }
    if (receiving.before().isEmpty()) {
      report(updates, "there is no hook for it");
      return ExitStatus.YES;
    }
    return new Relay(receiving.before()).run(greeting, commands, options, hasOptions);
  }

  /**
   * Judged anew, since this is another process than the one that let it in, and what it saw may
   * have changed.
   *
   * @return what git is to say the push is rejected for, or "" if the answer is yes
   */
  private String answer(HookEnvironment environment, Push push)
      throws IOException, HookEnvironment.BadEnvironment {
    GatekeeperFolder repository = environment.repository();
    GatedRepository gated = new GatedRepository(repository, PolicyFile::load, Clock.systemUTC());
    Verdict let =
        new Admission(gated)
            .decide(
                push,
                environment.incoming(repository),
                new TicketHolder.ReceivePack(Optional.empty()));
    if (!let.accepted()) {
      VerdictMessage.lines(let).forEach(this::tell);
      return let.violations().get(0).code() + " " + let.id();
    }
    Asks.Answer answer = new Asks(gated).answer(push);
    answer.lines().forEach(this::tell);
    if (answer.begun().isEmpty()) {
      return answer.refusal();
    }
    HandoffRun run =
        new HandoffRun(
            gated,
            answer.begun().get(),
            RepositoryConfig.read(repository.gitDirectory()).sandbox(),
            new HandoffProgressText(this::tell),
            false);
    return answer.refusal(Interruptible.run(run).ending().isHandedOff());
  }

  private void report(List<RefUpdate> updates, String refusal) throws IOException {
    List<byte[]> report = new ArrayList<>();
    for (RefUpdate update : updates) {
      String ref = update.ref().name();
      report.add(bytes(refusal.isEmpty() ? "ok " + ref : "ng " + ref + " " + refusal));
    }
    PacketLines.write(console.out(), report);
  }

  /** At once; that nobody is there any more to hear it stops nothing. */
  private void tell(String line) {
    console.say(line);
    console.err().flush();
  }

  private static byte[] lines(List<byte[]> packets) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] packet : packets) {
      lines.writeBytes(packet);
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Talks to the hook that was there before as git does, and hands on what it says. */
  private final class Relay {
    private final String hook;

    Relay(String hook) {
      this.hook = hook;
    }

    int run(List<byte[]> greeting, List<byte[]> commands, List<byte[]> options, boolean hasOptions)
        throws IOException {
      Process process =
          new ProcessBuilder(hook)
              .directory(console.folder().toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (OutputStream to = process.getOutputStream();
          InputStream from = process.getInputStream()) {
        PacketLines.write(to, greeting);
        List<byte[]> greeted = PacketLines.read(from);
        PacketLines.write(to, commands);
        if (hasOptions
            && !greeted.isEmpty()
            && text(greeted.get(0)).contains("\0" + PUSH_OPTIONS)) {
          PacketLines.write(to, options);
        }
        from.transferTo(console.out());
        console.out().flush();
        return process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } finally {
        process.destroy();
      }
    }
  }

  /**
   * What it is called with.
   *
   * @param before the hook that was there before, or ""
   */
  private record Receiving(String before) {
    static Receiving of(List<String> args) throws Failure {
      boolean hasBefore = args.size() == 4 && args.get(2).equals("--before");
      HookEnvironment.parent(hasBefore ? args.subList(0, 2) : args);
      return new Receiving(hasBefore ? args.get(3) : "");
    }
  }

  /** The packets in which git and its {@code proc-receive} hook talk (gitprotocol-common(5)). */
  private static final class PacketLines {
    private static final int HEAD = 4;
    private static final Pattern LENGTH = Pattern.compile("[0-9a-fA-F]{4}");

    private PacketLines() {}

    /**
     * The packets up to the next flush, each without a newline at its end.
     *
     * @throws IOException also where there is none
     */
    static List<byte[]> read(InputStream in) throws IOException {
      List<byte[]> packets = new ArrayList<>();
      while (true) {
        String head = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        int length = LENGTH.matcher(head).matches() ? Integer.parseInt(head, 16) : -1;
        if (length == 0) {
          return packets;
        }
        byte[] packet = in.readNBytes(Math.max(0, length - HEAD));
        if (length < HEAD || packet.length < length - HEAD) {
          throw new IOException("what git sent is not a packet");
        }
        packets.add(chomped(packet));
      }
    }

    private static byte[] chomped(byte[] packet) {
      int length = packet.length;
      return length > 0 && packet[length - 1] == '\n' ? Arrays.copyOf(packet, length - 1) : packet;
    }

    /** Writes packets and a flush, and sends them off. */
    static void write(OutputStream out, List<byte[]> packets) throws IOException {
      for (byte[] packet : packets) {
        out.write(String.format("%04x", packet.length + HEAD).getBytes(StandardCharsets.US_ASCII));
        out.write(packet);
      }
      out.write("0000".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }
}
