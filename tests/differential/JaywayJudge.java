import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * What Jayway's JsonPath says. Each line of the input is a path and a document, as UTF-8 in hexadecimal with a leading dot; each line
 * of the output is "refused", "absent", "error", or the result as JSON: always as a list, a definite path's value as its element.
 */
class JaywayJudge {
  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    var out = new StringBuilder();
    for (String line; (line = in.readLine()) != null; ) {
      String[] words = line.split(" ");
      out.append(result(text(words[0]), text(words[1]))).append('\n');
    }
    System.out.write(out.toString().getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  static String text(String word) {
    return new String(HexFormat.of().parseHex(word.substring(1)), StandardCharsets.UTF_8);
  }

  static String result(String path, String document) {
    JsonPath compiled;
    try {
      compiled = JsonPath.compile(path);
    } catch (RuntimeException e) {
      return "refused";
    }
    try {
      Object found = compiled.read(document);
      Object list = compiled.isDefinite() ? java.util.Collections.singletonList(found) : found;
      return Configuration.defaultConfiguration().jsonProvider().toJson(list);
    } catch (PathNotFoundException e) {
      return "absent";
    } catch (RuntimeException e) {
      return "error";
    }
  }
}
