import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpression;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * What javax.xml.xpath says, asked as Moco asks it: over a document that knows namespaces, with no prefix bound. Each line of the input
 * is an expression and a document, as UTF-8 in hexadecimal with a leading dot; each line of the output is "refused", "error", "scalar"
 * and its text, or "nodes" and the value of each in the order of the document, "-" for one that has none.
 */
class XPathJudge {
  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    var out = new StringBuilder();
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    var builder = factory.newDocumentBuilder();
    XPath xpath = XPathFactory.newInstance().newXPath();
    for (String line; (line = in.readLine()) != null; ) {
      String[] words = line.split(" ");
      Document document = builder.parse(new InputSource(new StringReader(text(words[1]))));
      out.append(result(xpath, text(words[0]), document)).append('\n');
    }
    System.out.print(out);
  }

  static String text(String word) {
    return new String(HexFormat.of().parseHex(word.substring(1)), StandardCharsets.UTF_8);
  }

  static String hex(String text) {
    return "." + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  static String result(XPath xpath, String text, Document document) {
    XPathExpression expression;
    try {
      expression = xpath.compile(text);
    } catch (XPathExpressionException e) {
      return "refused";
    }
    try {
      var nodes = (NodeList) expression.evaluate(document, XPathConstants.NODESET);
      var out = new StringBuilder("nodes");
      for (int i = 0; i < nodes.getLength(); i++) {
        String value = nodes.item(i).getNodeValue();
        out.append(' ').append(value == null ? "-" : hex(value));
      }
      return out.toString();
    } catch (XPathExpressionException | RuntimeException notNodes) {
      try {
        return "scalar " + hex((String) expression.evaluate(document, XPathConstants.STRING));
      } catch (XPathExpressionException | RuntimeException e) {
        return "error";
      }
    }
  }
}
