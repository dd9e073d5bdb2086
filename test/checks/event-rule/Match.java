import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.event.ruler.Ruler;

/** Matches events against rules as EventBridge does: "rule pattern" a line, and below it "true|false event" a line. */
public final class Match {
  public static void main(String[] arguments) throws Exception {
    List<String> lines = Files.readAllLines(Path.of(arguments[0]));
    int passed = 0;
    String rule = "";
    for (String line : lines) {
      if (line.startsWith("rule ")) {
        rule = line.substring(line.indexOf(' ') + 1);
        continue;
      }
      boolean expected = line.startsWith("true ");
      String event = line.substring(line.indexOf(' ') + 1);
      if (Ruler.matchesRule(event, rule) != expected) {
        System.out.println("expected " + expected + ": " + event);
        System.out.println(passed + " passed, 1 failed");
        System.exit(1);
      }
      passed++;
    }
    System.out.println(passed + " passed, 0 failed");
  }
}
