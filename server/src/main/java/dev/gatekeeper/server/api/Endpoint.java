package dev.gatekeeper.server.api;

import java.io.IOException;

/** Something that the API answers. */
@FunctionalInterface
interface Endpoint {
  void answer(Call call) throws Problem, IOException;
}
