package dev.evergrant.worker.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.dataformat.yaml.YAMLAnchorReplayingFactory;

/**
 * Reads YAML to a tree. Jackson's own tree would keep the last of two equal keys, or stop at the
 * first pair; here every pair is a problem.
 */
final class Yaml {

  // Anchors and aliases, so that both environments can share a list of redirect URIs.
  private static final TokenStreamFactory YAML = new YAMLAnchorReplayingFactory();

  private final JsonParser parser;
  private final List<Problem> problems;

  private Yaml(JsonParser parser, List<Problem> problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** The file's one document; an empty mapping where there is none or it cannot be read. */
  static Node read(String yaml, List<Problem> problems) {
    try (var parser = YAML.createParser(ObjectReadContext.empty(), yaml)) {
      return new Yaml(parser, problems).document();
    } catch (JacksonException e) {
      problems.add(new Problem("", syntax(e)));
      return new Node.Mapping(Map.of());
    }
  }

  private Node document() {
    if (parser.nextToken() == null) {
      return new Node.Mapping(Map.of());
    }
    var document = node("");
    if (parser.nextToken() != null) {
      problems.add(new Problem("", "Keep the configuration in one YAML document, without `---`."));
    }
    return document;
  }

  private Node node(String path) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(path);
      case START_ARRAY -> sequence(path);
      case VALUE_NULL -> new Node.Null();
      default -> new Node.Scalar(parser.getString());
    };
  }

  private Node mapping(String path) {
    var entries = new LinkedHashMap<String, Node>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String at = Cursor.join(path, key);
      parser.nextToken();
      if (entries.put(key, node(at)) != null) {
        problems.add(new Problem(at, "This key is there more than once; keep one of them."));
      }
    }
    return new Node.Mapping(entries);
  }

  private Node sequence(String path) {
    var items = new ArrayList<Node>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(path + "[" + items.size() + "]"));
    }
    return new Node.Sequence(items);
  }

  // The parser's message quotes the source, so only the place is taken from it.
  private static String syntax(JacksonException e) {
    int line = e.getLocation().getLineNr();
    int column = e.getLocation().getColumnNr();
    if (e.getCause() instanceof MarkedYamlEngineException marked
        && marked.getProblemMark().isPresent()) {
      line = marked.getProblemMark().get().getLine() + 1;
      column = marked.getProblemMark().get().getColumn() + 1;
    }
    return "The file is not YAML at line "
        + line
        + ", column "
        + column
        + "; look there for an unclosed bracket or quote, a wrong indent, a tab, or a value with"
        + " `{`, `: ` or ` #` that needs quotes.";
  }
}
