import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/** Runs google-java-format over every Java source: {@code check} fails on a file that is not
 * formatted and names it, {@code write} formats it in place. */
public class FormatJava {
  public static void main(String[] arguments) throws IOException {
    boolean write = arguments[0].equals("write");
    List<String> call = new ArrayList<>();
    call.addAll(write ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    try (var files = Files.walk(Path.of("").toAbsolutePath())) {
      files
          .filter(file -> file.toString().matches(".*/src/(main|test)/java/.*\\.java"))
          .filter(file -> !file.toString().matches(".*/(target|node_modules|\\.evergrant)/.*"))
          .map(Path::toString)
          .forEach(call::add);
    }
    if (call.size() == 2 - (write ? 1 : 0)) {
      return;
    }
    var tool = ToolProvider.findFirst("google-java-format").orElseThrow();
    int status =
        tool.run(
            new PrintWriter(System.out, true),
            new PrintWriter(System.err, true),
            call.toArray(String[]::new));
    if (status != 0) {
      System.err.println(
          "The files above are not formatted. Format them with: mvn -N validate -Dformat=write");
      System.exit(status);
    }
  }
}
