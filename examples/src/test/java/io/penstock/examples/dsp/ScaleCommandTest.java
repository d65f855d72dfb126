package io.penstock.examples.dsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ScaleCommandTest {
    @TempDir
    Path folder;

    private int run(final StringWriter said, final String... arguments) {
        return new CommandLine(new DspCommand()).setOut(new PrintWriter(said)).setErr(new PrintWriter(said))
            .setExecutionExceptionHandler((e, command, result) -> {
                said.append(e.getMessage());
                return 2;
            }).execute(arguments);
    }

    private String film(final int width, final int height) throws Exception {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(("YUV4MPEG2 W" + width + " H" + height + " F10:1 C420jpeg\n").getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 3; i++) {
            bytes.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
            for (int k = 0; k < width * height * 3 / 2; k++) {
                bytes.write(100);
            }
        }
        return Files.write(folder.resolve("in.y4m"), bytes.toByteArray()).toString();
    }

    @Test
    void writesAFilmOfTheWantedSize() throws Exception {
        final Path out = folder.resolve("out.y4m");
        final StringWriter said = new StringWriter();
        assertEquals(0, run(said, "scale", film(32, 18), out.toString(), "--size", "16x16", "--fit", "within", "--quality", "area"), said::toString);
        final byte[] made = Files.readAllBytes(out);
        final String header = new String(made, 0, 30, StandardCharsets.US_ASCII);
        assertTrue(header.contains("W16 H10"), header);
        assertEquals(100, made[made.length - 1]);
        assertTrue(said.toString().contains("32x18 to 16x10, area, within"), said.toString());
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        final String in = film(8, 8);
        final String out = folder.resolve("out.y4m").toString();
        for (final String[] wrong : new String[][] {{"--size", "0x3"}, {"--size", "9x99999"}, {"--size", "4x4", "--quality", "best"},
            {"--size", "4x4", "--fit", "snug"}, {}}) {
            final String[] all = new String[3 + wrong.length];
            all[0] = "scale";
            all[1] = in;
            all[2] = out;
            System.arraycopy(wrong, 0, all, 3, wrong.length);
            final StringWriter said = new StringWriter();
            assertNotEquals(0, run(said, all));
            assertTrue(said.toString().contains(wrong.length == 0 ? "--size" : wrong[wrong.length - 1]), said.toString());
        }
    }
}
