package io.penstock.benchmarks.traces;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import io.penstock.testkit.LinkModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sends sound and pictures over a modelled link, and writes down when each packet arrives. Both share the link, and its bottleneck. Lost packets
 * of pictures are asked for over the same link backwards and sent again, as long as that may help; then a key frame is asked for. So traces have
 * in them what a jitter buffer gets to see of a call with retransmission, without its being part of it: a trace is the same whatever the buffer
 * does. Sound may repeat what came before it; then packets count as arrived with the first that repeats them.
 */
final class TraceMaker {
    private static final long MS = 1_000_000L;
    private static final int NS_PER_US = 1000;
    private static final int RTP_HEADER = 12;
    private static final int RED_HEADER = 4;
    private static final int REPORT_BYTES = 24;
    private static final long PACKET_DISTANCE_NS = 300_000L;
    /** What comes within this time after a hole was out of order, not lost. */
    private static final long REORDER_NS = 10 * MS;
    private static final long PATIENCE_NS = 700 * MS;
    private static final int MOST_REQUESTS = 10;
    private static final long KEY_REQUEST_DISTANCE_NS = 250 * MS;
    private static final long PPM = 1_000_000L;
    /** Ten and fifteen seconds before 32-bit timestamps wrap, and as many packets before sequence numbers do. */
    private static final long FIRST_SOUND = (1L << 32) / Medium.AUDIO.frameUnits() - 500;
    private static final long FIRST_PICTURE = (1L << 32) / Medium.VIDEO.frameUnits() - 450;
    private static final long FIRST_SEQUENCE = 65_000;

    private final TraceScenario scenario;
    private final Voice voice;
    private final PictureStream pictures;
    private final LinkModel forward;
    private final LinkModel backward;
    private final long endNs;
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::atNs).thenComparingLong(Event::order));
    private final List<Sent> sent = new ArrayList<>();
    private final List<Sent> sentSound = new ArrayList<>();
    private final List<Sent> sentPictures = new ArrayList<>();
    private long order;
    private long soundSequence = FIRST_SEQUENCE;
    private boolean silent = true;
    private boolean keyWanted = true;
    private long keySentNs = Long.MIN_VALUE / 2;
    private int highest = -1;
    private int highestKey = -1;
    private long keyAskedNs = Long.MIN_VALUE / 2;

    private record Event(long atNs, long order, Runnable what) {
    }

    /** A packet on its way. */
    private static final class Sent {
        final Medium medium;
        final long sequence;
        final long timestamp;
        final int bytes;
        final boolean key;
        final boolean marker;
        final long sentNs;
        final List<Long> arrivalsNs = new ArrayList<>();
        int requests;

        Sent(final Medium medium, final long sequence, final long timestamp, final int bytes, final boolean key, final boolean marker,
             final long sentNs) {
            this.medium = medium;
            this.sequence = sequence;
            this.timestamp = timestamp;
            this.bytes = bytes;
            this.key = key;
            this.marker = marker;
            this.sentNs = sentNs;
        }
    }

    private TraceMaker(final TraceScenario scenario, final Voice voice, final int seconds, final long seed) {
        this.scenario = scenario;
        this.voice = voice;
        pictures = new PictureStream(Math.max(1, scenario.pictureBps()), seed);
        forward = new LinkModel(scenario.link(), seed + 1);
        backward = new LinkModel(scenario.link(), seed + 2);
        forward.begin(0);
        backward.begin(0);
        endNs = seconds * 1000L * MS;
    }

    /**
     * Makes a trace.
     *
     * @param scenario the link, and what is sent over it.
     * @param voice    what is said.
     * @param seconds  how long.
     * @param seed     which packets it happens to.
     * @return the trace; with the same arguments always the same.
     */
    static LinkTrace make(final TraceScenario scenario, final Voice voice, final int seconds, final long seed) {
        final TraceMaker maker = new TraceMaker(scenario, voice, seconds, seed);
        maker.sendSound(0);
        if (scenario.pictureBps() > 0) {
            maker.sendPicture(0);
        }
        while (!maker.events.isEmpty()) {
            maker.events.remove().what.run();
        }
        return new LinkTrace(scenario.name(), scenario.described(), maker.sent.stream().map(TraceMaker::packet).toList());
    }

    private static TracePacket packet(final Sent packet) {
        return new TracePacket(packet.medium, packet.sequence, packet.timestamp, packet.bytes, packet.key, packet.marker, packet.sentNs,
            List.copyOf(packet.arrivalsNs));
    }

    private void at(final long ns, final Runnable what) {
        events.add(new Event(ns, order++, what));
    }

    /** When the sender's clock shows so much: earlier where it runs fast. In whole microseconds, as traces have it. */
    private long onSendersClock(final long ns) {
        return (ns - ns / PPM * scenario.driftPpm()) / NS_PER_US * NS_PER_US;
    }

    private void sendSound(final int number) {
        final long nowNs = onSendersClock(number * Medium.AUDIO.frameNs);
        if (nowNs >= endNs) {
            return;
        }
        final int bytes = voice.bytes(FIRST_SOUND + number);
        if (bytes > 0) {
            final Sent packet = new Sent(Medium.AUDIO, soundSequence++, (FIRST_SOUND + number) * Medium.AUDIO.frameUnits(), RTP_HEADER + bytes,
                false, silent, nowNs);
            sent.add(packet);
            sentSound.add(packet);
            int repeated = 0;
            for (int i = 1; i <= scenario.red() && i < sentSound.size(); i++) {
                repeated += RED_HEADER + sentSound.get(sentSound.size() - 1 - i).bytes - RTP_HEADER;
            }
            transmit(packet, nowNs, repeated);
        }
        silent = bytes == 0;
        at(onSendersClock((number + 1) * Medium.AUDIO.frameNs), () -> sendSound(number + 1));
    }

    private void sendPicture(final int number) {
        final long nowNs = onSendersClock(number * Medium.VIDEO.frameNs);
        if (nowNs >= endNs) {
            return;
        }
        final boolean key = keyWanted;
        keyWanted = false;
        keySentNs = key ? nowNs : keySentNs;
        int left = pictures.next(key);
        for (int i = 0; left > 0; i++) {
            final int bytes = Math.min(left, PictureStream.PACKET_BYTES - RTP_HEADER);
            left -= bytes;
            final boolean last = left == 0;
            final long sentNs = nowNs + i * PACKET_DISTANCE_NS;
            at(sentNs, () -> {
                final Sent packet = new Sent(Medium.VIDEO, FIRST_SEQUENCE + sentPictures.size(),
                    (FIRST_PICTURE + number) * Medium.VIDEO.frameUnits(), RTP_HEADER + Math.max(bytes, TracePayload.HEADER_BYTES), key, last, sentNs);
                sent.add(packet);
                sentPictures.add(packet);
                transmit(packet, sentNs, 0);
            });
        }
        at(onSendersClock((number + 1) * Medium.VIDEO.frameNs), () -> sendPicture(number + 1));
    }

    private void transmit(final Sent packet, final long nowNs, final int moreBytes) {
        final int copies = forward.offer(nowNs, packet.bytes + moreBytes);
        for (int i = 0; i < copies; i++) {
            final long arrivalNs = (forward.departureNs(i) + NS_PER_US - 1) / NS_PER_US * NS_PER_US;
            at(arrivalNs, () -> arrive(packet, arrivalNs));
        }
    }

    private void arrive(final Sent packet, final long nowNs) {
        packet.arrivalsNs.add(nowNs);
        if (packet.medium == Medium.AUDIO) {
            repeat((int) (packet.sequence - FIRST_SEQUENCE), nowNs);
            return;
        }
        final int index = (int) (packet.sequence - FIRST_SEQUENCE);
        for (int missing = highest + 1; missing < index; missing++) {
            final Sent lost = sentPictures.get(missing);
            at(nowNs + REORDER_NS, () -> miss(lost, nowNs + REORDER_NS));
        }
        highest = Math.max(highest, index);
        highestKey = packet.key ? Math.max(highestKey, index) : highestKey;
    }

    /** What a packet of sound repeats has arrived with it, where it had not before. */
    private void repeat(final int index, final long nowNs) {
        for (int i = Math.max(0, index - scenario.red()); i < index; i++) {
            if (sentSound.get(i).arrivalsNs.isEmpty()) {
                sentSound.get(i).arrivalsNs.add(nowNs);
            }
        }
    }

    /** The receiver sees a hole. */
    private void miss(final Sent packet, final long nowNs) {
        if (!packet.arrivalsNs.isEmpty() || packet.sequence - FIRST_SEQUENCE < highestKey && !packet.key) {
            return; // here, or nobody waits for it any more
        }
        if (packet.requests >= MOST_REQUESTS || nowNs - packet.sentNs > PATIENCE_NS) {
            askForKey(nowNs);
            return;
        }
        packet.requests++;
        if (backward.offer(nowNs, REPORT_BYTES) > 0) {
            final long arrivalNs = backward.departureNs(0);
            at(arrivalNs, () -> transmit(packet, arrivalNs, 2)); // RFC 4588: the original sequence number takes two bytes
        }
        final long againNs = nowNs + 2 * scenario.link().stepAt(nowNs).profile().delayNs() + 2 * REORDER_NS;
        at(againNs, () -> miss(packet, againNs));
    }

    private void askForKey(final long nowNs) {
        if (nowNs - keyAskedNs < KEY_REQUEST_DISTANCE_NS) {
            return;
        }
        keyAskedNs = nowNs;
        if (backward.offer(nowNs, REPORT_BYTES) > 0) {
            at(backward.departureNs(0), () -> keyWanted |= backwardIsNews(nowNs));
        }
        final int keyBefore = highestKey;
        at(nowNs + KEY_REQUEST_DISTANCE_NS, () -> {
            if (highestKey == keyBefore && nowNs + KEY_REQUEST_DISTANCE_NS < endNs) {
                askForKey(nowNs + KEY_REQUEST_DISTANCE_NS);
            }
        });
    }

    /** A key frame sent since the request makes it old. */
    private boolean backwardIsNews(final long askedNs) {
        return keySentNs < askedNs;
    }
}
