package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.stages.measure.SoundMarker;
import io.penstock.core.stages.measure.SoundMarkerDetector;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.Pcm;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/** Where sound would be played: takes the time, then looks for the markers in the sound, or keeps it to be compared with what was sent. */
final class SoundRenderer implements Sink {
    private final StageSpec spec = StageSpec.sink("sound-renderer", AudioSpec.any().channels(1)).build();
    private final ReceiveMeter meter;
    private final SoundTrace played;
    private final long remoteClockAheadNs;
    private SoundMarkerDetector detector;
    private float[] samples;
    private MediaClock clock;

    /**
     * Creates a renderer.
     *
     * @param meter              takes the measurements.
     * @param played             keeps what is played; null = look for markers instead.
     * @param remoteClockAheadNs by how much the sender's clock is ahead of this one.
     */
    SoundRenderer(final ReceiveMeter meter, final SoundTrace played, final long remoteClockAheadNs) {
        this.meter = meter;
        this.played = played;
        this.remoteClockAheadNs = remoteClockAheadNs;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        clock = context.clock();
        final AudioFormat format = (AudioFormat) context.inputFormat(0);
        samples = new float[6 * format.frameSamples()]; // Opus packets hold up to 120 ms
        detector = played == null ? new SoundMarkerDetector(format.sampleRateHz()) : null;
    }

    @Override
    public void onFrame(final Frame in) {
        final long nowNs = clock.nanoTime();
        if (in.has(FrameFlags.GAP)) {
            meter.playedMadeUp();
        } else {
            meter.played(in, nowNs);
        }
        final int n = Pcm.read(in, samples);
        if (played != null) {
            played.add(samples, n, nowNs + remoteClockAheadNs);
            return;
        }
        detector.push(samples, n, nowNs + remoteClockAheadNs);
        while (detector.next()) {
            meter.latency().add(nowNs, SoundMarker.latencyNs(detector.code(), detector.timeNs()));
        }
    }
}
