package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTest {

  private final List<Problem> problems = new ArrayList<>();

  @Test
  void scalarsStayAsTheyAreWritten() {
    assertThat(read("{ a: 007, b: 1e5, c: true, d: '', e: null, f: }"))
        .isEqualTo(
            new Node.Mapping(
                Map.of(
                    "a", new Node.Scalar("007"),
                    "b", new Node.Scalar("1e5"),
                    "c", new Node.Scalar("true"),
                    "d", new Node.Scalar(""),
                    "e", new Node.Null(),
                    "f", new Node.Null())));
    assertThat(problems).isEmpty();
  }

  @Test
  void anAliasStandsForWhatItsAnchorMarks() {
    assertThat(read("a: &uris [x, y]\nb: *uris\n"))
        .isEqualTo(new Node.Mapping(Map.of("a", list("x", "y"), "b", list("x", "y"))));
  }

  @Test
  void everyDuplicateKeyIsAProblem() {
    read("a: 1\na: 2\nb: { c: { d: 1, d: 2 } }\ne: [{ f: 1, f: 2 }]\n");
    assertThat(problems).extracting(Problem::path).containsExactly("a", "b.c.d", "e[0].f");
  }

  @Test
  void aSecondDocumentIsAProblem() {
    read("a: 1\n---\nb: 2\n");
    assertThat(problems).extracting(Problem::message).singleElement().asString().contains("---");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'a: [s3cret, 2\nb: 3\n'             | line 2, column 2",
        "'a: s3cret: c\n'                    | line 1, column 10",
        "'a: 1\n# one\n\n\tb: s3cret\n'      | line 4, column 1",
        "'a: \"s3cret\n'                     | line 2, column 1",
        "'password: { a: ${env:S3CRET} }\n'  | line 1, column 17",
        "'a: @s3cret\n'                      | line 1, column 4",
        "'? [s3cret]\n: 1\n'                 | line 1",
        "'a: *s3cret\n'                      | line 1",
      })
  void aSyntaxErrorIsLocatedAndTheSourceIsNotQuoted(String yaml, String place) {
    read(yaml);
    assertThat(problems)
        .extracting(Problem::message)
        .singleElement()
        .asString()
        .contains(place)
        .doesNotContainIgnoringCase("s3cret");
  }

  private Node read(String yaml) {
    return Yaml.read(yaml, problems);
  }

  private static Node list(String... items) {
    return new Node.Sequence(
        List.of(items).stream().map(item -> (Node) new Node.Scalar(item)).toList());
  }
}
