package dev.gatekeeper.server.auth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The count of an address's or a name's failed authentications. Each failure after the first few
 * doubles how long its answer takes; a quiet while forgets them. Remembers a bounded number,
 * addresses apart from names, so that made-up names don't push out an address.
 */
final class FailedSignIns {
  private static final int REMEMBERED = 10_000;
  private static final int FREE = 5;
  private static final int IPV6_BYTES = 16;
  private static final int IPV6_SITE_BYTES = 8;
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private final Duration first;
  private final Duration longest;
  private final Map<String, Count> addresses = new Bounded();
  private final Map<String, Count> names = new Bounded();

  /**
   * @param first how long the first answer that waits at all has to wait
   * @param longest how long any has to wait at most
   */
  FailedSignIns(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
  }

  private record Count(int failures, long nanos) {}

  private static final class Bounded extends LinkedHashMap<String, Count> {
    private static final long serialVersionUID = 1L;

    Bounded() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
      return size() > REMEMBERED;
    }
  }

  /**
   * Counts a failure and says how long its answer has to wait.
   *
   * @param address where it came from
   * @param name whom it named, "" for nobody
   * @param nanos when, on a clock that never goes back
   */
  synchronized Duration failed(String address, String name, long nanos) {
    Duration delay = count(addresses, site(address), nanos);
    if (name.isEmpty()) {
      return delay;
    }
    // a name may be as long as a header; what tells it from others need not be
    Duration other = count(names, name.length() + " " + name.hashCode(), nanos);
    return delay.compareTo(other) > 0 ? delay : other;
  }

  private Duration count(Map<String, Count> counts, String who, long nanos) {
    Count before = counts.getOrDefault(who, new Count(0, nanos));
    boolean forgotten = nanos - before.nanos > FORGOTTEN.toNanos();
    int failures = forgotten ? 1 : before.failures + 1;
    counts.put(who, new Count(failures, nanos));
    if (failures <= FREE) {
      return Duration.ZERO;
    }
    Duration delay = first.multipliedBy(1L << Math.min(failures - FREE - 1, 20));
    return delay.compareTo(longest) > 0 ? longest : delay;
  }

  /** Who has one IPv6 address has 2^64 of them. */
  private static String site(String address) {
    if (!address.contains(":")) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return bytes.length == IPV6_BYTES
          ? HexFormat.of().formatHex(bytes, 0, IPV6_SITE_BYTES)
          : address;
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
