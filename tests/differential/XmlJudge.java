import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.xml.parsers.DocumentBuilderFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Which documents Java's parser takes, asked as Moco asks it: a text, without what a DTD elsewhere would say. Each line of the input is a
 * document, as UTF-8 in hexadecimal with a leading dot; each line of the output is "taken" or "refused".
 */
class XmlJudge {
  public static void main(String[] arguments) throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    var out = new StringBuilder();
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    var builder = factory.newDocumentBuilder();
    builder.setErrorHandler(null);
    builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
    // What it is not quiet about otherwise.
    System.setErr(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
    for (String line; (line = in.readLine()) != null; ) {
      String document = new String(HexFormat.of().parseHex(line.substring(1)), StandardCharsets.UTF_8);
      try {
        builder.parse(new InputSource(new StringReader(document)));
        out.append("taken\n");
      } catch (SAXException e) {
        out.append("refused\n");
      }
    }
    System.out.print(out);
  }
}
