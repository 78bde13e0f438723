import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What java.util.regex says. Each line of the input is a pattern and texts, as UTF-8 in hexadecimal and with a leading dot; each
 * line of the output is "error", or for each text "w" (the whole fits), "p" (a part does), "-" (neither) or "?" (Java gave up), with
 * the groups of find() behind it. A line `=pattern` asks which code points fit it instead, as ranges.
 */
class RegexJudge {
  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    var out = new StringBuilder();
    for (String line; (line = in.readLine()) != null; ) {
      out.append(line.startsWith("=") ? property(line.substring(1)) : verdicts(line.split(" "))).append('\n');
    }
    System.out.print(out);
  }

  static String text(String word) {
    return new String(HexFormat.of().parseHex(word.substring(1)), StandardCharsets.UTF_8);
  }

  static String verdicts(String[] words) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(text(words[0]));
    } catch (PatternSyntaxException e) {
      return "error";
    }
    var line = new StringBuilder();
    for (int i = 1; i < words.length; ++i) {
      line.append(i > 1 ? " " : "").append(verdict(pattern, text(words[i])));
    }
    return line.toString();
  }

  static String verdict(Pattern pattern, String text) {
    try {
      boolean whole = pattern.matcher(text).matches();
      Matcher part = pattern.matcher(text);
      if (!part.find()) return whole ? "w" : "-";
      var groups = new StringBuilder(whole ? "w" : "p");
      for (int g = 0; g <= part.groupCount(); ++g) {
        String group = part.group(g) == null ? "" : part.group(g);
        groups.append('.').append(HexFormat.of().formatHex(group.getBytes(StandardCharsets.UTF_8)));
      }
      return groups.toString();
    } catch (StackOverflowError | RuntimeException e) {
      return "?";
    }
  }

  static String property(String name) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(name);
    } catch (PatternSyntaxException e) {
      return "error";
    }
    var line = new StringBuilder();
    for (int point = 0; point <= Character.MAX_CODE_POINT; ++point) {
      if (asked(point) && Character.isDefined(point) && pattern.matcher(Character.toString(point)).matches()) {
        line.append(line.length() > 0 ? " " : "").append(Integer.toHexString(point)).append('-').append(Integer.toHexString(point));
      }
    }
    return line.length() > 0 ? line.toString() : "none";
  }

  static boolean asked(int point) {
    if (point >= 0xD800 && point <= 0xDFFF) return false;
    return point < 0x3400 || point >= 0xA000 && point < 0xAC00 || point >= 0xF900 && point < 0x10500 || point % 97 == 0;
  }
}
