package io.penstock.rtc.client;

import io.penstock.core.Engine;
import io.penstock.core.transport.TransportConfig;
import io.penstock.error.ConfigurationException;
import io.penstock.graph.Flow;
import io.penstock.graph.GraphBuilder;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.spi.CodecSpec;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What a participant sends and how. One thread; made by {@link RoomMedia#of}. */
public final class RoomMediaSettings {
    private static final int START_BPS = 800_000;
    private static final int LEAST_BPS = 50_000;
    private static final int MOST_BPS = 4_000_000;
    private static final int MOST_LAYERS = 4;

    private final Engine engine;
    private final MediaLink link;
    private final String user;
    private final String password;
    private final List<Sound> sounds = new ArrayList<>();
    private final List<Pictures> pictures = new ArrayList<>();
    private RandomGenerator random = new SecureRandom();
    private long seed = random.nextLong();
    private String name = "room";
    private TransportConfig transport = TransportConfig.defaults().rates(START_BPS, LEAST_BPS, MOST_BPS)
        .probing(Forwarder.PADDING_PAYLOAD_TYPE);

    /** Sound to send. */
    record Sound(String label, CodecSpec encoder, int bitrate, Function<GraphBuilder, Flow> microphone) { }

    /** Pictures to send. */
    record Pictures(String label, List<PictureLayer> layers, Function<GraphBuilder, Flow> camera) { }

    RoomMediaSettings(final Engine engine, final MediaLink link, final String user, final String password) {
        this.engine = engine;
        this.link = link;
        this.user = user;
        this.password = password;
    }

    /**
     * Sends sound, with its level (RFC 6464).
     *
     * @param label      what the participant calls it.
     * @param encoder    an encoder of Opus.
     * @param bitrate    its bits a second; less when every packet has to be repeated many times.
     * @param microphone adds the source, and what happens to its sound: PCM that the encoder takes.
     * @return this.
     */
    public RoomMediaSettings sound(final String label, final CodecSpec encoder, final int bitrate,
                                   final Function<GraphBuilder, Flow> microphone) {
        if (encoder.direction() != CodecSpec.Direction.ENCODE || bitrate < 6_000) {
            throw new ConfigurationException("room media: sound \"" + label + "\" by " + encoder + " at " + bitrate
                + " bit/s; accepted are an encoder and 6000 bit/s or more");
        }
        sounds.add(new Sound(label, encoder, bitrate, microphone));
        return this;
    }

    /**
     * Sends pictures, in one or several sizes. A single size gets smaller while the network takes little; of several, the larger ones pause.
     *
     * @param label  what the participant calls them.
     * @param layers 1–4 sizes, smallest first.
     * @param camera adds the source, and what happens to its pictures: of any size.
     * @return this.
     */
    public RoomMediaSettings pictures(final String label, final List<PictureLayer> layers, final Function<GraphBuilder, Flow> camera) {
        if (layers.isEmpty() || layers.size() > MOST_LAYERS) {
            throw new ConfigurationException("room media: pictures \"" + label + "\" in " + layers.size() + " sizes; accepted are 1–"
                + MOST_LAYERS);
        }
        pictures.add(new Pictures(label, List.copyOf(layers), camera));
        return this;
    }

    /**
     * Changes what the network is used for.
     *
     * @param config rates; by default 800 kbit/s at first, 50 kbit/s to 4 Mbit/s, with probing.
     * @return this.
     */
    public RoomMediaSettings transport(final TransportConfig config) {
        transport = config;
        return this;
    }

    /**
     * Names graphs and streams (CNAME).
     *
     * @param value a name that no other media in this engine have.
     * @return this.
     */
    public RoomMediaSettings name(final String value) {
        name = value;
        return this;
    }

    /**
     * Makes SSRCs, sequence numbers and the like the same each time: for tests. By default they cannot be guessed.
     *
     * @param value the seed.
     * @return this.
     */
    public RoomMediaSettings seed(final long value) {
        seed = value;
        random = new java.util.SplittableRandom(value);
        return this;
    }

    /**
     * Makes the graphs and starts them.
     *
     * @return running media.
     * @throws io.penstock.error.GraphException if what is sent does not fit; the message says how to make it fit.
     */
    public RoomMedia open() {
        return new RoomMedia(this).start();
    }

    Engine engine() {
        return engine;
    }

    MediaLink link() {
        return link;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    List<Sound> sounds() {
        return sounds;
    }

    List<Pictures> pictures() {
        return pictures;
    }

    RandomGenerator random() {
        return random;
    }

    long seed() {
        return seed;
    }

    String name() {
        return name;
    }

    TransportConfig transport() {
        return transport;
    }
}
