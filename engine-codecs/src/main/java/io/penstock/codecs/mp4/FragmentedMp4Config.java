package io.penstock.codecs.mp4;

import io.penstock.error.ConfigurationException;
import java.time.Duration;

/** How a {@link FragmentedMp4Recorder} writes. A recorder copies it when it is made. For one thread. */
public final class FragmentedMp4Config {
    /** Start of the file's time: that of the first frame. */
    static final long AT_FIRST_FRAME = Long.MIN_VALUE;

    long fragmentNs = 200_000_000L;
    long startNs = AT_FIRST_FRAME;
    boolean chapters;
    boolean force;
    FragmentSeal seal;

    /** Fragments of 200 ms, time from the first frame, no chapters, no seal. */
    public FragmentedMp4Config() {
    }

    /**
     * How long frames wait at most before they are in the file: what is lost when the process is killed.
     *
     * @param length 10 ms to 10 s; 200 ms if not given. Each fragment costs 250 to 400 bytes.
     * @return this.
     */
    public FragmentedMp4Config fragment(final Duration length) {
        if (length.toMillis() < 10 || length.toMillis() > 10_000) {
            throw new ConfigurationException("mp4: fragments of " + length.toMillis() + " ms; accepted are 10 to 10000");
        }
        fragmentNs = length.toNanos();
        return this;
    }

    /**
     * The moment that is zero in the file, so that files recorded side by side have the same time. Frames from before it are not written.
     *
     * @param timeNs time of the frames' clock, nanoseconds; the first frame's if not given.
     * @return this.
     */
    public FragmentedMp4Config startsAt(final long timeNs) {
        startNs = timeNs;
        return this;
    }

    /**
     * Gives the file a track of chapter marks, for {@link FragmentedMp4Recorder#chapter}.
     *
     * @param wanted whether; no if not given.
     * @return this.
     */
    public FragmentedMp4Config chapters(final boolean wanted) {
        chapters = wanted;
        return this;
    }

    /**
     * Waits for the disk after each fragment. A killed process loses nothing of what was written without it; a power cut does.
     *
     * @param wanted whether; no if not given.
     * @return this.
     */
    public FragmentedMp4Config force(final boolean wanted) {
        force = wanted;
        return this;
    }

    /**
     * Lets somebody seal each fragment.
     *
     * @param by who; for this file alone.
     * @return this.
     */
    public FragmentedMp4Config seal(final FragmentSeal by) {
        seal = by;
        return this;
    }
}
