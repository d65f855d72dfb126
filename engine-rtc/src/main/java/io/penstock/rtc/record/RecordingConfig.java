package io.penstock.rtc.record;

import io.penstock.error.ConfigurationException;
import io.penstock.format.MediaKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How participants are recorded. Copied when a recording is made; for one thread. */
public final class RecordingConfig {
    Duration fragment = Duration.ofMillis(200);
    boolean force;
    RecordingKey key;
    List<MediaKind> tracks = List.of(MediaKind.VIDEO, MediaKind.AUDIO);

    /** Fragments of 200 ms, not signed, room for a track of pictures and one of sound. */
    public RecordingConfig() {
    }

    /**
     * How long frames wait at most before they are in the file.
     *
     * @param length 10 ms to 250 ms, so that no more than 500 ms are lost when the process is killed; 200 ms if not given.
     * @return this.
     */
    public RecordingConfig fragment(final Duration length) {
        if (length.toMillis() < 10 || length.toMillis() > 250) {
            throw new ConfigurationException("recording: fragments of " + length.toMillis() + " ms; accepted are 10 to 250");
        }
        fragment = length;
        return this;
    }

    /**
     * Waits for the disk after each fragment, against power cuts.
     *
     * @param wanted whether; no if not given.
     * @return this.
     */
    public RecordingConfig force(final boolean wanted) {
        force = wanted;
        return this;
    }

    /**
     * Signs the chain.
     *
     * @param with the key; null = not signed.
     * @return this.
     */
    public RecordingConfig key(final RecordingKey with) {
        key = with;
        return this;
    }

    /**
     * The tracks that a file has room for: they stand at its beginning, and those that a participant publishes later go into one that is free.
     * Of a track that stays empty, tools say so.
     *
     * @param kinds one for each; pictures and sound if not given.
     * @return this.
     */
    public RecordingConfig tracks(final List<MediaKind> kinds) {
        if (kinds.isEmpty() || kinds.size() > 16) {
            throw new ConfigurationException("recording: " + kinds.size() + " tracks; accepted are 1 to 16");
        }
        tracks = List.copyOf(new ArrayList<>(kinds));
        return this;
    }
}
