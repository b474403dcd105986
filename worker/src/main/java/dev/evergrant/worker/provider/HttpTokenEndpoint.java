package dev.evergrant.worker.provider;

import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.provider.FormClient.Outcome.Answered;
import dev.evergrant.worker.provider.FormClient.Outcome.NotSent;
import dev.evergrant.worker.provider.FormClient.Outcome.Unanswered;
import java.time.InstantSource;

/**
 * The token endpoint over HTTP. A call that failed before its body began to leave is {@code
 * Unavailable}, every later failure {@code InDoubt} (failure model, R1). Safe for any thread.
 */
public final class HttpTokenEndpoint implements TokenEndpoint {

  private final FormClient client;
  private final InstantSource clock;

  /**
   * @param clock only for a {@code Retry-After} that names a moment
   */
  public HttpTokenEndpoint(FormClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public Answer ask(Profile provider, Credentials credentials, Question question, long latest) {
    var request = FormRequest.of(provider, credentials, question);
    return switch (client.post(request, provider.limits().deadline(), latest)) {
      case Answered(var answer, var sentNanos) ->
          new Answer(ReplyReader.read(answer, provider, clock.instant()), sentNanos);
      case NotSent(var problem, var sentNanos) ->
          new Answer(new Reply.Unavailable(problem), sentNanos);
      case Unanswered(var problem, var hungUp, var sentNanos) ->
          new Answer(new Reply.InDoubt(problem, hungUp), sentNanos);
    };
  }
}
