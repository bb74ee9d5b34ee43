package dev.gatekeeper.core.git;

import dev.gatekeeper.core.model.FsckId;
import java.util.List;

/**
 * An error of one object.
 *
 * @param detail what is wrong, in words
 */
record FsckFault(FsckId id, String detail) {

  /** Adds one, unless there is one of its kind: an object may have as many as it has bytes. */
  static void add(List<FsckFault> faults, FsckId id, String detail) {
    if (faults.stream().noneMatch(fault -> fault.id() == id)) {
      faults.add(new FsckFault(id, detail));
    }
  }
}
