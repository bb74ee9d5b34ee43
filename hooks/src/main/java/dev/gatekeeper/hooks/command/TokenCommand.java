package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.server.auth.Token;
import dev.gatekeeper.server.auth.Tokens;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

@Command(
    name = "token",
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes, lists and revokes credentials for the server.")
public final class TokenCommand extends CommandGroup {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "where tokens are kept; GATEKEEPER_HOME, or gatekeeper in XDG_STATE_HOME or in"
              + " ~/.local/state if not given")
  private String home = "";

  public TokenCommand(Console console) {
    super(console, "no command is given");
  }

  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description =
          "Creates a token and prints it once, or writes it to a file that only its owner can read;"
              + " only its hash is kept.")
  int create(
      @Parameters(paramLabel = "PRINCIPAL", description = "whom it proves") String principal,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              defaultValue = "",
              description = "how long it is good, such as 90d; without end if not given")
          String expires,
      @Option(
              names = "--note",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "what it is for")
          String note,
      @Option(
              names = "--output",
              paramLabel = "FILE",
              defaultValue = "",
              description = "writes the token to this file, with mode 600, instead of printing it")
          String output,
      @Option(names = "--force", description = "replaces an existing file") boolean force)
      throws Failure {
    if (!Principal.isValid(principal)) {
      throw Failure.usage("a principal's name is not empty and has no control characters");
    }
    if (Actor.isReserved(principal)) {
      throw Failure.usage(
          "`"
              + Plain.line(principal)
              + "` is reserved: the ledger uses it for an actor that is not a principal",
          "give the principal another name, in the policy too");
    }
    if (note.chars().anyMatch(Character::isISOControl)) {
      throw Failure.usage("--note: one line, without control characters");
    }
    Optional<Duration> lifetime = TypedDuration.parse(expires);
    if (lifetime.isEmpty() && !expires.isEmpty()) {
      throw Failure.usage("--expires: a time is needed, such as 12h or 90d");
    }
    if (force && output.isEmpty()) {
      throw Failure.usage("--force needs --output");
    }
    SecretFile file = new SecretFile(console, output);
    if (!output.isEmpty()) {
      file.check(force);
    }
    String secret;
    try {
      secret = tokens().create(new Principal(principal), lifetime, note);
    } catch (IOException e) {
      throw unreadable(e);
    }
    if (output.isEmpty()) {
      console.answer(secret);
    } else {
      file.write(secret);
    }
    return ExitStatus.YES;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the tokens that there are, not what they are.")
  int list(@Option(names = "--json", description = "prints one JSON object a token") boolean json)
      throws Failure {
    Instant now = Instant.now();
    try {
      for (Token token : tokens().all()) {
        console.answer(
            json
                ? JsonLine.of(
                    out -> {
                      out.writeStringField("id", token.id());
                      out.writeStringField("principal", token.principal().name());
                      out.writeStringField("created", token.created().toString());
                      JsonLine.optional(
                          out,
                          "expires",
                          Optional.of(token.expires())
                              .filter(expires -> !expires.equals(Token.NEVER))
                              .map(Instant::toString));
                      out.writeStringField("note", token.note());
                      out.writeBooleanField("live", token.isLive(now));
                    })
                : line(token, now));
      }
      return ExitStatus.YES;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static String line(Token token, Instant now) {
    String end = "";
    if (!token.expires().equals(Token.NEVER)) {
      end = (token.isLive(now) ? "  expires " : "  EXPIRED ") + token.expires();
    }
    String note = token.note().isEmpty() ? "" : "  " + token.note();
    return token.id() + "  " + token.principal() + "  created " + token.created() + end + note;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Revokes a token, or all of a principal; a running server knows at once.")
  int revoke(
      @Parameters(
              paramLabel = "ID",
              arity = "0..1",
              defaultValue = "",
              description = "as `token list` shows it")
          String id,
      @Option(
              names = "--principal",
              paramLabel = "P",
              defaultValue = "",
              description = "all of this principal")
          String principal)
      throws Failure {
    if (id.isEmpty() == principal.isEmpty()) {
      throw Failure.usage("give the id of a token, or --principal");
    }
    try {
      List<Token> revoked =
          tokens()
              .revoke(
                  token ->
                      id.isEmpty()
                          ? token.principal().name().equals(principal)
                          : token.id().equals(id));
      if (revoked.isEmpty()) {
        throw Failure.usage("there is no such token; `gatekeeper token list` lists the tokens");
      }
      revoked.forEach(
          token -> console.answer("revoked " + token.id() + " of " + token.principal()));
      return ExitStatus.YES;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private Tokens tokens() throws Failure {
    return new Tokens(ServeSettings.Home.of(console, home), Clock.systemUTC());
  }

  private static Failure unreadable(IOException e) {
    return Failure.unreadable("the tokens can't be read or written: " + e.getMessage());
  }
}
