package io.penstock.event;

import io.penstock.format.Format;

/** Something that is not media. Stages receive downstream events per kind, as calls with plain arguments. */
public sealed interface Event permits Event.Downstream, Event.Upstream {

    /** Travels with the frames, in order. */
    sealed interface Downstream extends Event permits FormatChange, Discontinuity, Gap, Flush, EndOfStream {
    }

    /** Travels against the frames, at most one pending of a kind on each edge: the newest wins, key-frame requests merge. */
    sealed interface Upstream extends Event permits KeyframeRequest, BitrateTarget, QosReport {
    }

    /**
     * The following frames have another format.
     *
     * @param format the new format.
     */
    record FormatChange(Format format) implements Downstream {
    }

    /**
     * The following frames do not continue those before.
     *
     * @param ptsNs time of the next frame.
     */
    record Discontinuity(long ptsNs) implements Downstream {
    }

    /**
     * Media that is known to be missing here.
     *
     * @param ptsNs      start.
     * @param durationNs length.
     */
    record Gap(long ptsNs, long durationNs) implements Downstream {
    }

    /**
     * Whatever is buffered is to be thrown away; what carries an older epoch is dropped on the way.
     *
     * @param epoch the new epoch.
     */
    record Flush(int epoch) implements Downstream {
    }

    /** Nothing follows. */
    record EndOfStream() implements Downstream {
        /** The only instance needed. */
        public static final EndOfStream INSTANCE = new EndOfStream();
    }

    /**
     * A decoder or receiver needs a key frame.
     *
     * @param streamId the stream, 0 = all.
     */
    record KeyframeRequest(int streamId) implements Upstream {
        /** For all streams. */
        public static final KeyframeRequest ALL = new KeyframeRequest(0);
    }

    /**
     * How much an encoder may produce from now on.
     *
     * @param bitsPerSecond net media rate.
     */
    record BitrateTarget(int bitsPerSecond) implements Upstream {
    }

    /**
     * What a receiver sees.
     *
     * @param lossPermille packets lost of 1000 expected, 0–1000.
     * @param rttNs        round-trip time; 0 = unknown.
     * @param jitterNs     interarrival jitter (RFC 3550 A.8).
     */
    record QosReport(int lossPermille, long rttNs, long jitterNs) implements Upstream {
    }
}
