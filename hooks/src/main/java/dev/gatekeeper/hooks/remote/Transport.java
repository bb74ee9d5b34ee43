package dev.gatekeeper.hooks.remote;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The HTTP transport to a server, with git's own configuration and variables for proxies and
 * trusted certificates (git-config(1), {@code http.proxy} and {@code http.sslCAInfo}; curl(1),
 * "ENVIRONMENT").
 */
record Transport(Console console, Git git) {
  private static final int DEFAULT_PROXY_PORT = 1080; // curl's

  HttpClient client(URI address, Duration connect) throws Failure {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(connect)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxy(address));
    if (address.getScheme().equals("https")) {
      for (Path file : authorities(address)) {
        builder.sslContext(trusting(file));
      }
    }
    return builder.build();
  }

  private List<Path> authorities(URI address) throws Failure {
    String file = variable("GIT_SSL_CAINFO");
    if (file.isEmpty()) {
      file = git.config("--type=path", "--get-urlmatch", "http.sslCAInfo", address.toString());
    }
    return file.isEmpty() ? List.of() : List.of(console.file(file));
  }

  private static SSLContext trusting(Path file) throws Failure {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int n = 0;
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("authority-" + n++, authority);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw Failure.unreadable(
          "the certificates in `" + file + "` can't be read: " + e.getMessage(),
          "`http.sslCAInfo`, or GIT_SSL_CAINFO, has to name a file of PEM certificates");
    }
  }

  private ProxySelector proxy(URI address) throws Failure {
    String proxy = proxyName(address);
    if (proxy.isEmpty() || isExcepted(address.getHost())) {
      return HttpClient.Builder.NO_PROXY;
    }
    URI uri;
    try {
      uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "the proxy `" + proxy + "` is not an address", "see `git config http.proxy`");
    }
    if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw Failure.usage(
          "the proxy `" + proxy + "` can't be used: gatekeeper knows HTTP proxies alone",
          "git config http." + address + ".proxy \"\" goes without one");
    }
    int port = uri.getPort() < 0 ? DEFAULT_PROXY_PORT : uri.getPort();
    return ProxySelector.of(new InetSocketAddress(uri.getHost(), port));
  }

  /** git's own setting, which may be empty for none, before the variables that curl reads. */
  private String proxyName(URI address) throws Failure {
    for (String set : git.ask("", "config", "--get-urlmatch", "http.proxy", address.toString())) {
      return set.strip();
    }
    // curl reads the one for http in small letters alone, since a web server may set the other
    List<String> names =
        address.getScheme().equals("https")
            ? List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
            : List.of("http_proxy", "all_proxy", "ALL_PROXY");
    return names.stream().map(this::variable).filter(p -> !p.isEmpty()).findFirst().orElse("");
  }

  private boolean isExcepted(String host) {
    String none = variable("no_proxy").isEmpty() ? variable("NO_PROXY") : variable("no_proxy");
    for (String name : none.toLowerCase(Locale.ROOT).split("[\\s,]+", -1)) {
      String bare = name.replaceFirst("^\\.", "");
      boolean isIt = host.equalsIgnoreCase(bare);
      boolean isBelow = host.toLowerCase(Locale.ROOT).endsWith("." + bare);
      if (name.equals("*") || (!bare.isEmpty() && (isIt || isBelow))) {
        return true;
      }
    }
    return false;
  }

  private String variable(String name) {
    Map<String, String> environment = console.environment();
    return environment.getOrDefault(name, "").strip();
  }
}
