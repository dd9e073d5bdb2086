import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.event.ruler.Ruler;

/** Matches events against a rule as EventBridge does: first line the pattern, then "true|false event" a line. */
public final class Match {
  public static void main(String[] arguments) throws Exception {
    List<String> lines = Files.readAllLines(Path.of(arguments[0]));
    int passed = 0;
    for (String line : lines.subList(1, lines.size())) {
      boolean expected = line.startsWith("true ");
      String event = line.substring(line.indexOf(' ') + 1);
      if (Ruler.matchesRule(event, lines.get(0)) != expected) {
        System.out.println("expected " + expected + ": " + event);
        System.out.println(passed + " passed, 1 failed");
        System.exit(1);
      }
      passed++;
    }
    System.out.println(passed + " passed, 0 failed");
  }
}
