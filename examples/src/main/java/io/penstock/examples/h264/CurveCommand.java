package io.penstock.examples.h264;

import io.penstock.codecs.h264.encoder.Preset;
import io.penstock.error.ConfigurationException;
import io.penstock.examples.report.RatesPage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws rate-distortion curves. */
@Command(name = "curve", mixinStandardHelpOptions = true,
    description = "Encodes a clip at several bit rates and presets, beside x264 if asked, and shows quality over rate.",
    footer = {"", "x264 runs by ffmpeg: -tune zerolatency -profile:v baseline -threads 1, no VBV; its fps are those of the ffmpeg process.",
        "BD-rate: bits more (+) or fewer (-) for the same luma PSNR, the mean over what both curves cover; BD-PSNR: decibels at the same rate.", "",
        "For example:  h264 curve in.y4m --presets ultrafast,medium --x264 ultrafast,veryfast --plot curves.html"})
final class CurveCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "IN", description = "A .y4m or .mp4 file.")
    private Path in;
    @Option(names = "--presets", split = ",", paramLabel = "P", defaultValue = "ULTRAFAST,VERYFAST,MEDIUM",
        description = "${COMPLETION-CANDIDATES}, separated by commas (default: ${DEFAULT-VALUE}).")
    private List<Preset> presets;
    @Option(names = "--bitrates", split = ",", paramLabel = "BPS", defaultValue = "300000,600000,1200000,2400000",
        description = "Bits a second, separated by commas (default: ${DEFAULT-VALUE}).")
    private List<Integer> bitrates;
    @Option(names = "--x264", arity = "0..1", split = ",", paramLabel = "P", fallbackValue = "ultrafast,veryfast",
        description = "Compares with x264's presets, if there is an ffmpeg that has it (without a value: ${FALLBACK-VALUE}).")
    private List<String> x264;
    @Option(names = "--rounds", paramLabel = "N", defaultValue = "1",
        description = "Encodes everything so often, all encoders by turns; the fastest round counts for fps (default: ${DEFAULT-VALUE}).")
    private int rounds;
    @Option(names = "--plot", paramLabel = "PAGE.html", description = "Writes a page with the curves.")
    private Path plot;
    @Option(names = "--csv", paramLabel = "FILE.csv", description = "Writes the table.")
    private Path csv;
    @Option(names = "--frames", paramLabel = "N", defaultValue = "300", description = "Most pictures to encode (default: ${DEFAULT-VALUE}).")
    private int frames;
    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "2",
        description = "Encodes for so long with each preset before (default: ${DEFAULT-VALUE}).")
    private double warmUp;
    @Mixin
    private EncoderOptions options;
    @Spec
    private CommandSpec spec;

    /** For picocli. */
    CurveCommand() {
    }

    /** One encoder with one preset. */
    private interface Contender {
        EncodeRun.Result run(int bitrate) throws IOException;
    }

    /** One row of the table. */
    private record Row(String encoder, int asked, EncodeRun.Result result) {
        List<String> cells() {
            final Quality q = result.quality();
            final List<String> cells = new ArrayList<>(List.of(encoder, Integer.toString(asked / 1000)));
            cells.add(String.format(Locale.ROOT, "%.1f", result.kbps()));
            for (int plane = 0; plane < 3; plane++) {
                cells.add(String.format(Locale.ROOT, "%.2f", q.psnrDb(plane)));
            }
            cells.add(String.format(Locale.ROOT, "%.4f", q.ssim(0)));
            cells.add(String.format(Locale.ROOT, "%.4f", q.ssimAll()));
            cells.add(String.format(Locale.ROOT, "%.1f", result.fps()));
            return cells;
        }
    }

    private static final List<String> HEADS = List.of("encoder", "asked", "kbps", "psnr-y", "psnr-u", "psnr-v", "ssim-y", "ssim", "fps");

    @Override
    public Integer call() throws IOException {
        final boolean rates = !bitrates.isEmpty() && bitrates.stream().allMatch(b -> b != null && b > 0);
        if (!rates || frames < 1 || rounds < 1 || !(warmUp >= 0 && warmUp <= 600)) {
            throw new ParameterException(spec.commandLine(),
                "--frames, --rounds and --bitrates: accepted are numbers from 1; --warm-up: seconds from 0 to 600");
        }
        final PrintWriter say = spec.commandLine().getOut();
        final PictureClip clip = PictureClip.read(in, frames);
        final Map<String, Contender> contenders = contenders(clip, say);
        final List<Row> rows = measured(contenders, say);
        final List<String> distances = distances(rows);
        print(rows, distances, say);
        if (csv != null) {
            final List<String> lines = new ArrayList<>(List.of(String.join(",", HEADS)));
            rows.forEach(row -> lines.add(String.join(",", row.cells())));
            Files.write(csv, lines);
        }
        if (plot != null) {
            page(clip, rows, distances).write(plot);
        }
        return 0;
    }

    private Map<String, Contender> contenders(final PictureClip clip, final PrintWriter say) throws IOException {
        final Map<String, Contender> contenders = new LinkedHashMap<>();
        for (final Preset preset : presets) {
            new EncodeRun(clip, options.settings(clip, preset, bitrates.get(0))).warmUp(warmUp);
            contenders.put("penstock " + preset, bitrate -> new EncodeRun(clip, options.settings(clip, preset, bitrate))
                .run(OutputStream.nullOutputStream(), true, n -> { }));
        }
        if (x264 != null && !X264.isThere()) {
            say.println("x264: there is no ffmpeg with libx264 on the path; it is left out");
        } else if (x264 != null) {
            final X264 peer = new X264(clip, options.keyInterval());
            for (final String preset : x264) {
                if (!preset.matches("[a-z]+")) {
                    throw new ConfigurationException("--x264 " + preset + ": accepted are presets such as ultrafast or veryfast");
                }
                contenders.put("x264 " + preset, bitrate -> peer.run(preset, bitrate));
            }
        }
        return contenders;
    }

    private List<Row> measured(final Map<String, Contender> contenders, final PrintWriter say) throws IOException {
        final Map<String, Row> rows = new LinkedHashMap<>();
        contenders.keySet().forEach(name -> bitrates.forEach(bitrate -> rows.put(name + ' ' + bitrate, null)));
        final int total = rounds * rows.size();
        final ProgressBar bar = new ProgressBar(say, "encoding", total);
        int done = 0;
        for (int round = 0; round < rounds; round++) {
            for (final int bitrate : bitrates) {
                for (final Map.Entry<String, Contender> one : contenders.entrySet()) {
                    final EncodeRun.Result result = one.getValue().run(bitrate);
                    rows.merge(one.getKey() + ' ' + bitrate, new Row(one.getKey(), bitrate, result),
                        (a, b) -> a == null || b.result().cpuSeconds() < a.result().cpuSeconds() ? b : a);
                    bar.at(++done, one.getKey());
                }
            }
        }
        bar.end();
        return List.copyOf(rows.values());
    }

    private static Bjontegaard.Point[] curve(final List<Row> rows, final String encoder) {
        return rows.stream().filter(row -> row.encoder().equals(encoder))
            .map(row -> new Bjontegaard.Point(row.result().kbps(), row.result().quality().psnrDb(0))).toArray(Bjontegaard.Point[]::new);
    }

    private static List<String> distances(final List<Row> rows) {
        final List<String> lines = new ArrayList<>();
        final List<String> encoders = rows.stream().map(Row::encoder).distinct().toList();
        for (final String anchor : encoders) {
            for (final String encoder : encoders) {
                if (anchor.startsWith("x264") && encoder.startsWith("penstock")) {
                    final double rate = Bjontegaard.ratePercent(curve(rows, anchor), curve(rows, encoder));
                    final double db = Bjontegaard.psnrDb(curve(rows, anchor), curve(rows, encoder));
                    lines.add(encoder + " against " + anchor + ": " + (Double.isNaN(rate) ? "no quality in common"
                        : String.format(Locale.ROOT, "BD-rate %+.1f %%", rate)) + (Double.isNaN(db) ? ", no rate in common"
                        : String.format(Locale.ROOT, ", BD-PSNR %+.2f dB", db)));
                }
            }
        }
        return lines;
    }

    private static void print(final List<Row> rows, final List<String> distances, final PrintWriter say) {
        say.println(String.format(Locale.ROOT, "%-20s%7s%9s%8s%8s%8s%8s%8s%8s", HEADS.toArray()));
        rows.forEach(row -> say.println(String.format(Locale.ROOT, "%-20s%7s%9s%8s%8s%8s%8s%8s%8s", row.cells().toArray())));
        distances.forEach(say::println);
        say.flush();
    }

    private RatesPage page(final PictureClip clip, final List<Row> rows, final List<String> distances) {
        final RatesPage page = new RatesPage("h264 curve", in.getFileName() + ": " + clip.pictures().size() + " pictures, "
            + clip.format().describe());
        distances.forEach(page::note);
        final List<String> encoders = rows.stream().map(Row::encoder).distinct().toList();
        for (final String encoder : encoders) {
            final List<Row> own = rows.stream().filter(row -> row.encoder().equals(encoder)).toList();
            final double[] rates = own.stream().mapToDouble(row -> row.result().kbps()).toArray();
            page.curve("Luma PSNR", "dB", encoder, rates, own.stream().mapToDouble(row -> row.result().quality().psnrDb(0)).toArray());
            page.curve("SSIM of all planes", "", encoder, rates, own.stream().mapToDouble(row -> row.result().quality().ssimAll()).toArray());
            page.curve("Pictures per CPU second", "fps", encoder, rates, own.stream().mapToDouble(row -> row.result().fps()).toArray());
        }
        final List<List<String>> table = new ArrayList<>(List.of(HEADS));
        rows.forEach(row -> table.add(row.cells()));
        page.table("Rates in kbps, PSNR in dB, pictures per CPU second of the encoding thread (of the ffmpeg process for x264).", table);
        return page;
    }
}
