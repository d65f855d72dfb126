package io.penstock.rtc.forward;

import io.penstock.core.rtcp.ReceiverEstimate;
import io.penstock.core.rtp.RtcpFlyweight;
import io.penstock.core.rtp.RtcpWriter;
import io.penstock.core.rtp.RtpExtensions;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.spi.PayloadFormat;
import java.util.HashMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Forwards the media of peers to peers without decoding it: asks publishers for what got lost on the way, answers receivers from what it keeps,
 * gives each receiver as much as its network takes, and forwards nothing of those who may not be heard or seen.
 *
 * <p>Commands ({@link MediaPlane}) come from any thread and take effect before the next datagram. Everything else is called by one thread:
 * {@link #datagram} for each that came, {@link #tick} every few milliseconds. Time is what the caller says. Nothing is allocated per packet.
 *
 * <p>RTP payload types are fixed between the forwarder and its clients: {@value #VIDEO_PAYLOAD_TYPE} pictures, {@value #RTX_PAYLOAD_TYPE}
 * retransmissions (RFC 4588), {@value #PADDING_PAYLOAD_TYPE} padding, {@value #AUDIO_PAYLOAD_TYPE} sound, {@value #RED_PAYLOAD_TYPE} sound with
 * redundancy (RFC 2198).
 */
public final class Forwarder implements MediaPlane {
    /** Pictures. */
    public static final int VIDEO_PAYLOAD_TYPE = 96;
    /** Pictures sent again. */
    public static final int RTX_PAYLOAD_TYPE = 97;
    /** Nothing, to find out what a network takes. */
    public static final int PADDING_PAYLOAD_TYPE = 99;
    /** Sound. */
    public static final int AUDIO_PAYLOAD_TYPE = 111;
    /** Sound with redundancy. */
    public static final int RED_PAYLOAD_TYPE = 112;
    /** Retransmissions of a forwarded track have its SSRC with this bit set. */
    public static final int RTX_SSRC_BIT = 0x20000000;
    /** Longest datagram. */
    public static final int MOST_BYTES = 1500;
    static final int OWN_SSRC = 0x0050_5354;
    static final int IP_AND_UDP_BYTES = 28;
    private static final int VIDEO_CLOCK_HZ = 90_000;
    private static final int AUDIO_CLOCK_HZ = 48_000;

    private final ForwardConfig config;
    private final Function<CodecId, PayloadFormat> payloads;
    private final PacketOut out;
    private final ForwardListener listener;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final IntTable<Peer> peers = new IntTable<>();
    private final Map<Integer, InTrack> tracks = new HashMap<>();
    private final RtcpWriter ownWriter = new RtcpWriter("penstock");
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final RtcpFlyweight compound = new RtcpFlyweight();
    private final ReceiverEstimate estimate = new ReceiverEstimate();
    private final RtpExtensions extensions = new RtpExtensions();
    private final byte[] scratch = new byte[MOST_BYTES + 4];
    private final byte[] restored = new byte[MOST_BYTES];
    private volatile Runnable waker;
    private volatile Inlet[] inlets = {};
    private long nowNs;
    private long strangers;
    private long turns;

    /**
     * A forwarder without peers.
     *
     * @param config   how it treats them.
     * @param payloads what is known of a codec's packets, such as {@code engine.providers()::payloadFormat}.
     * @param out      where it sends.
     * @param listener is told levels and who is watched.
     */
    public Forwarder(final ForwardConfig config, final Function<CodecId, PayloadFormat> payloads, final PacketOut out,
                     final ForwardListener listener) {
        this.config = config;
        this.payloads = payloads;
        this.out = out;
        this.listener = listener;
        out.whenReached(this::reached);
    }

    // ---- commands -------------------------------------------------------------------------------------------------------------------------

    @Override
    public void join(final int peer, final String user, final String password) {
        command(() -> {
            if (peers.get(peer) == null) {
                peers.put(peer, new Peer(this, peer));
            }
            peers.get(peer).downlink().unreachable();
            out.admit(peer, user, password);
        });
    }

    @Override
    public void leave(final int peer) {
        command(() -> {
            final Peer gone = peers.remove(peer);
            if (gone != null) {
                gone.tracks().forEach(track -> tracks.remove(track.spec().track()));
                gone.close();
            }
            inlets = Arrays.stream(inlets).filter(inlet -> inlet.peer() != peer).toArray(Inlet[]::new);
            out.forget(peer);
        });
    }

    @Override
    public void publish(final TrackSpec track) {
        command(() -> {
            final Peer owner = peers.get(track.owner());
            if (owner != null && !tracks.containsKey(track.track())) {
                final InTrack in = new InTrack(track, owner, track.kind() == MediaKind.VIDEO ? payloads.apply(track.codec()) : null,
                    track.kind() == MediaKind.VIDEO ? VIDEO_CLOCK_HZ : AUDIO_CLOCK_HZ);
                tracks.put(track.track(), in);
                owner.tracks().add(in);
            }
        });
    }

    @Override
    public void unpublish(final int track) {
        command(() -> {
            final InTrack gone = tracks.remove(track);
            if (gone != null) {
                gone.owner().tracks().remove(gone);
                for (final OutTrack receiver : gone.receivers()) {
                    receiver.lostTrack();
                }
            }
        });
    }

    @Override
    public void permit(final int peer, final MediaKind kind, final boolean allowed) {
        command(() -> {
            final Peer known = peers.get(peer);
            if (known != null) {
                known.permit(kind, allowed);
            }
        });
    }

    @Override
    public void subscribe(final int peer, final int track, final int maxHeight, final int priority) {
        command(() -> {
            final Peer to = peers.get(peer);
            final InTrack from = tracks.get(track);
            if (to == null || from == null || from.owner() == to) {
                return;
            }
            final OutTrack known = to.downlink().track(from);
            if (known == null) {
                to.downlink().add(new OutTrack(from, to.downlink(), maxHeight, priority));
                to.downlink().reportSoon();
            } else {
                known.prefer(maxHeight, priority);
                to.downlink().allocateSoon();
            }
        });
    }

    @Override
    public void unsubscribe(final int peer, final int track) {
        command(() -> {
            final Peer to = peers.get(peer);
            final InTrack from = tracks.get(track);
            final OutTrack known = to == null || from == null ? null : to.downlink().track(from);
            if (known != null) {
                to.downlink().remove(known);
            }
        });
    }

    /**
     * Watches a track. Any thread.
     *
     * @param track number.
     * @param tap   gets its packets while its publisher may be heard or seen; of several encodings, those of the largest.
     */
    public void tap(final int track, final PacketTap tap) {
        command(() -> {
            final InTrack known = tracks.get(track);
            if (known != null) {
                known.add(tap);
                requestKeyframe(known);
            }
        });
    }

    /**
     * Watches a track no longer. Any thread.
     *
     * @param track number.
     * @param tap   which tap.
     */
    public void untap(final int track, final PacketTap tap) {
        command(() -> {
            final InTrack known = tracks.get(track);
            if (known != null) {
                known.remove(tap);
            }
        });
    }

    /**
     * Asks the publisher of a track for a key frame. Any thread.
     *
     * @param track number.
     */
    public void requestKeyframe(final int track) {
        command(() -> {
            final InTrack known = tracks.get(track);
            if (known != null) {
                requestKeyframe(known);
            }
        });
    }

    private static void requestKeyframe(final InTrack track) {
        if (track.isVideo()) {
            track.layer(track.layers() - 1).wantKeyframe();
        }
    }

    @Override
    public void lastN(final int peer, final int pictures) {
        command(() -> {
            final Peer known = peers.get(peer);
            if (known != null) {
                known.downlink().mostPictures(Math.max(0, pictures));
            }
        });
    }

    @Override
    public void spoke(final int peer) {
        command(() -> {
            final Peer known = peers.get(peer);
            if (known != null) {
                known.spoke(++turns);
            }
        });
    }

    /**
     * Lets the server itself be a peer, which needs no address: what it puts in is taken as if that peer had sent it, until it leaves. Any thread.
     *
     * @param peer number of a peer that has joined.
     * @return takes RTP packets, from one thread at a time; copies them, and drops what is too much.
     */
    public PacketTap inlet(final int peer) {
        final Inlet inlet = new Inlet(this, peer);
        command(() -> {
            inlets = Arrays.copyOf(inlets, inlets.length + 1);
            inlets[inlets.length - 1] = inlet;
        });
        return inlet;
    }

    /**
     * Figures of a peer. Any thread.
     *
     * @param peer number.
     * @return completed by the forwarder's thread; with null if there is no such peer.
     */
    public CompletableFuture<ForwardStatistics> statistics(final int peer) {
        final CompletableFuture<ForwardStatistics> result = new CompletableFuture<>();
        command(() -> {
            final Peer known = peers.get(peer);
            result.complete(known == null ? null : known.statistics());
        });
        return result;
    }

    // ---- the forwarder's thread -----------------------------------------------------------------------------------------------------------

    /**
     * Takes a datagram.
     *
     * @param peer   whose address it came from.
     * @param array  holds it; borrowed until return.
     * @param offset its first byte.
     * @param length bytes.
     * @param timeNs when it came.
     */
    public void datagram(final int peer, final byte[] array, final int offset, final int length, final long timeNs) {
        nowNs = timeNs;
        obey();
        final Peer from = peers.get(peer);
        if (from == null || length < RtpHeaderFlyweight.FIXED_HEADER_LENGTH - 4) {
            strangers++;
            return;
        }
        from.datagram(array, offset, length, timeNs);
    }

    /**
     * Time has gone on: requests, reports and what was held back are sent.
     *
     * @param timeNs now.
     * @return whether something waits for the next few milliseconds to pass.
     */
    public boolean tick(final long timeNs) {
        takeIn(timeNs);
        boolean busy = false;
        final List<Peer> all = peers.values();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).tick(timeNs);
            busy |= all.get(i).isBusy();
        }
        return busy;
    }

    /** Does what it was told by now, and forwards what was handed in. */
    void takeIn(final long timeNs) {
        nowNs = timeNs;
        obey();
        for (final Inlet inlet : inlets) {
            inlet.drain(timeNs);
        }
    }

    private void reached(final int peer) {
        final Peer known = peers.get(peer);
        if (known != null) {
            known.downlink().allocateSoon();
            known.downlink().allocateIfDue(nowNs);
        }
    }

    private void command(final Runnable command) {
        commands.add(command);
        wake();
    }

    void wake() {
        final Runnable wake = waker;
        if (wake != null) {
            wake.run();
        }
    }

    /** Whoever runs this is told when there is a command. */
    void wakeBy(final Runnable wake) {
        waker = wake;
    }

    boolean hasCommands() {
        boolean some = !commands.isEmpty();
        for (final Inlet inlet : inlets) {
            some |= inlet.isWaiting();
        }
        return some;
    }

    /** Commands send nothing: what one lets leave, another that came with it may forbid. */
    private void obey() {
        Runnable command = commands.poll();
        if (command == null) {
            return;
        }
        for (; command != null; command = commands.poll()) {
            command.run();
        }
        final List<Peer> all = peers.values();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).downlink().allocateIfDue(nowNs);
        }
    }

    void forward(final InLayer layer, final long sequence, final RtpHeaderFlyweight packet, final long timeNs) {
        final InTrack track = layer.track();
        if (config.levelExtension() > 0 && !track.isVideo() && extensions.find(packet, config.levelExtension()) && extensions.length() >= 1) {
            final int level = packet.array()[extensions.offset()];
            listener.level(track.owner().id(), track.spec().track(), -(level & 0x7F), level < 0, timeNs);
        }
        if (layer.index() == track.layers() - 1) {
            for (final PacketTap tap : track.taps()) {
                tap.packet(packet.array(), packet.offset(), packet.length(), timeNs);
            }
        }
        for (final OutTrack receiver : track.receivers()) {
            receiver.offer(layer, sequence, timeNs);
        }
    }

    /** Whether packets of a payload type belong to a kind of media. */
    static boolean isOf(final MediaKind kind, final int type) {
        return kind == MediaKind.VIDEO ? type == VIDEO_PAYLOAD_TYPE || type == RTX_PAYLOAD_TYPE
            : type == AUDIO_PAYLOAD_TYPE || type == RED_PAYLOAD_TYPE;
    }

    /** Datagrams of peers that are not here, or too short to be anything. */
    long strangers() {
        return strangers;
    }

    long nowNs() {
        return nowNs;
    }

    ForwardConfig config() {
        return config;
    }

    PacketOut out() {
        return out;
    }

    ForwardListener listener() {
        return listener;
    }

    RtpHeaderFlyweight header() {
        return header;
    }

    RtcpFlyweight compound() {
        return compound;
    }

    ReceiverEstimate estimate() {
        return estimate;
    }

    byte[] scratch() {
        return scratch;
    }

    byte[] restored() {
        return restored;
    }

    RtcpWriter ownWriter() {
        return ownWriter;
    }
}
