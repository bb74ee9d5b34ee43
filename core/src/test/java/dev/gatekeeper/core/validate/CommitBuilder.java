package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.model.Oid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Puts together a commit of a few entries. */
final class CommitBuilder {
  private final BareRepository repository;
  private final ByteArrayOutputStream index = new ByteArrayOutputStream();

  CommitBuilder(BareRepository repository) {
    this.repository = repository;
  }

  CommitBuilder file(String path, String content) throws IOException {
    return entry("100644", path, repository.blob(content));
  }

  CommitBuilder file(String path, byte[] content) throws IOException {
    return entry("100644", path, repository.object("blob", content));
  }

  CommitBuilder executable(String path, String content) throws IOException {
    return entry("100755", path, repository.blob(content));
  }

  CommitBuilder link(String path, String target) throws IOException {
    return entry("120000", path, repository.blob(target));
  }

  CommitBuilder submodule(String path) {
    return entry("160000", path, "1".repeat(40));
  }

  private CommitBuilder entry(String mode, String path, String id) {
    index.writeBytes((mode + " " + id + "\t" + path + "\0").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  String tree() throws IOException {
    repository.git("read-tree", "--empty");
    repository.git(index.toByteArray(), "update-index", "-z", "--index-info");
    return repository.git("write-tree");
  }

  Oid commit() throws IOException {
    return new Oid(repository.commit(tree()));
  }
}
