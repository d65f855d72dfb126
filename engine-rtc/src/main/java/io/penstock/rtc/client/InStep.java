package io.penstock.rtc.client;

import io.penstock.core.jitter.AvSync;
import io.penstock.core.rtp.RtpSession;
import io.penstock.format.MediaKind;

/** Sound and pictures of a participant that are played in step: the first of each kind; tracks come and go. Used under the lock of its media. */
final class InStep {
    private final AvSync sync;
    private boolean soundTaken;
    private boolean picturesTaken;

    InStep(final RtpSession anySession) {
        sync = new AvSync(anySession, anySession, true);
    }

    /** Puts a stream in step. Returns null when another one of its kind is. */
    AvSync.Stream take(final MediaKind kind, final RtpSession session) {
        final boolean sound = kind == MediaKind.AUDIO;
        if (sound ? soundTaken : picturesTaken) {
            return null;
        }
        soundTaken |= sound;
        picturesTaken |= !sound;
        final AvSync.Stream stream = sound ? sync.audio() : sync.video();
        stream.restart(session);
        return stream;
    }

    /** Its stream has gone. */
    void free(final MediaKind kind, final RtpSession nobody) {
        (kind == MediaKind.AUDIO ? sync.audio() : sync.video()).restart(nobody);
        if (kind == MediaKind.AUDIO) {
            soundTaken = false;
        } else {
            picturesTaken = false;
        }
    }

    boolean isFree() {
        return !soundTaken && !picturesTaken;
    }

    long skewNs() {
        return soundTaken && picturesTaken ? sync.skewNs() : 0;
    }
}
