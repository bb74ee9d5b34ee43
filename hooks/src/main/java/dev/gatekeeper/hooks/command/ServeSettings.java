package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.SettingsFile;
import dev.gatekeeper.core.policy.PolicyProblem;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.server.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings of the server from options, variables and the file, in this order of precedence. */
final class ServeSettings {
  private static final Pattern LISTEN =
      Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)\\]|([^:\\[\\]]+)):([0-9]{1,5})");
  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9a-fA-F:.]+\\]");
  private static final int LAST_PORT = 65_535;
  private static final int MOST = 100_000;

  private final Map<ServeSetting, Said> said = new EnumMap<>(ServeSetting.class);
  private final Console console;

  private ServeSettings(Console console) {
    this.console = console;
  }

  /**
   * What somebody said.
   *
   * @param where for complaints
   * @param folder from which a relative path is seen
   */
  private record Said(List<String> values, String where, Path folder) {}

  /**
   * The settings.
   *
   * @param options what the command line says
   * @param file the file of settings, "" for none
   */
  static Settings of(Console console, Map<ServeSetting, List<String>> options, String file)
      throws Failure {
    ServeSettings settings = new ServeSettings(console);
    for (ServeSetting setting : ServeSetting.values()) {
      settings.said.put(
          setting,
          new Said(
              setting.byDefault().isEmpty() ? List.of() : List.of(setting.byDefault()),
              "the default of " + setting.option(),
              console.folder()));
    }
    if (!file.isEmpty()) {
      settings.read(console.file(file), file);
    }
    settings.take(console.environment());
    options.forEach(
        (setting, values) ->
            settings.said.put(setting, new Said(values, setting.option(), console.folder())));
    return settings.settings();
  }

  private void read(Path path, String name) throws Failure {
    SettingsFile.Read read;
    try {
      read = SettingsFile.read(name, Files.readAllBytes(path), ServeSetting.keys());
    } catch (IOException e) {
      throw Failure.usage("the settings `" + name + "` can't be read: " + e);
    }
    if (!read.problems().isEmpty()) {
      throw Failure.usage(
          read.problems().stream().map(PolicyProblem::toString).toArray(String[]::new));
    }
    Path folder = Optional.ofNullable(path.getParent()).orElse(console.folder());
    for (ServeSetting setting : ServeSetting.values()) {
      SettingsFile.Setting found = read.settings().get(setting.key());
      if (found != null) {
        String where = name + ":" + found.at().line() + ": `" + setting.key() + "`";
        said.put(setting, new Said(found.values(), where, folder));
      }
    }
  }

  private void take(Map<String, String> environment) {
    for (ServeSetting setting : ServeSetting.values()) {
      String value = environment.getOrDefault(setting.variable(), "");
      if (!value.isEmpty()) {
        List<String> values =
            setting.many()
                ? Arrays.asList(value.split(Pattern.quote(File.pathSeparator), -1))
                : List.of(value);
        said.put(setting, new Said(values, setting.variable(), console.folder()));
      }
    }
  }

  private Settings settings() throws Failure {
    Matcher listen = LISTEN.matcher(text(ServeSetting.LISTEN));
    if (!listen.matches() || Integer.parseInt(listen.group(3)) > LAST_PORT) {
      throw wrong(ServeSetting.LISTEN, "HOST:PORT is needed, such as 127.0.0.1:8080 or [::1]:8080");
    }
    String host = listen.group(1) == null ? listen.group(2) : listen.group(1);
    Optional<Settings.Tls> tls = tls();
    if (tls.isEmpty() && !flag(ServeSetting.PLAIN_HTTP_BEYOND_LOOPBACK) && !isLoopback(host)) {
      throw wrong(
          ServeSetting.LISTEN,
          "`"
              + host
              + "` can be reached from elsewhere, and without TLS tokens would pass unencrypted:"
              + " give --tls-cert and --tls-key, or --plain-http-beyond-loopback if something else"
              + " encrypts");
    }
    List<Path> repositories = paths(ServeSetting.REPOS);
    List<Path> roots = paths(ServeSetting.ROOT);
    if (repositories.isEmpty() && roots.isEmpty()) {
      throw Failure.usage("nothing to serve: name repositories, or a folder of them with --root");
    }
    List<Path> home = paths(ServeSetting.HOME);
    return new Settings(
        new Settings.Listening(
            host, Integer.parseInt(listen.group(3)), tls, names(host, tls.isPresent())),
        new Settings.Content(
            repositories, roots, home.isEmpty() ? Home.of(console, "") : home.get(0)),
        new Settings.Limits(
            number(ServeSetting.PUSHES, 1),
            number(ServeSetting.FETCHES, 1),
            number(ServeSetting.QUEUE, 0),
            time(ServeSetting.QUEUE_TIMEOUT),
            time(ServeSetting.IDLE_TIMEOUT),
            time(ServeSetting.STOP_TIMEOUT),
            number(ServeSetting.CONNECTIONS, 1)),
        flag(ServeSetting.ANONYMOUS_READ),
        text(ServeSetting.ACCESS_LOG).equals("-")
            ? Optional.of(Path.of("-"))
            : paths(ServeSetting.ACCESS_LOG).stream().findFirst(),
        text(ServeSetting.UPKEEP_AFTER).equals("never")
            ? Optional.empty()
            : Optional.of(time(ServeSetting.UPKEEP_AFTER)),
        new Settings.Validating(
            number(ServeSetting.VALIDATIONS, 1),
            SandboxOptions.sandbox(
                flag(ServeSetting.NO_SANDBOX), paths(ServeSetting.SANDBOX_SHOW))));
  }

  /** By which it can be asked: by any where it can be reached from elsewhere and none was named. */
  private Set<String> names(String host, boolean hasTls) throws Failure {
    List<String> named = said(ServeSetting.HOST_NAME).values();
    for (String name : named) {
      if (!HOST_NAME.matcher(name).matches()) {
        throw wrong(
            ServeSetting.HOST_NAME, "`" + name + "` is not the name of a host, such as gate.test");
      }
    }
    if (named.isEmpty() && (hasTls || !isLoopback(host))) {
      return Set.of();
    }
    Set<String> names = new HashSet<>(Settings.LOOPBACK);
    names.add(host.contains(":") ? "[" + host + "]" : host);
    names.addAll(named);
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  private Optional<Settings.Tls> tls() throws Failure {
    List<Path> certificate = paths(ServeSetting.TLS_CERT);
    List<Path> key = paths(ServeSetting.TLS_KEY);
    if (certificate.isEmpty() != key.isEmpty()) {
      throw Failure.usage("TLS needs both --tls-cert and --tls-key");
    }
    return certificate.isEmpty()
        ? Optional.empty()
        : Optional.of(new Settings.Tls(certificate.get(0), key.get(0)));
  }

  private boolean isLoopback(String host) throws Failure {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      throw wrong(ServeSetting.LISTEN, "there is no host `" + host + "`");
    }
  }

  private Said said(ServeSetting setting) {
    Said found = said.get(setting);
    if (found == null) {
      throw new IllegalStateException("every setting has a default");
    }
    return found;
  }

  private String text(ServeSetting setting) throws Failure {
    List<String> values = said(setting).values();
    if (values.size() > 1) {
      throw wrong(setting, "one value is needed, not " + values.size());
    }
    return values.isEmpty() ? "" : values.get(0);
  }

  private List<Path> paths(ServeSetting setting) throws Failure {
    if (!setting.many()) {
      String unused = text(setting);
    }
    Said found = said(setting);
    return found.values().stream()
        .filter(value -> !value.isEmpty())
        .map(value -> found.folder().resolve(value).normalize())
        .toList();
  }

  private boolean flag(ServeSetting setting) throws Failure {
    return switch (text(setting)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(setting, "true or false is needed");
    };
  }

  private int number(ServeSetting setting, int least) throws Failure {
    String text = text(setting);
    if (text.matches("[0-9]{1,6}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= MOST) {
        return number;
      }
    }
    throw wrong(setting, "a whole number from " + least + " to " + MOST + " is needed");
  }

  private Duration time(ServeSetting setting) throws Failure {
    return TypedDuration.parse(text(setting))
        .orElseThrow(() -> wrong(setting, "a time is needed, such as 30s, 10m or 2h"));
  }

  private Failure wrong(ServeSetting setting, String message) {
    return Failure.usage(said(setting).where() + ": " + message);
  }

  /** Where what belongs to no repository lies. */
  static final class Home {
    private Home() {}

    /**
     * The folder.
     *
     * @param option what {@code --home} says, "" for nothing
     */
    static Path of(Console console, String option) throws Failure {
      Map<String, String> environment = console.environment();
      for (String chosen : new String[] {option, environment.getOrDefault("GATEKEEPER_HOME", "")}) {
        if (!chosen.isEmpty()) {
          return console.file(chosen);
        }
      }
      // a relative XDG_STATE_HOME is to be ignored (XDG Base Directory Specification)
      String state = environment.getOrDefault("XDG_STATE_HOME", "");
      if (state.startsWith("/")) {
        return Path.of(state, "gatekeeper");
      }
      String user = environment.getOrDefault("HOME", "");
      if (user.isEmpty()) {
        throw Failure.usage("neither --home nor HOME says where tokens are kept");
      }
      return Path.of(user, ".local", "state", "gatekeeper");
    }
  }
}
