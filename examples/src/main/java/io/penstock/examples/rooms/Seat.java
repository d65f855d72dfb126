package io.penstock.examples.rooms;

import io.penstock.core.Engine;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.dsp.video.Scaler;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.client.IncomingTrack;
import io.penstock.rtc.client.JoinedRoom;
import io.penstock.rtc.client.MediaLink;
import io.penstock.rtc.client.PictureLayer;
import io.penstock.rtc.client.PublishedTrack;
import io.penstock.rtc.client.ReceivedTrack;
import io.penstock.rtc.client.RemoteTrack;
import io.penstock.rtc.client.RoomClient;
import io.penstock.rtc.client.RoomClientListener;
import io.penstock.rtc.client.RoomMedia;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.signal.RoomHost.Publication;
import io.penstock.spi.Codecs;
import io.penstock.stage.Source;
import io.penstock.testkit.LossyLink;
import io.penstock.testkit.UdpLossyLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A participant who sits in this process: signalling and media as any client has them, a painted camera, a synthetic voice, and a meter where
 * screen and loudspeaker would be.
 */
final class Seat implements RoomClientListener, AutoCloseable {
    private static final int WAIT_SECONDS = 30;
    private static final int SOUND_BPS = 32_000;
    private final Engine engine;
    private final Person person;
    private final Consumer<String> log;
    private final Source camera;
    private final Consumer<RoomEvent> follower;
    private final SeatMeter meter = new SeatMeter();
    private final CountDownLatch inside = new CountDownLatch(1);
    /** Graphs are made and ended by a thread of its own: neither signalling nor the script waits for them. What comes after the end is dropped. */
    private final ExecutorService hands = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
        final Thread thread = new Thread(task, "seat");
        thread.setDaemon(true);
        return thread;
    }, new ThreadPoolExecutor.DiscardPolicy());
    private final Map<Integer, ReceivedTrack> received = new ConcurrentHashMap<>();
    private final Map<Integer, PublishedTrack> published = new ConcurrentHashMap<>();
    private volatile RoomMedia media;
    private volatile UdpLossyLink network;
    private volatile String ended;
    private final RoomClient client;

    /**
     * Who sits there.
     *
     * @param id      in the room.
     * @param picture of the camera; null = only listens.
     * @param bitrate of the pictures.
     * @param seed    of camera, voice and losses.
     * @param lossPercent lost each way.
     * @param rttMs   added round trip.
     * @param listens sends nothing until it {@linkplain Seat#speaksUp speaks up}.
     */
    record Person(String id, VideoFormat picture, int bitrate, long seed, double lossPercent, int rttMs, boolean listens) {
        Person(final String id, final VideoFormat picture, final int bitrate, final long seed, final double lossPercent, final int rttMs) {
            this(id, picture, bitrate, seed, lossPercent, rttMs, false);
        }
    }

    Seat(final Engine engine, final URI server, final String token, final Person person, final Consumer<String> log) {
        this(engine, server, token, person, person.picture() == null ? null : new SyntheticCamera(person.picture(), person.seed(), true), log,
            event -> { });
    }

    /** With another camera, and somebody who is told of what happens in the room, on the thread of signalling. */
    Seat(final Engine engine, final URI server, final String token, final Person person, final Source camera, final Consumer<String> log,
         final Consumer<RoomEvent> follower) {
        this.engine = engine;
        this.camera = camera;
        this.follower = follower;
        this.person = person;
        this.log = log;
        client = RoomClient.connect(server, token, this);
    }

    // ---- signalling -----------------------------------------------------------------------------------------------------------------------

    @Override
    public void joined(final JoinedRoom joined) {
        hands.execute(() -> {
            try {
                if (media == null) {
                    open(joined.media());
                }
            } catch (final IOException | RuntimeException e) {
                log.accept(person.id() + ": " + e.getMessage());
            }
            inside.countDown();
        });
        joined.tracks().forEach(this::track);
    }

    private void open(final JoinedRoom.Media where) throws IOException {
        InetSocketAddress server = new InetSocketAddress(where.host(), where.port());
        if (person.lossPercent() > 0 || person.rttMs() > 0) {
            final LossyLink.Profile bad = LossyLink.Profile.builder().loss(person.lossPercent() / 100)
                .delay(Duration.ofMillis(person.rttMs() / 2)).build();
            network = UdpLossyLink.builder().peerB(server).forward(bad, person.seed()).backward(bad, person.seed() + 1).start();
            server = network.addressForA();
        }
        final var settings = RoomMedia.of(engine, MediaLink.udp(server), where.user(), where.password()).name(person.id());
        if (person.picture() != null) {
            settings.sound("voice", Codecs.encoder(CodecId.OPUS, e -> e.bitrate(SOUND_BPS)), SOUND_BPS,
                graph -> graph.source("microphone", new SyntheticVoice(AudioFormat.mono(48_000, Duration.ofMillis(20)), person.seed(), true)));
            settings.pictures("camera", List.of(new PictureLayer(person.picture(), person.bitrate(),
                    Codecs.encoder(CodecId.H264, e -> e.bitrate(person.bitrate()).keyInterval(10_000)))),
                graph -> graph.source("camera", camera));
        }
        media = settings.open();
        if (person.listens()) {
            media.published().forEach(track -> track.pause(true));
        } else {
            publish();
        }
    }

    private CompletableFuture<?> publish() {
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (final PublishedTrack track : media.published()) {
            final List<Publication.Layer> layers = track.layers().stream().map(layer -> new Publication.Layer(layer.ssrc(), layer.rtxSsrc(),
                layer.width(), layer.height(), layer.bitrate())).toList();
            last = client.publish(new Publication(track.kind(), track.codec(), track.label(), layers)).thenAccept(n -> published.put(n, track));
        }
        return last;
    }

    /** One who only listened sends from now on; its role has to allow that. */
    void speaksUp() {
        media.published().forEach(track -> track.pause(false));
        publish().orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void track(final RemoteTrack track) {
        hands.execute(() -> {
            try {
                if (media != null && !received.containsKey(track.track())) {
                    received.put(track.track(), receive(track));
                    client.subscribe(track.track(), 0, 0);
                }
            } catch (final RuntimeException e) {
                log.accept(person.id() + " cannot receive track " + track.track() + ": " + e.getMessage());
            }
        });
    }

    private ReceivedTrack receive(final RemoteTrack track) {
        if (track.kind() == MediaKind.AUDIO) {
            return media.receive(IncomingTrack.sound(track.track(), track.owner()), flow -> flow.to("ear", meter.new Loudspeaker(track.owner())));
        }
        final VideoFormat largest = VideoFormat.i420(track.height() * 16 / 9 & ~1, track.height(), 30);
        return media.receive(IncomingTrack.pictures(track.track(), track.owner(), largest),
            flow -> flow.via("size", Scaler.to(largest.width(), largest.height())).to("eye", meter.new Screen()));
    }

    @Override
    public void trackEnded(final int track) {
        hands.execute(() -> {
            final ReceivedTrack gone = received.remove(track);
            if (gone != null) {
                gone.close();
            }
        });
    }

    @Override
    public void watched(final int track, final int layer, final boolean watched) {
        final PublishedTrack own = published.get(track);
        if (own != null) {
            own.watched(layer, watched);
        }
    }

    @Override
    public void event(final RoomEvent event) {
        follower.accept(event);
        if (event instanceof RoomEvent.Message message && message.id().equals(person.id())) {
            log.accept(message.id() + (message.topic().equals("chat") ? ": " : " (" + message.topic() + "): ") + message.body());
        }
    }

    @Override
    public void ended(final String reason, final String words) {
        ended = reason;
        inside.countDown();
    }

    // ---- for the script -------------------------------------------------------------------------------------------------------------------

    /** Waits until it is in the room with its media. */
    Seat await() {
        try {
            if (!inside.await(WAIT_SECONDS, TimeUnit.SECONDS) || ended != null) {
                throw new EngineException(EngineException.Category.STATE, person.id() + " did not get into the room: "
                    + (ended == null ? "no answer" : ended));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return this;
    }

    /** Asks and waits; a refusal fails the script. */
    void ask(final RoomCommand command) {
        client.ask(command).orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    void say(final String words) {
        client.say("chat", words).orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    String id() {
        return person.id();
    }

    Person person() {
        return person;
    }

    SeatMeter meter() {
        return meter;
    }

    RoomMedia media() {
        return media;
    }

    RoomClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        hands.execute(() -> {
            received.values().forEach(ReceivedTrack::close);
            if (media != null) {
                media.close();
            }
            if (network != null) {
                network.close();
            }
        });
        hands.shutdown();
        try {
            hands.awaitTermination(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
