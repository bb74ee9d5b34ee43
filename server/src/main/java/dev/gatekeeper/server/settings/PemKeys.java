package dev.gatekeeper.server.settings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's key pair from PEM files (RFC 7468): a chain of certificates, and a PKCS #8 key. */
public final class PemKeys {
  /** The password of a key store that never leaves memory. */
  static final String IN_MEMORY = "in memory";

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** Algorithms by the name of their key factory, with the signature that proves the pair. */
  private static final Map<String, String> ALGORITHMS =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private PemKeys() {}

  /**
   * The pair as a key store.
   *
   * @throws IOException if there is no such pair; the message names the file and says why
   */
  public static KeyStore load(Settings.Tls tls) throws IOException {
    List<Certificate> chain = chain(tls.certificate());
    PrivateKey key = key(tls.key(), chain.get(0).getPublicKey());
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "gatekeeper", key, IN_MEMORY.toCharArray(), chain.toArray(new Certificate[0]));
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException(tls.certificate() + " can't be used: " + e.getMessage(), e);
    }
  }

  private static List<Certificate> chain(Path file) throws IOException {
    try {
      List<Certificate> chain =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))));
      if (chain.isEmpty()) {
        throw new IOException(file + " holds no certificate in PEM");
      }
      return chain;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificate in PEM: " + e.getMessage(), e);
    }
  }

  private static PrivateKey key(Path file, PublicKey certified) throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    while (block.find()) {
      if (block.group(1).equals("PRIVATE KEY")) {
        return pkcs8(file, Base64.getMimeDecoder().decode(block.group(2)), certified);
      }
      if (block.group(1).endsWith("PRIVATE KEY")) {
        throw new IOException(
            ("%s holds a key as `%s`; an unencrypted PKCS #8 one is needed: openssl pkcs8 -topk8"
                    + " -nocrypt -in %s -out NEW")
                .formatted(file, block.group(1), file));
      }
    }
    throw new IOException(file + " holds no private key in PEM");
  }

  private static PrivateKey pkcs8(Path file, byte[] der, PublicKey certified) throws IOException {
    String algorithm = certified.getAlgorithm();
    String signature = ALGORITHMS.get(algorithm);
    if (signature == null) {
      throw new IOException(file + ": keys of the kind " + algorithm + " are not supported");
    }
    try {
      PrivateKey key =
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      byte[] something = {1};
      Signature signing = Signature.getInstance(signature);
      signing.initSign(key);
      signing.update(something);
      byte[] signed = signing.sign();
      signing.initVerify(certified);
      signing.update(something);
      if (signing.verify(signed)) {
        return key;
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " is not the key of the certificate: " + e.getMessage(), e);
    }
    throw new IOException(file + " is not the key of the certificate");
  }
}
