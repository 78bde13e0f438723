import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What java.math.BigDecimal, Double.toString, DecimalFormat and String say. Each line of the input is a question of words, each line of
 * the output its answer, or "error".
 */
class NumberJudge {
  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    var out = new StringBuilder();
    for (String line; (line = in.readLine()) != null; ) {
      String answer;
      try {
        answer = answer(line.split(" "));
      } catch (RuntimeException e) {
        answer = "error";
      }
      out.append(answer).append('\n');
    }
    System.out.print(out);
  }

  static String answer(String[] words) {
    if (words[0].equals("double")) {
      return Double.toString(Double.longBitsToDouble(Long.parseUnsignedLong(words[1])));
    }
    if (words[0].equals("charset")) {
      var text = new String(HexFormat.of().parseHex(words[2]), Charset.forName(words[1]));
      return "." + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
    var a = new BigDecimal(words[1]);
    switch (words[0]) {
      case "text": return a.toString();
      case "plain": return a.toPlainString();
      case "strip": return a.stripTrailingZeros().toString();
      case "long": return Long.toString(a.longValue());
      case "double-bits": return Long.toUnsignedString(Double.doubleToLongBits(a.doubleValue()));
      case "scale": return a.setScale(Integer.parseInt(words[2]), rounding(words[3])).toString();
      case "format": {
        var format = new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT));
        return format.format(a);
      }
      default:
    }
    var b = new BigDecimal(words[2]);
    switch (words[0]) {
      case "plus": return a.add(b).toString();
      case "minus": return a.subtract(b).toString();
      case "times": return a.multiply(b).toString();
      case "compare": return Integer.toString(a.compareTo(b));
      case "divide": return a.divide(b, Integer.parseInt(words[3]), rounding(words[4])).toString();
      default: return "error";
    }
  }

  static RoundingMode rounding(String word) {
    return new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP, RoundingMode.FLOOR, RoundingMode.CEILING, RoundingMode.HALF_UP,
        RoundingMode.HALF_DOWN, RoundingMode.HALF_EVEN}[Integer.parseInt(word)];
  }
}
