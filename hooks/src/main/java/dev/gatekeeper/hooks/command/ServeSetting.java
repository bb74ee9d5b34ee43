package dev.gatekeeper.hooks.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A setting of the server: an option, a variable and a key in the file, by one name. */
enum ServeSetting {
  REPOS("DIR", "", true, "a bare repository to serve by its own name"),
  ROOT(
      "DIR", "", true, "serves every bare repository NAME.git in this folder, as they come and go"),
  LISTEN("HOST:PORT", "127.0.0.1:8080", false, "where to listen; port 0 takes a free one"),
  HOME("DIR", "", false, "where tokens are kept; else as `gatekeeper token` has it"),
  TLS_CERT("FILE", "", false, "the certificate and its chain, PEM; followed as it changes"),
  TLS_KEY("FILE", "", false, "its private key, PEM, unencrypted PKCS #8"),
  PLAIN_HTTP_BEYOND_LOOPBACK(
      "", "false", false, "lets tokens and code pass unencrypted over a network"),
  HOST_NAME(
      "NAME", "", true, "a name by which it can be asked, besides those of loopback; else refused"),
  ANONYMOUS_READ("", "false", false, "lets anybody read what every agent is shown"),
  PUSHES("N", "8", false, "how many pushes are received at once"),
  FETCHES("N", "16", false, "how many fetches are served at once"),
  QUEUE("N", "100", false, "how many of each may wait for their turn"),
  QUEUE_TIMEOUT("TIME", "60s", false, "for how long they wait"),
  IDLE_TIMEOUT("TIME", "60s", false, "when a client that is silent is given up"),
  STOP_TIMEOUT("TIME", "30s", false, "how long running requests may take to end at a stop"),
  CONNECTIONS("N", "1000", false, "how many connections there may be at once"),
  VALIDATIONS("N", "2", false, "how many validations go on at once"),
  SANDBOX_SHOW(
      "DIR", "", true, "a folder that commands of validations may read, such as a toolchain's"),
  NO_SANDBOX("", "false", false, "runs commands of validations without isolation"),
  UPKEEP_AFTER(
      "TIME",
      "5m",
      false,
      "after how long without a push a repository has its upkeep; `never` leaves that to you"),
  ACCESS_LOG(
      "FILE", "", false, "logs requests in Apache's combined format; `-` is standard output");

  private final String label;
  private final String byDefault;
  private final boolean many;
  private final String description;

  ServeSetting(String label, String byDefault, boolean many, String description) {
    this.label = label;
    this.byDefault = byDefault;
    this.many = many;
    this.description = description;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String option() {
    return "--" + key();
  }

  String variable() {
    return "GATEKEEPER_" + name();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(ServeSetting::key).toList();
  }

  /** The word for its value in help, "" for one that is on or off. */
  String label() {
    return label;
  }

  boolean isFlag() {
    return label.isEmpty();
  }

  /** Whether it has a list of values. */
  boolean many() {
    return many;
  }

  /** What holds if nobody says anything, "" for nothing. */
  String byDefault() {
    return byDefault;
  }

  String description() {
    return description;
  }
}
