package io.penstock.core.stages.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.nio.file.Path;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavSinkTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.stereo(8000, Timebase.ms(20));

    @TempDir
    Path folder;

    @Override
    protected Stage create() {
        return WavSink.to(folder.resolve("out.wav"));
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    @Test
    void writesWhatJavaSoundReads() throws Exception {
        for (final AudioFormat format : new AudioFormat[] {FORMAT, FORMAT.as(SampleType.F32)}) {
            final byte[] first = payload("in", format, 0);
            try (StageHarness h = StageHarness.of(create()).input(format).start()) {
                h.push(h.frame().payload(first));
                h.push(h.frame().length(0).set(FrameFlags.GAP));
                h.pushGap(0, Timebase.ms(10).toNanos());
                h.endOfStream();
                assertEquals(2, h.counter("filled"));
            }
            try (AudioInputStream in = AudioSystem.getAudioInputStream(folder.resolve("out.wav").toFile())) {
                assertEquals(2, in.getFormat().getChannels());
                assertEquals(8000, in.getFormat().getSampleRate());
                assertEquals(160 + 160 + 80, in.getFrameLength(), "sound, and silence for what is missing");
                assertArrayEquals(first, in.readNBytes(first.length));
            }
        }
    }

    @Test
    void canBeReadUpToTheLastSecondWhileItIsStillBeingWritten() throws Exception {
        try (StageHarness h = StageHarness.of(create()).input(FORMAT).start()) {
            for (int i = 0; i < 60; i++) {
                h.push(h.frame().payload(payload("in", FORMAT, i)));
            }
            assertEquals(8000, WavSource.of(folder.resolve("out.wav"), Timebase.ms(20)).samples());
        }
        assertEquals(9600, WavSource.of(folder.resolve("out.wav"), Timebase.ms(20)).samples());
    }

    @Test
    void leavesOutWhatDoesNotFitTheFileAndCountsIt() throws Exception {
        try (StageHarness h = StageHarness.of(create()).input(FORMAT).start()) {
            h.push(h.frame().length(7));
            h.pushFormatChange(AudioFormat.mono(8000, Timebase.ms(20)));
            h.push(h.frame().length(320));
            assertEquals(1, h.counter("dropped.truncated"));
            assertEquals(1, h.counter("dropped.format"));
        }
    }
}
