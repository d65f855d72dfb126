package io.penstock.examples.dsp;

import io.penstock.error.ConfigurationException;
import io.penstock.examples.report.SoundPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that makes one sound of another, or of several, and says what it cost: reads {@link #input()}, calls {@link #run}, writes
 * {@link #output()}, prints. {@link SoundCommand} is the usual kind, with one file in.
 */
@Command(mixinStandardHelpOptions = true)
abstract class SoundTask implements Callable<Integer> {
    private static final int HEARD_SECONDS = 60;
    /** Lines to print and to show on the page, in order; {@link #run} adds to them. */
    final List<String> statistics = new ArrayList<>();
    @Option(names = "--plot", paramLabel = "PAGE.html", description = "Writes a page with spectrograms and levels, before and after.")
    private Path plot;
    @Option(names = "--float", description = "Writes 32-bit floats rather than 16-bit samples.")
    private boolean floats;
    @Option(names = "--align", description = "Takes the latency out of the output, so that it lies under the input.")
    private boolean align;
    @Spec
    private CommandSpec spec;
    private String headline = "";

    /** The sound before. */
    abstract WavFile input();

    /** Where the sound goes. */
    abstract Path output();

    /**
     * Makes the sound: by {@link #hops} as a rule; by any other means with {@link #measured} where rate or length change.
     *
     * @param in what {@link #input()} gave.
     */
    abstract WavFile run(WavFile in) throws IOException;

    @Override
    public final Integer call() throws IOException {
        final WavFile in = input();
        if (in.length() == 0) {
            throw new ConfigurationException("the file holds no samples");
        }
        final WavFile done = run(in);
        write(done, output());
        if (!headline.isEmpty()) {
            statistics.add(0, headline);
        }
        if (plot != null) {
            page(in, done).write(plot);
        }
        statistics.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private SoundPage page(final WavFile in, final WavFile done) {
        final SoundPage page = new SoundPage("dsp " + spec.name(), "Before and after, on one scale");
        page.statistics(statistics);
        show(page, "Before", in);
        plot(page, done);
        return page;
    }

    /** Shows the result on a page that shows the input already; commands add what else is worth seeing. */
    void plot(final SoundPage page, final WavFile done) {
        show(page, "After", done);
    }

    /** Shows a sound on a page: all of it as a picture, its first minute to listen to. */
    static void show(final SoundPage page, final String name, final WavFile sound) {
        page.sound(name, sound.mixed(), sound.rateHz(), sound.bytes(false, Math.min(sound.length(), HEARD_SECONDS * sound.rateHz())));
    }

    /** Writes the result; commands whose result is no sound write something else. */
    void write(final WavFile done, final Path to) throws IOException {
        done.write(to, floats);
    }

    /**
     * Runs a processor over a sound: the output lags by the latency and is that much longer, so that nothing is cut off, or neither with
     * {@code --align}.
     */
    WavFile hops(final WavFile in, final SoundProcessor processor) {
        if (in.rateHz() % 100 != 0) {
            throw new ConfigurationException("sample rate " + in.rateHz() + " Hz: accepted are multiples of 100, for hops of 10 ms; "
                + "\"dsp resample\" makes one");
        }
        final int hop = in.rateHz() / 100;
        final int latency = processor.latencySamples();
        final int lead = align ? latency : 0;
        final int n = in.length() + latency;
        final WavFile out = WavFile.silence(in.channels().length, n - lead, in.rateHz());
        final float[] from = new float[hop * in.channels().length];
        final float[] to = new float[from.length];
        final Cost cost = new Cost(n);
        for (int at = 0; at < n; at += hop) {
            in.interleave(at, from);
            processor.process(from, to);
            out.separate(to, at - lead);
            cost.reached(Math.min(n, at + hop));
        }
        measured(cost, in.rateHz(), latency);
        statistics.addAll(processor.statistics());
        return out;
    }

    /**
     * Says what it cost.
     *
     * @param cost           measured in samples of a channel.
     * @param rateHz         their rate.
     * @param latencySamples by how many of them the output lags.
     */
    void measured(final Cost cost, final int rateHz, final int latencySamples) {
        headline = String.format(Locale.ROOT, "%s; latency %.1f ms", cost.timesRealTime(rateHz), 1e3 * latencySamples / rateHz);
    }

    /** Whether the latency is to be taken out: what does not go through {@link #hops} has to see to it itself. */
    boolean isAligned() {
        return align;
    }
}
