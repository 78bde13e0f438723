import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapperBuilder;
import freemarker.template.Template;
import freemarker.template.TemplateExceptionHandler;
import java.io.File;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;

/**
 * Fills in the templates of a file of cases as Moco does, and prints a JSON array with what came of each: {"out": "..."} or {"fails": "why"}.
 * Moco's settings, English, UTC.
 */
class Judge {
  public static void main(String[] args) throws Exception {
    System.setProperty("org.freemarker.loggerLibrary", "none");
    Locale.setDefault(Locale.US);
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    var cfg = new Configuration(Configuration.VERSION_2_3_31);
    cfg.setObjectWrapper(new DefaultObjectWrapperBuilder(Configuration.VERSION_2_3_31).build());
    cfg.setNumberFormat("#.#");
    cfg.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    cfg.setLogTemplateExceptions(false);
    cfg.setAttemptExceptionReporter((e, env) -> {});
    var mapper = new ObjectMapper();
    JsonNode file = mapper.readTree(new File(args[0]));
    ArrayNode out = mapper.createArrayNode();
    for (JsonNode one : file.get("cases")) {
      String text = one.isTextual() ? one.asText() : one.get("template").asText();
      ObjectNode result = out.addObject();
      try {
        Map<?, ?> data = mapper.convertValue(file.get("data"), Map.class);
        var writer = new StringWriter();
        new Template("t", text, cfg).process(data, writer);
        result.put("out", new String(writer.toString().getBytes("UTF-8"), "UTF-8"));
      } catch (Exception | StackOverflowError e) {
        String why = String.valueOf(e.getMessage());
        result.put("fails", why.lines().findFirst().orElse(""));
      }
    }
    var lines = new StringBuilder("[\n");
    for (int i = 0; i < out.size(); i++)
      lines.append("  ").append(mapper.writeValueAsString(out.get(i))).append(i + 1 < out.size() ? ",\n" : "\n");
    System.out.write(lines.append("]\n").toString().getBytes("UTF-8"));
    System.out.flush();
  }
}
