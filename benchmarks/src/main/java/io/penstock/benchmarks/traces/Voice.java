package io.penstock.benchmarks.traces;

import io.penstock.clock.Timebase;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.FormatSpec;
import io.penstock.graph.Graph;
import io.penstock.spi.Codecs;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is said in traces: twenty seconds of a synthetic voice, Opus with in-band FEC, over and over; with or without pauses. */
final class Voice {
    static final AudioFormat SOUND = AudioFormat.mono(48_000, Timebase.ms(20));
    private static final int FRAMES = 1000;
    private static final int BITRATE = 32_000;
    /** Packets of a thousand: makes the encoder repeat each packet in the one after it. */
    private static final String EXPECTED_LOSS = "100";
    private static final long SEED = 5;
    /** Of a hundred frames, two seconds, so many are said where the voice pauses. */
    private static final int SAID = 60;
    private static final int TURN = 100;
    private static final byte[] NOTHING = {};

    private final byte[][] packets;

    private Voice(final byte[][] packets) {
        this.packets = packets;
    }

    /** The one that talks on, made when first asked for, which takes a second or two. */
    private static final class Talk {
        static final Voice VOICE = make(false);
    }

    /** The one that pauses. */
    private static final class Pauses {
        static final Voice VOICE = make(true);
    }

    /**
     * A voice.
     *
     * @param pauses whether it pauses, and nothing is sent meanwhile.
     * @return the voice, always the same.
     */
    static Voice of(final boolean pauses) {
        return pauses ? Pauses.VOICE : Talk.VOICE;
    }

    private static Voice make(final boolean pauses) {
        final List<byte[]> encoded = new ArrayList<>();
        final int[] said = {0};
        final TestClock clock = new TestClock();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
             Graph graph = engine.graph("voice").source("voice", new SyntheticVoice(SOUND, SEED, false))
                 .via("pauses", Stages.inPlace(StageSpec.same("pauses", FormatSpec.of(SOUND)).build(), frame -> {
                     if (said[0]++ % TURN >= SAID && pauses) {
                         frame.buffer().setMemory(0, frame.length(), (byte) 0);
                     }
                     return Verdict.FORWARD;
                 }))
                 .via("opus", Codecs.encoder(CodecId.OPUS, e -> e.bitrate(BITRATE).fec(true).option("expected-loss", EXPECTED_LOSS)))
                 .to("packets", Stages.sink(StageSpec.sink("packets", FormatSpec.any()).build(), frame ->
                     encoded.add(Arrays.copyOfRange(frame.array(), frame.arrayOffset(), frame.arrayOffset() + frame.length())))).build()) {
            graph.start();
            while (encoded.size() < FRAMES) {
                clock.advance(Timebase.ms(20));
                while (engine.invoke() > 0) {
                    Thread.onSpinWait();
                }
            }
        }
        final byte[][] packets = encoded.subList(0, FRAMES).toArray(new byte[0][]);
        for (int i = 0; pauses && i < FRAMES; i++) {
            // DTX: the first frame of a pause is still sent, and an update of the background every 400 ms
            packets[i] = i % TURN > SAID && (i % TURN - SAID) % 20 != 0 ? NOTHING : packets[i];
        }
        return new Voice(packets);
    }

    /** Payload bytes of a frame; 0 = not sent. */
    int bytes(final long frame) {
        return packets[(int) (frame % FRAMES)].length;
    }

    /** Payload of a frame; of one that is not sent by itself, the one before. */
    byte[] payload(final long frame) {
        int index = (int) (frame % FRAMES);
        while (packets[index].length == 0) {
            index--;
        }
        return packets[index];
    }
}
