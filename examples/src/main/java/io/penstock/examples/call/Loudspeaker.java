package io.penstock.examples.call;

import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.Arrays;

/**
 * A loudspeaker that a microphone in the same room can hear: takes what is played in the receiving graph, and gives it, at the pace of the
 * microphone, to the sending one. Like a real one it holds a little before it plays, and starts over after it ran dry. One thread writes, one
 * reads.
 */
final class Loudspeaker implements Sink {
    private static final int SIZE = 1 << 15;
    private static final int MASK = SIZE - 1;
    private static final int HELD_MS = 40;
    private static final int MOST_MS = 200;
    private static final int LONGEST_FRAME_MS = 120;
    private final StageSpec spec;
    private final float[] ring = new float[SIZE];
    private final int held;
    private final int most;
    private final float[] frame;
    private volatile long written;
    private volatile long read;
    private boolean playing;

    Loudspeaker(final AudioFormat sound) {
        spec = StageSpec.sink("loudspeaker", AudioSpec.any().channels(1).rates(sound.sampleRateHz())).build();
        held = sound.sampleRateHz() * HELD_MS / 1000;
        most = sound.sampleRateHz() * MOST_MS / 1000;
        frame = new float[sound.sampleRateHz() * LONGEST_FRAME_MS / 1000];
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        // Nothing to prepare.
    }

    @Override
    public void onFrame(final Frame in) {
        final int n = Math.min(frame.length, Pcm.read(in, frame));
        final long at = written;
        if (at + n - read <= SIZE) {
            for (int i = 0; i < n; i++) {
                ring[(int) (at + i) & MASK] = frame[i];
            }
            written = at + n;
        }
    }

    /** What is played next, or silence. */
    void play(final float[] to, final int n) {
        long from = read;
        final long there = written - from;
        playing = playing ? there >= n : there >= held;
        if (!playing) {
            Arrays.fill(to, 0, n, 0);
            return;
        }
        if (there > most) {
            from = written - held;
        }
        for (int i = 0; i < n; i++) {
            to[i] = ring[(int) (from + i) & MASK];
        }
        read = from + n;
    }
}
