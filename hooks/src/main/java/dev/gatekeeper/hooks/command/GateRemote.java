package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import dev.gatekeeper.hooks.remote.Remote;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The remote of a clone that leads to the gate.
 *
 * @param url its address, or a path
 * @param isNew whether the clone does not have it yet
 */
record GateRemote(String name, String url, boolean isNew) {
  static final String NAME = "gatekeeper";

  /**
   * The one that is meant: that of the address that was given; or else what {@code
   * gatekeeper.remote} names, {@code gatekeeper}, {@code gate} or {@code origin}, the first that
   * there is.
   *
   * @param address as given, or empty
   */
  static GateRemote of(Git git, String address) throws Failure {
    String configured = git.config("--get", "gatekeeper.remote");
    String wanted = address.isEmpty() && Remote.isAddress(configured) ? configured : address;
    if (!wanted.isEmpty()) {
      return at(git, wanted);
    }
    boolean isNamed = !configured.isEmpty() && !configured.equals("none");
    for (String name : isNamed ? List.of(configured) : List.of(NAME, "gate", "origin")) {
      String url = url(git, name);
      if (!url.isEmpty()) {
        return new GateRemote(name, url, false);
      }
    }
    throw Failure.usage(
        isNamed
            ? "`gatekeeper.remote` is `" + configured + "`, and there is no such remote"
            : "the clone has no remote `gatekeeper`, `gate` or `origin`",
        "name the served repository with --repo URL");
  }

  private static GateRemote at(Git git, String address) throws Failure {
    if (hasPassword(address)) {
      throw Failure.usage(
          "the address holds a password, which would be written into the configuration",
          "leave it out; give the token in GATEKEEPER_TOKEN, or with --token-file");
    }
    for (String name : git.must("remote").lines().toList()) {
      if (url(git, name).equals(address)) {
        return new GateRemote(name, address, false);
      }
    }
    String other = url(git, NAME);
    if (!other.isEmpty()) {
      throw Failure.no(
          "the clone has a remote `" + NAME + "` already, and it is " + other,
          "leave out --repo, or: git remote set-url " + NAME + " URL");
    }
    return new GateRemote(NAME, address, true);
  }

  /** The address as git reaches it, what {@code url.<base>.insteadOf} makes of it included. */
  private static String url(Git git, String name) throws Failure {
    return git.config("--get", "remote." + name + ".url").isEmpty()
        ? ""
        : git.must("remote", "get-url", name).strip();
  }

  /** Where git fetches from and pushes to; one address, unless the clone says two. */
  Set<String> addresses(Git git) throws Failure {
    Set<String> addresses = new LinkedHashSet<>();
    if (isNew) {
      addresses.add(url);
    } else {
      addresses.addAll(git.must("remote", "get-url", "--all", name).lines().toList());
      addresses.addAll(git.must("remote", "get-url", "--push", "--all", name).lines().toList());
    }
    for (String address : addresses) {
      if (hasPassword(address)) {
        throw Failure.no(
            "the remote `%s` has a password in its address, with which every worktree would push"
                .formatted(name),
            "git remote set-url " + name + " URL, without it");
      }
    }
    addresses.removeIf(address -> !Remote.isAddress(address));
    return addresses;
  }

  private static boolean hasPassword(String address) {
    return address.replaceFirst("^https?://", "").split("/", 2)[0].matches(".*:.*@.*");
  }

  /** The address as credentials are configured for: without a user; empty if it is none. */
  String forCredentials() {
    return forCredentials(url);
  }

  static String forCredentials(String address) {
    return Remote.isAddress(address) ? address.replaceFirst("^(https?://)[^/@]*@", "$1") : "";
  }
}
