package dev.evergrant.worker.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer's body as one flat look at it: a JSON object, the only object of a JSON array
 * (Salesforce), or a form (GitHub's old default), whatever the content type claims. Never throws.
 */
final class ReplyBody {

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxNumberLength(64)
                          .maxNameLength(1_024)
                          .maxStringLength(FormClient.LONGEST_ANSWER)
                          .maxDocumentLength(FormClient.LONGEST_ANSWER)
                          .build())
                  .build())
          // What follows a complete object takes nothing from the tokens in it.
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ReplyBody() {}

  /** An empty object where there is nothing to be read. */
  static JsonNode parse(HttpAnswer answer) {
    var json = json(answer.body());
    if (json.isObject()) {
      return json;
    }
    if (json.isArray() && json.size() == 1 && json.path(0).isObject()) {
      return json.path(0);
    }
    // A form has no end of its own, so of a body that broke off it cannot be told to be complete.
    return answer.whole() ? form(answer.body()) : nothing();
  }

  /** Missing where it is no JSON, or more or deeper than any answer is. */
  static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  private static JsonNode form(byte[] body) {
    var fields = Form.decode(new String(body, UTF_8).strip());
    if (fields == null || !(fields.containsKey("access_token") || fields.containsKey("error"))) {
      return nothing();
    }
    var node = nothing();
    fields.forEach(node::put);
    return node;
  }

  private static ObjectNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }
}
