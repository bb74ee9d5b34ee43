package dev.gatekeeper.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.KeyStore;
import java.util.Objects;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS from PEM files, reloaded when they change: certificates are renewed while the server runs.
 */
public final class Tls {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

  private final Settings.Tls files;
  private final SslContextFactory.Server context = new SslContextFactory.Server();
  private String look;

  public Tls(Settings.Tls files) throws IOException {
    this.files = files;
    look = look();
    context.setKeyStore(PemKeys.load(files));
    context.setKeyStorePassword(PemKeys.IN_MEMORY);
    context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
  }

  public SslContextFactory.Server context() {
    return context;
  }

  /**
   * Takes new files if there are any; if they can't be used the old pair goes on, and is told so.
   */
  public void follow() {
    try {
      String now = look();
      if (!now.equals(look)) {
        look = now;
        KeyStore pair = PemKeys.load(files);
        context.reload(factory -> factory.setKeyStore(pair));
        LOG.info("TLS goes on with the new {}", files.certificate());
      }
    } catch (Exception e) {
      LOG.error("TLS goes on with the old certificate: {}", e.getMessage());
    }
  }

  private String look() throws IOException {
    return look(files.certificate()) + " " + look(files.key());
  }

  private static String look(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return now.lastModifiedTime() + " " + now.size() + " " + Objects.toString(now.fileKey());
  }
}
