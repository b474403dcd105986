package dev.evergrant.worker.provider;

import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.provider.FormClient.Outcome.Answered;
import dev.evergrant.worker.provider.FormClient.Outcome.NotSent;
import dev.evergrant.worker.provider.FormClient.Outcome.Unanswered;

/** The revocation endpoint over HTTP. Safe for any thread. */
public final class HttpRevocation implements Revocation {

  private final FormClient client;

  public HttpRevocation(FormClient client) {
    this.client = client;
  }

  @Override
  public Outcome revoke(Profile provider, Credentials credentials, Secret refreshToken) {
    var url = provider.revokeUrl();
    if (url == null) {
      return new Outcome.NotOffered();
    }
    var request = FormRequest.revoking(provider, url, credentials, refreshToken);
    return switch (client.post(request, provider.limits().deadline())) {
      case Answered(var answer, _) when answer.success() -> new Outcome.Told();
      case Answered(var answer, _) -> new Outcome.Failed("status " + answer.status());
      case NotSent(var problem, _) -> new Outcome.Failed(problem);
      case Unanswered(var problem, _, _) -> new Outcome.Failed(problem);
    };
  }
}
