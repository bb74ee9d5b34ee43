package dev.gatekeeper.server.git;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.eclipse.jgit.annotations.Nullable;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.TransferConfig;
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
    // what the configuration may allow, filters and any id wanted, would go past what is shown
    setTransferConfig(new TransferConfig(new Config()));
    setAdvertisedRefs(shown);
    setBiDirectionalPipe(false);
    setRequestPolicy(RequestPolicy.ADVERTISED);
  }

  @Override
  public void uploadWithExceptionPropagation(
      InputStream input, OutputStream output, @Nullable OutputStream messages) throws IOException {
    InputStream request;
    try {
      request =
          new FetchGuard(repository, VisibleRefs.tips(shown), shown.keySet(), allTagsShown())
              .filter(new PacedInput(input));
    } catch (FetchGuard.Refused e) {
      throw refused(e.getMessage(), e);
    }
    try (Slots.Slot slot = slots.take()) {
      super.uploadWithExceptionPropagation(request, output, messages);
    } catch (Slots.Busy e) {
      throw refused(e.getMessage() + "; fetch again later", e);
    }
  }

  /** With status 200, since git shows nobody the words of an answer that has another. */
  private static ServiceMayNotContinueException refused(@Nullable String why, Exception cause) {
    return new ServiceMayNotContinueException(why, cause, HttpServletResponse.SC_OK);
  }

  private boolean allTagsShown() throws IOException {
    return repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS).stream()
        .allMatch(tag -> shown.containsKey(tag.getName()));
  }
}
