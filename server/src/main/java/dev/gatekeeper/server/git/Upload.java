package dev.gatekeeper.server.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.eclipse.jgit.annotations.Nullable;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;

/** A fetch, in which nothing is there but what the reader is shown. */
final class Upload extends UploadPack {
  private final Repository repository;
  private final Map<String, Ref> shown;
  private final Slots slots;

  Upload(Repository repository, Map<String, Ref> shown, Slots slots) {
    super(repository);
    this.repository = repository;
    this.shown = shown;
    this.slots = slots;
    setAdvertisedRefs(shown);
    setBiDirectionalPipe(false);
    setRequestPolicy(RequestPolicy.ADVERTISED);
  }

  @Override
  public void uploadWithExceptionPropagation(
      InputStream input, OutputStream output, @Nullable OutputStream messages) throws IOException {
    InputStream request;
    try {
      Reach reach = new Reach(repository, VisibleRefs.tips(shown));
      request = new FetchGuard(reach, shown.keySet(), allTagsShown()).filter(new PacedInput(input));
    } catch (FetchGuard.Refused e) {
      throw new ServiceMayNotContinueException(e.getMessage(), e);
    }
    try (Slots.Slot slot = slots.take()) {
      super.uploadWithExceptionPropagation(request, output, messages);
    } catch (Slots.Busy e) {
      throw new ServiceMayNotContinueException(e.getMessage() + "; fetch again later", e);
    }
  }

  private boolean allTagsShown() throws IOException {
    return repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS).stream()
        .allMatch(tag -> shown.containsKey(tag.getName()));
  }
}
