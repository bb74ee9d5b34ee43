package dev.gatekeeper.hooks.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.CraftedObjects;
import dev.gatekeeper.core.fixture.CraftedObjects.Crafted;
import dev.gatekeeper.core.fixture.FsckOracle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever crafted objects a push gets in by either door have no error of {@code git index-pack
 * --strict} (docs/semantics.md, section 4). A maintainer pushes them, who may have submodules. What
 * goes over the wire is put together here, since git itself would not send much of it; git's own
 * {@code receive-pack} takes it at one door, and the server at the other. A push that is refused is
 * made again without the refs that it is refused for, so that none of them hides another.
 */
class CraftedPushesIT {
  private static final Path FOLDER =
      Path.of(System.getProperty("gatekeeper.test.scenarios", "target/scenarios"))
          .toAbsolutePath()
          .resolve("crafted");

  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [alice]}
      submodules: true
      agents:
        agent-1: {branches: ["agent-1/**"], owns: [/own/]}
      """;

  private static final String WHO = "alice";
  private static final int IN_ONE_PUSH = 100;

  private static Resident resident;

  @BeforeAll
  static void begin() throws IOException {
    resident = Resident.start(Files.createDirectories(FOLDER));
  }

  @AfterAll
  static void end() {
    resident.close();
  }

  @Test
  void whatIsAcceptedGitTakes() throws IOException {
    play(20260701, 60);
  }

  @Test
  @Tag("slow")
  void soItIsWithTwentyThousandObjects() throws IOException {
    long seed = System.nanoTime();
    for (int round = 0; round < 20; round++) { // each with servers that have no refs yet
      play(seed + round, 1_000);
    }
  }

  /** Takes what is pushed. */
  private interface Receiver {
    /** The answer to a request of git's protocol to push. */
    byte[] receive(byte[] request) throws IOException;
  }

  private static void play(long seed, int count) throws IOException {
    new Terminal(FOLDER, FOLDER).ok("rm -rf round; mkdir -p round/home round/native round/http");
    Path folder = FOLDER.resolve("round");
    BareRepository repository = BareRepository.create(folder.resolve("crafted.git"));
    CraftedObjects objects = new CraftedObjects(repository, new Random(seed));
    repository.git("update-ref", "refs/heads/main", objects.base());
    Files.writeString(folder.resolve("policy.yml"), POLICY);
    try (Door.Served hooks = open(folder, new NativeDoor());
        Door.Served http = open(folder, new HttpDoor())) {
      Side byHooks = new Side(folder.resolve("native/server.git"), hooks(folder, hooks));
      Side byHttp = new Side(folder.resolve("http/server.git"), http(http));
      FsckOracle oracle = new FsckOracle(repository, folder.resolve("packs"));
      int accepted = 0;
      int faulty = 0;
      for (int from = 0; from < count; from += IN_ONE_PUSH) {
        Map<String, Crafted> sound = new TreeMap<>();
        Map<String, Crafted> wrong = new TreeMap<>();
        for (int n = from; n < Math.min(count, from + IN_ONE_PUSH); n++) {
          Crafted crafted = objects.next();
          String below = crafted.what().equals("tag") ? "refs/tags/k" : "refs/heads/x/k";
          (oracle.errors(crafted.objects()).isEmpty() ? sound : wrong).put(below + n, crafted);
        }
        CompletableFuture<Set<String>> in =
            CompletableFuture.supplyAsync(() -> byHttp.all(repository, sound, wrong));
        Set<String> inByHooks = byHooks.all(repository, sound, wrong);
        Set<String> inByHttp = in.join();
        Map<String, Crafted> atOneDoor = new TreeMap<>(sound);
        atOneDoor.putAll(wrong);
        atOneDoor.keySet().removeIf(ref -> inByHooks.contains(ref) == inByHttp.contains(ref));
        assertThat(atOneDoor)
            .as("seed %d, in by one door, by hooks: %s", seed, inByHooks)
            .isEmpty();
        assertThat(inByHooks)
            .as("seed %d: %s", seed, wrong)
            .doesNotContainAnyElementsOf(wrong.keySet());
        accepted += inByHooks.size();
        faulty += wrong.size();
      }
      System.out.printf(
          "seed %d: %d crafted and pushed at both doors, %d with an error of git index-pack"
              + " --strict, all of them refused at both; %d accepted at both; %d and %d pushes%n",
          seed, count, faulty, accepted, byHooks.pushes, byHttp.pushes);
      assertThat(faulty).isBetween(count / 10, count * 9 / 10);
      assertThat(accepted).isBetween(count / 10, count * 9 / 10);
    }
  }

  private static Door.Served open(Path folder, Door door) {
    Path server = folder.resolve(door.name()).resolve("server.git");
    new Terminal(folder, folder.resolve("home"))
        .set("server", server.toString())
        .ok(
            """
            git init -q --bare -b main "$server"
            git -C "$server" config gc.auto 0
            git --git-dir=crafted.git push -q "$server" main
            """);
    Door.Served served = door.open(server, folder.resolve("home"), resident.program());
    served.install(folder.resolve("policy.yml").toString());
    return served;
  }

  private static Receiver hooks(Path folder, Door.Served served) {
    Terminal terminal = new Terminal(folder.resolve("native"), folder.resolve("home"));
    served.environment(WHO).forEach(terminal::set);
    return request -> {
      Files.write(folder.resolve("native/request"), request);
      terminal.run("git receive-pack --stateless-rpc server.git <request >answer");
      return Files.readAllBytes(folder.resolve("native/answer"));
    };
  }

  private static Receiver http(Door.Served served) {
    HttpClient client = HttpClient.newHttpClient();
    String[] header =
        requireNonNull(served.environment(WHO).get("GIT_CONFIG_VALUE_0")).split(": ", 2);
    return request -> {
      try {
        return client
            .send(
                HttpRequest.newBuilder(URI.create(served.pushUrl(WHO) + "/git-receive-pack"))
                    .header(header[0], header[1])
                    .header("Content-Type", "application/x-git-receive-pack-request")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray())
            .body();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    };
  }

  /** One door. */
  private static final class Side {
    private final Path server;
    private final Receiver receiver;
    private int pushes;
    private long told;

    Side(Path server, Receiver receiver) {
      this.server = server;
      this.receiver = receiver;
    }

    /** The refs that are in: of sound objects together, and each of the wrong ones alone. */
    Set<String> all(BareRepository from, Map<String, Crafted> sound, Map<String, Crafted> wrong) {
      try {
        Set<String> in = accepted(from, sound);
        for (var one : wrong.entrySet()) {
          in.addAll(accepted(from, Map.of(one.getKey(), one.getValue())));
        }
        return in;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The refs that are in, whichever others are refused. */
    private Set<String> accepted(BareRepository from, Map<String, Crafted> crafted)
        throws IOException {
      Map<String, Crafted> left = new TreeMap<>(crafted);
      while (!left.isEmpty()) {
        decisions();
        Map<String, String> answers = push(from, left);
        if (answers.values().stream().allMatch(String::isEmpty)) {
          break;
        }
        Set<String> named = named(answers);
        named.retainAll(left.keySet());
        if (named.isEmpty() || (named.size() == left.size() && left.size() > 1)) {
          return halves(from, left);
        }
        left.keySet().removeAll(named);
      }
      return new LinkedHashSet<>(left.keySet());
    }

    private Set<String> halves(BareRepository from, Map<String, Crafted> crafted)
        throws IOException {
      Set<String> accepted = new LinkedHashSet<>();
      if (crafted.size() > 1) {
        List<String> refs = List.copyOf(crafted.keySet());
        for (List<String> half :
            List.of(refs.subList(0, refs.size() / 2), refs.subList(refs.size() / 2, refs.size()))) {
          Map<String, Crafted> some = new TreeMap<>(crafted);
          some.keySet().retainAll(half);
          accepted.addAll(accepted(from, some));
        }
      }
      return accepted;
    }

    /** The refs that it is refused for: as git says itself, or as the gate has on record. */
    private Set<String> named(Map<String, String> answers) throws IOException {
      Set<String> named = new LinkedHashSet<>();
      answers.forEach(
          (ref, why) -> {
            if (!why.isEmpty() && !why.contains("hook declined")) {
              named.add(ref);
            }
          });
      List<String> decisions = decisions();
      if (!decisions.isEmpty()) {
        Decision last = Decision.parse(decisions.get(decisions.size() - 1));
        return last.violations().stream()
            .filter(violation -> !violation.code().equals("BAD_OBJECT")) // is of the whole pack
            .map(Decision.Violation::ref)
            .collect(Collectors.toCollection(LinkedHashSet::new));
      }
      return named;
    }

    /** Those that were not read yet. */
    private List<String> decisions() throws IOException {
      Path log = server.resolve("gatekeeper/decisions.jsonl");
      if (!Files.exists(log)) {
        return List.of();
      }
      try (FileChannel channel = FileChannel.open(log)) {
        channel.position(told);
        byte[] more = Channels.newInputStream(channel).readAllBytes();
        told += more.length;
        return new String(more, UTF_8).lines().toList();
      }
    }

    /** What is said to each ref, "" if it is made (gitprotocol-pack(5)). */
    private Map<String, String> push(BareRepository from, Map<String, Crafted> crafted)
        throws IOException {
      pushes++;
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      Set<String> objects = new LinkedHashSet<>();
      crafted.forEach(
          (ref, one) -> {
            String command = "0".repeat(40) + " " + one.tip() + " " + ref;
            String line = command + (objects.isEmpty() ? "\0report-status" : "");
            request.writeBytes("%04x%s".formatted(4 + line.length(), line).getBytes(US_ASCII));
            objects.addAll(one.objects());
          });
      request.writeBytes("0000".getBytes(US_ASCII));
      request.writeBytes(
          from.git(
              (String.join("\n", objects) + "\n").getBytes(US_ASCII),
              "pack-objects",
              "--stdout",
              "-q",
              "--window=0"));
      String answer = new String(receiver.receive(request.toByteArray()), ISO_8859_1);
      Map<String, String> said = new TreeMap<>();
      crafted.keySet().forEach(ref -> said.put(ref, "nothing"));
      for (String line : answer.split("\n", -1)) {
        String[] words = line.replaceFirst("^(0000)*[0-9a-f]{4}", "").split(" ", 3);
        if (words[0].equals("ok")) {
          said.put(words[1], "");
        } else if (words[0].equals("ng")) {
          said.put(words[1], words.length > 2 ? words[2] : "ng");
        }
      }
      return said;
    }
  }
}
