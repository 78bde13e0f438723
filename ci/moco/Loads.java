import com.github.dreamhead.moco.bootstrap.arg.HttpArgs;
import com.github.dreamhead.moco.runner.JsonRunner;

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.List;

/** Whether Moco accepts each of the stub files that are named: a line "verdict TAB file TAB accepted" or "refused: why". */
public final class Loads {
    public static void main(final String[] files) throws Exception {
        for (String file : files) {
            System.out.println("verdict\t" + file + "\t" + verdict(file));
        }
        System.exit(0);
    }

    private static String verdict(final String file) throws Exception {
        try (InputStream stream = new FileInputStream(file)) {
            JsonRunner.newJsonRunnerWithStreams(List.of(stream), HttpArgs.httpArgs().withPort(0).build());
            return "accepted";
        } catch (Exception e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return "refused: " + String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
        }
    }
}
