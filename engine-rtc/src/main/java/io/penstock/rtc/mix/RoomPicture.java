package io.penstock.rtc.mix;

import static io.penstock.clock.Timebase.ms;

import io.penstock.core.Engine;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.dsp.video.Arrangement;
import io.penstock.dsp.video.Compositor;
import io.penstock.dsp.video.Corner;
import io.penstock.dsp.video.Overlay;
import io.penstock.dsp.video.ScaleFit;
import io.penstock.dsp.video.Still;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Attachment;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.Supervision;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.spi.Codecs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The pictures of a room in one: all in a grid, or who speaks large and the others small beside it, each with its name. Participants come and
 * go while it runs.
 *
 * <pre>
 * tap → jitter buffer ═ decoder → name ┐
 * tap → jitter buffer ═ decoder → name ┼ async → compositor → …
 * …                                    ┘
 * </pre>
 *
 * Packets of who may not be seen do not come to taps: the rights of a room hold here too. It costs the decoding of each participant and the
 * encoding of one picture. Any thread may call, and waits until the graph has changed; what changes takes effect between two pictures.
 */
public final class RoomPicture implements AutoCloseable {
    /** Participants at most. */
    public static final int MOST_PLACES = 25;
    private static final JitterConfig JITTER = JitterConfig.video().targetDelayMs(20).maxDelayMs(600).adaptiveUpToMs(300);
    private static final int CLOCK_HZ = 90_000;
    private static final int LARGEST_RATE = 30;
    private static final int NAME_SHARE = 12;
    private static final int LEAST_NAME = 8;
    private static final int NAME_COLOR = 0xFFFFFFFF;
    private static final double SPEAKER_WIDTH = 0.75;
    private static final int LEAST_BESIDE = 3;

    private final Engine engine;
    private final String name;
    private final IntConsumer keyframes;
    private final Compositor compositor;
    private final Graph graph;
    private final Place[] places;
    private final Set<String> hidden = new HashSet<>();
    private String speaker;
    private long numbers;
    private boolean closed;

    /** A participant that is seen. */
    private record Place(String participant, int track, PacketFeed feed, Attachment attachment) { }

    private RoomPicture(final Engine engine, final String name, final VideoFormat format, final int places, final IntConsumer keyframes,
                        final Consumer<Flow> to) {
        if (places < 1 || places > MOST_PLACES) {
            throw new ConfigurationException("room picture: " + places + " places; accepted are 1 to " + MOST_PLACES);
        }
        this.engine = engine;
        this.name = name;
        this.keyframes = keyframes;
        this.places = new Place[places];
        compositor = Compositor.of(format, places).slateAfter(ms(3000)).arrange(Arrangement.of());
        final GraphBuilder builder = engine.graph(name + "-picture");
        builder.junction("picture", compositor);
        to.accept(builder.from("picture", "out"));
        // One whose packets break a stage must not end the picture of the others.
        graph = builder.supervise(Supervision.SKIP_FRAME).build().start();
    }

    /**
     * A picture in which nobody is seen yet.
     *
     * @param engine    runs it.
     * @param name      of the room: of the graph, with an ending.
     * @param format    of the picture; I420, at a steady rate.
     * @param places    how many can be seen at a time, 1–{@value #MOST_PLACES}.
     * @param keyframes is told the number of a track whose publisher is to be asked for a key frame.
     * @param to        composes what becomes of the picture, down to its sinks.
     * @return the picture, running.
     * @throws ConfigurationException if out of range.
     */
    public static RoomPicture of(final Engine engine, final String name, final VideoFormat format, final int places, final IntConsumer keyframes,
                                 final Consumer<Flow> to) {
        return new RoomPicture(engine, name, format, places, keyframes, to);
    }

    /**
     * Shows a participant.
     *
     * @param participant who.
     * @param shownAs     its name, written into its picture; empty = none.
     * @param track       its pictures, in H.264.
     * @return takes its packets, see {@link Forwarder#tap}; empty if it is not H.264, the participant is shown already, or no place is free.
     * @throws EngineException if the picture is closed.
     */
    public synchronized Optional<PacketTap> add(final String participant, final String shownAs, final TrackSpec track) {
        if (closed) {
            throw new EngineException(EngineException.Category.STATE, "room picture " + name + ": closed");
        }
        final int place = freePlace(participant);
        if (track.kind() != MediaKind.VIDEO || !CodecId.H264.equals(track.codec()) || place < 0) {
            return Optional.empty();
        }
        final TrackSpec.Layer largest = track.layers().get(track.layers().size() - 1);
        final VideoFormat format = VideoFormat.i420(even(largest.width()), even(largest.height()), LARGEST_RATE);
        final PacketFeed feed = new PacketFeed(CodecId.H264, format, Forwarder.VIDEO_PAYLOAD_TYPE, CLOCK_HZ);
        // Names of stages are not used again: counters of one who has left stay its own.
        final String at = "-" + track.track() + '-' + numbers++;
        final Optional<Still> label = label(shownAs, format.height());
        final Attachment attachment = graph.attachInput("picture", "in" + place, input -> {
            final Flow decoded = input.source("tap" + at, feed.source())
                .via("wishes" + at, new KeyframeWishes(() -> keyframes.accept(track.track())))
                .via("jitter" + at, new VideoJitterBuffer(JITTER, engine.providers().payloadFormat(CodecId.H264)))
                .async(Edges.keyframeAware(ms(500))).via("h264" + at, Codecs.decoder(CodecId.H264));
            return (label.isPresent() ? decoded.via("name" + at, Overlay.image(label.get()).at(Corner.BOTTOM_LEFT, 4, 4)) : decoded)
                .async(Edges.dropOldest(ms(200)));
        });
        places[place] = new Place(participant, track.track(), feed, attachment);
        arrange();
        return Optional.of(feed);
    }

    private static int even(final int side) {
        return Math.max(2, side & ~1);
    }

    /** Where there is no font, pictures have no names. */
    private static Optional<Still> label(final String text, final int height) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Still.text(text, Math.max(LEAST_NAME, height / NAME_SHARE), NAME_COLOR));
        } catch (final ConfigurationException e) {
            return Optional.empty();
        }
    }

    /** A place nobody has; −1 if there is none, or the participant has one. */
    private int freePlace(final String participant) {
        int free = -1;
        for (int i = places.length - 1; i >= 0; i--) {
            if (places[i] == null) {
                free = i;
            } else if (places[i].participant.equals(participant)) {
                return -1;
            }
        }
        return free;
    }

    /**
     * Shows a track no longer. Take its tap off the forwarder first.
     *
     * @param track number.
     */
    public synchronized void remove(final int track) {
        for (int i = 0; i < places.length; i++) {
            if (places[i] != null && places[i].track == track) {
                places[i].attachment.close();
                places[i] = null;
                arrange();
            }
        }
    }

    /**
     * Gives a participant a part of the picture or not: one who may not be seen for a while keeps its place, but takes no room.
     *
     * @param participant who.
     * @param visible     whether it has a part.
     */
    public synchronized void show(final String participant, final boolean visible) {
        if (visible ? hidden.remove(participant) : hidden.add(participant)) {
            arrange();
        }
    }

    /**
     * Shows one large and the others beside it, or all alike.
     *
     * @param participant who is large; null = all are alike, as they are while this one has no picture.
     */
    public synchronized void speaker(final String participant) {
        if (participant == null ? speaker != null : !participant.equals(speaker)) {
            speaker = participant;
            arrange();
        }
    }

    private void arrange() {
        final List<Integer> seen = new ArrayList<>();
        int large = -1;
        for (int i = 0; i < places.length; i++) {
            if (places[i] != null && !hidden.contains(places[i].participant)) {
                seen.add(i);
                large = places[i].participant.equals(speaker) ? i : large;
            }
        }
        compositor.arrange(Arrangement.of((large < 0 || seen.size() < 2 ? grid(seen) : beside(seen, large)).toArray(Arrangement.Cell[]::new)));
    }

    /** As many rows as columns, or one fewer; the last row in the middle. */
    private static List<Arrangement.Cell> grid(final List<Integer> seen) {
        final int columns = (int) Math.ceil(Math.sqrt(seen.size()));
        final int rows = columns == 0 ? 0 : (seen.size() + columns - 1) / columns;
        final List<Arrangement.Cell> cells = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            final int row = i / columns;
            final double left = (columns - Math.min(columns, seen.size() - row * columns)) / 2.0 / columns;
            cells.add(new Arrangement.Cell(seen.get(i), left + (double) (i % columns) / columns, (double) row / rows, 1.0 / columns, 1.0 / rows,
                ScaleFit.LETTERBOX));
        }
        return cells;
    }

    /** One over three quarters of the width, the others below each other at the right. */
    private static List<Arrangement.Cell> beside(final List<Integer> seen, final int large) {
        final List<Arrangement.Cell> cells = new ArrayList<>();
        cells.add(new Arrangement.Cell(large, 0, 0, SPEAKER_WIDTH, 1, ScaleFit.LETTERBOX));
        final double height = 1.0 / Math.max(LEAST_BESIDE, seen.size() - 1);
        int row = 0;
        for (final int place : seen) {
            if (place != large) {
                cells.add(new Arrangement.Cell(place, SPEAKER_WIDTH, row++ * height, 1 - SPEAKER_WIDTH, height, ScaleFit.LETTERBOX));
            }
        }
        return cells;
    }

    /**
     * Who has a place. Any thread.
     *
     * @return participants, in the order of their places.
     */
    public synchronized List<String> participants() {
        final List<String> all = new ArrayList<>();
        for (final Place place : places) {
            if (place != null) {
                all.add(place.participant);
            }
        }
        return all;
    }

    /**
     * What it runs on.
     *
     * @return the graph.
     */
    public Graph graph() {
        return graph;
    }

    /** Ends the picture. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        graph.close();
    }
}
