package io.penstock.examples.rooms;

import io.penstock.clock.MediaClock;
import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.moderate.Evidence;
import io.penstock.rtc.record.RecordingKey;
import io.penstock.rtc.room.Member;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.server.RoomObserver;
import io.penstock.rtc.server.RoomRecorder;
import io.penstock.rtc.server.RoomServer;
import io.penstock.rtc.server.StillCamera;
import io.penstock.rtc.still.SignedStill;
import io.penstock.rtc.still.StillOccasion;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;

/**
 * The server's side of a claim: when a host writes under the topic {@code still} what is to be seen, it takes a still of the customer, signs it, puts
 * it into the folder, notes it in the recording, and answers under the topic {@code still-taken}.
 */
final class ClaimDesk implements RoomObserver {
    static final String ASK = "still";
    static final String TAKEN = "still-taken";
    static final String FAILED = "still-failed";
    private static final long NS_PER_MS = 1_000_000L;
    private final RoomServer server;
    private final StillCamera camera;
    private final RoomRecorder recorder;
    private final RecordingKey key;
    private final String claim;
    private final String customer;
    private final VideoFormat picture;
    private final Path folder;
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile long recordingNs = -1;

    /** What belongs together. */
    record Claim(String number, String customer, VideoFormat picture, Path folder, RecordingKey key) { }

    /**
     * A still that was taken; times of the engine's clock.
     *
     * @param name       of its file.
     * @param still      itself.
     * @param askedNs    when the room heard of it.
     * @param capturedNs when the customer's camera took the picture; 0 = that cannot be read in it.
     * @param arrivedNs  when its first packet came to the server.
     * @param writtenNs  when the file was there.
     */
    record Taken(String name, SignedStill.Sealed still, long askedNs, long capturedNs, long arrivedNs, long writtenNs) { }

    ClaimDesk(final RoomServer server, final StillCamera camera, final RoomRecorder recorder, final Claim claim) {
        this.server = server;
        this.camera = camera;
        this.recorder = recorder;
        this.claim = claim.number();
        customer = claim.customer();
        picture = claim.picture();
        folder = claim.folder();
        key = claim.key();
    }

    @Override
    public void event(final Room room, final RoomEvent event) {
        if (event instanceof RoomEvent.Recording recording) {
            recordingNs = recording.on() ? recording.atNs() : -1;
        } else if (event instanceof RoomEvent.Message message && message.topic().equals(ASK)) {
            final Member asks = room.view().member(message.id());
            if (asks != null && asks.role() == Role.HOST) {
                take(room.view().name(), message);
            }
        }
    }

    private void take(final String room, final RoomEvent.Message asked) {
        final int number = numbers.incrementAndGet();
        camera.take(room, customer).whenComplete((evidence, error) -> {
            String trouble = error == null ? null : error.getMessage() == null ? "no key frame came in time" : error.getMessage();
            try {
                if (error == null) {
                    keep(room, asked, number, evidence);
                }
            } catch (final IOException | RuntimeException e) {
                trouble = e.toString();
            }
            if (trouble != null) {
                failures.add(asked.body() + ": " + trouble);
                say(room, FAILED, number, asked.body());
            }
        });
    }

    private void keep(final String room, final RoomEvent.Message asked, final int number, final Evidence evidence) throws IOException {
        final MediaClock clock = server.clock();
        final long nowNs = clock.nanoTime();
        final long arrivedNs = nowNs - (clock.epochNs(nowNs) - (evidence.at().getEpochSecond() * 1_000_000_000L + evidence.at().getNano()));
        final SignedStill.Sealed still = SignedStill.seal(evidence.bytes(), new StillOccasion(claim, asked.body(), asked.id(), room,
            evidence.participant(), evidence.track(), evidence.at(), recordingNs < 0 ? -1 : (arrivedNs - recordingNs) / NS_PER_MS,
            evidence.rtpTimestamp()), key);
        final String name = String.format(Locale.ROOT, "still-%02d-%s.png", number, asked.body().replaceAll("[^A-Za-z0-9]+", "-"));
        Files.write(folder.resolve(name), still.file());
        final long writtenNs = clock.nanoTime();
        recorder.note(room, ASK, asked.id(), name + ' ' + SignedStill.sha256(still.file()));
        taken.add(new Taken(name, still, asked.atNs(), captured(evidence, writtenNs), arrivedNs, writtenNs));
        say(room, TAKEN, number, name);
    }

    private void say(final String room, final String topic, final int number, final String words) {
        server.ask(room, new RoomCommand.Say("", topic + '-' + number, topic, words));
    }

    /** By the stamp that the camera has painted into the picture. */
    private long captured(final Evidence evidence, final long nowNs) {
        final long stamp = PictureStamp.readLuma(StillQuality.luma(image(evidence.bytes()), picture), 0, picture.width(), picture.width());
        return stamp == PictureStamp.DAMAGED ? 0 : nowNs - PictureStamp.ageNs(stamp, nowNs);
    }

    static BufferedImage image(final byte[] png) {
        try {
            return ImageIO.read(new ByteArrayInputStream(png));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Taken> taken() {
        return List.copyOf(taken);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
