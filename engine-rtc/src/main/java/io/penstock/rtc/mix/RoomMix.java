package io.penstock.rtc.mix;

import static io.penstock.clock.Timebase.ms;

import io.penstock.core.Engine;
import io.penstock.core.Providers;
import io.penstock.core.fec.RedReceiver;
import io.penstock.core.jitter.AudioJitterBuffer;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSettings;
import io.penstock.core.stages.AppSource;
import io.penstock.dsp.audio.Mixer;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.format.PacketSpec;
import io.penstock.graph.Attachment;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.Supervision;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The sound of a room in one: for each who listens a mix of all others, and for recordings a mix of all. Participants and listeners come and
 * go while it runs.
 *
 * <pre>
 * tap → redundancy → jitter buffer, decoder ┐                 ┌ all but the first → encoder → …
 * tap → redundancy → jitter buffer, decoder ┼ async → mixer → ┼ all but the second → encoder → …
 * …                                         ┘                 └ all → recording
 * </pre>
 *
 * Packets of who may not be heard do not come to taps: the rights of a room hold here too. Mixing costs the decoding of each participant
 * and, for each listener, the encoding of a mix of its own. Any thread may call; what changes takes effect between two frames.
 */
public final class RoomMix implements AutoCloseable {
    /** What is mixed: mono, 48 kHz, 20 ms. */
    public static final AudioFormat SOUND = AudioFormat.mono(48_000, ms(20));
    /** Participants at most. */
    public static final int MOST_PLACES = 64;
    private static final JitterConfig JITTER = JitterConfig.audio().adaptiveUpToMs(300);
    private static final int CLOCK_HZ = 48_000;
    private static final int LISTENER_FRAMES = 16;

    private final Engine engine;
    private final String name;
    private final Graph graph;
    private final Outlet everyone = new Outlet(SOUND);
    private final Outlet[] others;
    private final Voice[] voices;
    private final List<MixListener> listeners = new ArrayList<>();
    private long numbers;
    private boolean closed;

    /** A participant that is mixed. */
    private record Voice(String participant, int track, PacketFeed feed, Attachment attachment) { }

    private RoomMix(final Engine engine, final String name, final int places) {
        if (places < 1 || places > MOST_PLACES) {
            throw new ConfigurationException("room mix: " + places + " places; accepted are 1 to " + MOST_PLACES);
        }
        this.engine = engine;
        this.name = name;
        voices = new Voice[places];
        others = new Outlet[places];
        final GraphBuilder builder = engine.graph(name + "-mix");
        builder.junction("mix", Mixer.of(SOUND, places, m -> m.withoutOneself().limiter()));
        builder.from("mix", "out").to("everyone", everyone);
        for (int i = 0; i < places; i++) {
            others[i] = new Outlet(SOUND);
            builder.from("mix", "out" + i).to("without-" + i, others[i]);
        }
        // One whose packets break a stage must not end the mix of the others.
        graph = builder.supervise(Supervision.SKIP_FRAME).build().start();
    }

    /**
     * A mix in which nobody is heard yet.
     *
     * @param engine runs it.
     * @param name   of the room: of the mix's graphs, with an ending each.
     * @param places how many can be mixed, 1–{@value #MOST_PLACES}.
     * @return the mix, running.
     * @throws ConfigurationException if out of range.
     */
    public static RoomMix of(final Engine engine, final String name, final int places) {
        return new RoomMix(engine, name, places);
    }

    /**
     * Mixes a participant in.
     *
     * @param participant who.
     * @param track       its sound, in Opus.
     * @return takes its packets, see {@link Forwarder#tap}; empty if it is not sound in Opus, the participant is mixed already, or no place is
     *     free.
     * @throws EngineException if the mix is closed.
     */
    public synchronized Optional<PacketTap> add(final String participant, final TrackSpec track) {
        requireOpen();
        final int place = freePlace(participant);
        if (track.kind() != MediaKind.AUDIO || !CodecId.OPUS.equals(track.codec()) || place < 0) {
            return Optional.empty();
        }
        final PacketFeed feed = new PacketFeed(CodecId.OPUS, SOUND, Forwarder.AUDIO_PAYLOAD_TYPE, CLOCK_HZ);
        final Providers providers = engine.providers();
        final CodecSpec decoder = Codecs.decoder(CodecId.OPUS);
        // Names of stages are not used again: counters of one who has left stay its own.
        final String at = "-" + track.track() + '-' + numbers++;
        final Attachment attachment = graph.attachInput("mix", "in" + place, input -> input.source("tap" + at, feed.source())
            .via("red" + at, new RedReceiver(Forwarder.RED_PAYLOAD_TYPE))
            .via("jitter" + at, new AudioJitterBuffer(JITTER, providers.payloadFormat(CodecId.OPUS), decoder, providers.codec(decoder),
                providers.lossConcealer().orElse(null), null).timeScalers(providers.timeScaler().orElse(null)))
            .async(Edges.dropOldest(ms(100))));
        voices[place] = new Voice(participant, track.track(), feed, attachment);
        route();
        return Optional.of(feed);
    }

    /** A place nobody has; −1 if there is none, or the participant has one. */
    private int freePlace(final String participant) {
        int free = -1;
        for (int i = voices.length - 1; i >= 0; i--) {
            if (voices[i] == null) {
                free = i;
            } else if (voices[i].participant.equals(participant)) {
                return -1;
            }
        }
        return free;
    }

    /**
     * Mixes a track no longer. Take its tap off the forwarder first.
     *
     * @param track number.
     */
    public synchronized void remove(final int track) {
        for (int i = 0; i < voices.length; i++) {
            if (voices[i] != null && voices[i].track == track) {
                voices[i].attachment.close();
                voices[i] = null;
                route();
            }
        }
    }

    /**
     * Lets somebody listen.
     *
     * @param participant hears all but itself; empty: hears everyone.
     * @param to          composes what becomes of the mix, in {@link #SOUND}, down to its sinks.
     * @return the listener.
     * @throws EngineException if the mix is closed.
     */
    public MixListener listen(final String participant, final Consumer<Flow> to) {
        final AppSource source = AppSource.of(SOUND, LISTENER_FRAMES);
        final GraphBuilder builder;
        synchronized (this) {
            requireOpen();
            builder = engine.graph(name + "-listener-" + numbers++);
        }
        to.accept(builder.source("mix", source));
        final MixListener listener = new MixListener(this, participant, source, builder.build().start());
        synchronized (this) {
            listeners.add(listener);
            route();
        }
        return listener;
    }

    /**
     * Lets somebody listen by packets of Opus.
     *
     * @param participant hears all but itself; empty: hears everyone.
     * @param ssrc        of the packets.
     * @param bitrate     bits a second, 6000–510000.
     * @param to          is given the packets on a thread of the engine; the time is that of the oldest sound inside.
     * @return the listener.
     */
    public MixListener listen(final String participant, final int ssrc, final int bitrate, final PacketTap to) {
        return listen(participant, flow -> flow.via("opus", Codecs.encoder(CodecId.OPUS, s -> s.bitrate(bitrate)))
            .via("rtp", RtpPacketizer.of(CodecId.OPUS, RtpSettings.defaults().payloadType(Forwarder.AUDIO_PAYLOAD_TYPE).ssrc(ssrc)))
            .to("packets", Stages.sink(StageSpec.sink("packets", PacketSpec.rtp()).build(),
                in -> to.packet(in.array(), in.arrayOffset(), in.length(), in.captureNs()))));
    }

    synchronized void forget(final MixListener listener) {
        if (listeners.remove(listener)) {
            route();
        }
    }

    /** Who has a place hears the mix without it, all others the mix of everyone. */
    private void route() {
        for (int i = 0; i < voices.length; i++) {
            final String owner = voices[i] == null ? null : voices[i].participant;
            others[i].to(listeners.stream().filter(l -> l.participant().equals(owner)).map(MixListener::source).toArray(AppSource[]::new));
        }
        everyone.to(listeners.stream().filter(l -> !isMixed(l.participant())).map(MixListener::source).toArray(AppSource[]::new));
    }

    private boolean isMixed(final String participant) {
        for (final Voice voice : voices) {
            if (voice != null && voice.participant.equals(participant)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Who is mixed. Any thread.
     *
     * @return participants, in the order of their places.
     */
    public synchronized List<String> participants() {
        final List<String> all = new ArrayList<>();
        for (final Voice voice : voices) {
            if (voice != null) {
                all.add(voice.participant);
            }
        }
        return all;
    }

    /**
     * Packets of those who are mixed that the mix did not get, being malformed or too many. Any thread.
     *
     * @return the count.
     */
    public synchronized long droppedPackets() {
        long all = 0;
        for (final Voice voice : voices) {
            all += voice == null ? 0 : voice.feed.dropped();
        }
        return all;
    }

    private void requireOpen() {
        if (closed) {
            throw new EngineException(EngineException.Category.STATE, "room mix " + name + ": closed");
        }
    }

    /** Ends all listeners and the mix. Idempotent. */
    @Override
    public void close() {
        final List<MixListener> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(listeners);
        }
        all.forEach(MixListener::close);
        graph.close();
    }
}
