package dev.gatekeeper.server.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last events of one repository, for those who come back. */
final class EventBuffer {
  private static final int MOST = 256;
  private static final int CHARACTERS = 4 << 20;

  private final Deque<Event> events = new ArrayDeque<>();
  private long size;

  void add(Event event) {
    events.addLast(event);
    size += event.size();
    while (events.size() > MOST || (events.size() > 1 && size > CHARACTERS)) {
      size -= events.removeFirst().size();
    }
  }

  /**
   * What came after that event: a list of one, which holds the events, or none if the event is not
   * known (any more), so that some may have been missed.
   */
  List<List<Event>> after(String id) {
    List<Event> later = new ArrayList<>();
    boolean met = false;
    for (Event event : events) {
      if (met) {
        later.add(event);
      }
      met |= event.id().equals(id);
    }
    return met ? List.of(later) : List.of();
  }
}
