package io.penstock.rtc.server;

import io.penstock.core.Engine;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.mix.RoomMix;
import io.penstock.rtc.mix.RoomPicture;
import io.penstock.rtc.record.MixRecording;
import io.penstock.spi.Codecs;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The mix of one room while it is recorded: the sound and pictures of all who may be recorded go into one file. Graphs change on the thread of
 * the executor, so that a room never waits for them.
 */
final class MixedRoom {
    private static final int SOUND_BPS = 48_000;
    private static final int PICTURE_BPS_PER_PIXEL_HERTZ = 8;
    private static final int KEY_SECONDS = 2;

    private final Forwarder forwarder;
    private final boolean onlyWithConsent;
    private final Executor executor;
    private final Map<Integer, Track> tracks = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> consents = new HashSet<>();
    private RoomMix sound;
    private RoomPicture pictures;

    /** A track, and its tap while it is mixed. */
    private static final class Track {
        private final String owner;
        private final TrackSpec spec;
        private PacketTap tap;

        Track(final String owner, final TrackSpec spec) {
            this.owner = owner;
            this.spec = spec;
        }
    }

    MixedRoom(final Forwarder forwarder, final boolean onlyWithConsent, final Executor executor) {
        this.forwarder = forwarder;
        this.onlyWithConsent = onlyWithConsent;
        this.executor = executor;
    }

    /** Begins. What is told before and after is done in order. */
    void begin(final Engine engine, final String room, final VideoFormat format, final int places,
               final CompletableFuture<MixRecording> made) {
        executor.execute(() -> {
            final MixRecording file = made.join();
            sound = RoomMix.of(engine, room, places);
            pictures = RoomPicture.of(engine, room, format, places, forwarder::requestKeyframe, flow -> flow
                .via("h264", Codecs.encoder(CodecId.H264, s -> s.bitrate(bitrate(format)).keyInterval(KEY_SECONDS * rate(format))))
                .to("file", file.video()));
            sound.listen("", flow -> flow.via("opus", Codecs.encoder(CodecId.OPUS, s -> s.bitrate(SOUND_BPS))).to("file", file.audio()));
        });
    }

    private static int rate(final VideoFormat format) {
        return Math.max(1, format.rate().numerator() / format.rate().denominator());
    }

    private static int bitrate(final VideoFormat format) {
        return Math.max(100_000, format.width() * format.height() * rate(format) / PICTURE_BPS_PER_PIXEL_HERTZ);
    }

    void joined(final String participant, final String name) {
        executor.execute(() -> names.put(participant, name));
    }

    void consent(final String participant, final boolean given) {
        executor.execute(() -> {
            if (given ? consents.add(participant) : consents.remove(participant)) {
                tracks.values().stream().filter(track -> track.owner.equals(participant)).forEach(track -> {
                    if (given) {
                        mix(track);
                    } else {
                        unmix(track);
                    }
                });
            }
        });
    }

    void published(final String owner, final TrackSpec spec) {
        executor.execute(() -> {
            final Track track = new Track(owner, spec);
            if (tracks.putIfAbsent(spec.track(), track) == null) {
                mix(track);
            }
        });
    }

    void unpublished(final int number) {
        executor.execute(() -> {
            final Track track = tracks.remove(number);
            if (track != null) {
                unmix(track);
            }
        });
    }

    private void mix(final Track track) {
        if (track.tap != null || sound == null || onlyWithConsent && !consents.contains(track.owner)) {
            return;
        }
        final Optional<PacketTap> tap = track.spec.kind() == MediaKind.AUDIO ? sound.add(track.owner, track.spec)
            : pictures.add(track.owner, names.getOrDefault(track.owner, track.owner), track.spec);
        tap.ifPresent(taken -> {
            track.tap = taken;
            forwarder.tap(track.spec.track(), taken);
        });
    }

    private void unmix(final Track track) {
        if (track.tap != null) {
            forwarder.untap(track.spec.track(), track.tap);
            track.tap = null;
            if (track.spec.kind() == MediaKind.AUDIO) {
                sound.remove(track.spec.track());
            } else {
                pictures.remove(track.spec.track());
            }
        }
    }

    /** Whether a participant may be seen: who may not has no part of the picture. */
    void mayBeSeen(final String participant, final boolean seen) {
        executor.execute(() -> {
            if (pictures != null) {
                pictures.show(participant, seen);
            }
        });
    }

    /** Who speaks is large; null = all are alike. */
    void speaker(final String participant) {
        executor.execute(() -> {
            if (pictures != null) {
                pictures.speaker(participant);
            }
        });
    }

    /** Ends the graphs, and does something after that. */
    void end(final Runnable then) {
        executor.execute(() -> {
            try {
                if (sound != null) {
                    tracks.values().forEach(this::unmix);
                    sound.close();
                    pictures.close();
                }
            } finally {
                then.run();
            }
        });
    }
}
