package io.penstock.dsp.voice;

import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;

/** What frames carry besides their sound, kept until a processor with delay has their sound ready. First in, first out; bounded. */
final class FrameMarks {
    private final long[] ptsNs;
    private final long[] captureNs;
    private final long[] sequence;
    private final long[] userTag;
    private final int[] durationNs;
    private final int[] flags;
    private final int[] streamId;
    private final int[] rtpTimestamp;
    private final int[] samples;
    private int first;
    private int size;

    FrameMarks(final int most) {
        ptsNs = new long[most];
        captureNs = new long[most];
        sequence = new long[most];
        userTag = new long[most];
        durationNs = new int[most];
        flags = new int[most];
        streamId = new int[most];
        rtpTimestamp = new int[most];
        samples = new int[most];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Adds a frame; where there is no room the oldest is forgotten, as after a failed output. */
    void add(final Frame frame, final int frameSamples) {
        if (size == ptsNs.length) {
            first = (first + 1) % ptsNs.length;
            size--;
        }
        final int i = (first + size++) % ptsNs.length;
        ptsNs[i] = frame.ptsNs();
        captureNs[i] = frame.captureNs();
        sequence[i] = frame.sequence();
        userTag[i] = frame.userTag();
        durationNs[i] = frame.durationNs();
        flags[i] = frame.flags();
        streamId[i] = frame.streamId();
        rtpTimestamp[i] = frame.rtpTimestamp();
        samples[i] = frameSamples;
    }

    /** Samples of the oldest frame. */
    int samples() {
        return samples[first];
    }

    /** Marks a frame as the oldest, and forgets that one. */
    void take(final MutableFrame frame) {
        final int i = first;
        frame.ptsNs(ptsNs[i]).captureNs(captureNs[i]).durationNs(durationNs[i]).flags(flags[i]).sequence(sequence[i])
            .streamId(streamId[i]).rtpTimestamp(rtpTimestamp[i]).userTag(userTag[i]);
        first = (first + 1) % ptsNs.length;
        size--;
    }
}
