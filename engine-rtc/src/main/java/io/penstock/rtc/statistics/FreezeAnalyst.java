package io.penstock.rtc.statistics;

import io.penstock.core.jitter.PictureWatch;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the pauses above 200 ms in a received stream of pictures, and says of each why. How it tells causes apart stands in
 * {@code docs/room-quality.md}.
 *
 * <pre>{@code
 * FreezeAnalyst freezes = new FreezeAnalyst();
 * … .via("jitter", VideoJitterBuffer.of(…).watchedBy(freezes)) … decoder … screen: freezes.shown(frame.rtpTimestamp(), clock.nanoTime())
 * // once a second, wherever statistics are made:
 * freezes.roundTripNs(rttNs);
 * freezes.poll(clock.nanoTime(), freeze -> log(freeze));
 * }</pre>
 *
 * <p><b>Threads.</b> The methods of {@link PictureWatch} belong to the jitter buffer's thread, {@link #shown} to the one that shows; neither
 * allocates, locks or waits. The others may be called by any thread.
 */
public final class FreezeAnalyst implements PictureWatch {
    /** A pause that people call a freeze, whatever the frame rate. */
    public static final long PAUSE_NS = 200_000_000L;

    /** What comes so long after a pause still tells of it: whether a queue drained, and what others reported. */
    private static final long SETTLE_NS = 500_000_000L;
    private static final int RECORDS = 2048;
    private static final int SHOWN = 512;
    private static final int MOST_TOLD = 32;
    private static final int PACKET = 0;
    private static final int REPAIRED = 1;
    private static final int KEYFRAME = 2;
    private static final int PUT_OUT = 4;
    private static final int ASKED = 5;
    private static final int HELD_UP = 6;
    private static final int RESTARTED = 7;

    private final EvidenceQueue arrivals = new EvidenceQueue(RECORDS);
    private final EvidenceQueue screen = new EvidenceQueue(SHOWN);
    private final Evidence evidence = new Evidence();
    private final FreezeJudge judge = new FreezeJudge(evidence);
    private final ArrayDeque<Pause> pauses = new ArrayDeque<>();
    private final ArrayDeque<Told> told = new ArrayDeque<>();
    private final Map<FreezeCause, Long> causes = new EnumMap<>(FreezeCause.class);
    private final EvidenceQueue.Reader arrived = this::arrived;
    private final EvidenceQueue.Reader onScreen = this::onScreen;
    private Picture last;
    private long lastShownNs = Picture.NEVER;
    private long rttNs;
    private long stalls;
    private long stalledNs;
    private long shown;

    private record Pause(Picture before, Picture after) { }

    private record Told(long fromNs, FreezeCause cause) { }

    @Override
    public void packet(final long sequence, final long mediaNs, final long promptNs, final long arrivalNs, final boolean repaired,
                       final boolean keyframe) {
        arrivals.write(PACKET | (repaired ? REPAIRED : 0) | (keyframe ? KEYFRAME : 0), sequence, mediaNs, promptNs, arrivalNs, 0);
    }

    @Override
    public void putOut(final long mediaNs, final int rtpTimestamp, final long dueNs, final long nowNs) {
        arrivals.write(PUT_OUT, mediaNs, rtpTimestamp, dueNs, nowNs, 0);
    }

    @Override
    public void keyframeAsked(final long nowNs) {
        arrivals.write(ASKED, nowNs, 0, 0, 0, 0);
    }

    @Override
    public void heldUp(final long dueNs, final long nowNs) {
        arrivals.write(HELD_UP, dueNs, nowNs, 0, 0, 0);
    }

    @Override
    public void restarted() {
        arrivals.write(RESTARTED, 0, 0, 0, 0, 0);
    }

    /**
     * A picture is on the screen.
     *
     * @param rtpTimestamp {@link io.penstock.frame.Frame#rtpTimestamp()} of it.
     * @param nowNs        when.
     */
    public void shown(final int rtpTimestamp, final long nowNs) {
        screen.write(0, rtpTimestamp, nowNs, 0, 0, 0);
    }

    /**
     * Tells the round trip to whoever answers requests for key frames.
     *
     * @param ns nanoseconds; 0 = unknown.
     */
    public synchronized void roundTripNs(final long ns) {
        rttNs = ns;
    }

    /**
     * Tells why pictures are left out or not sent, by who knows: the server that does not forward them, or the sender's own report
     * ({@link Limitation}). Without it a pause without lost packets is taken for the sender's, but right after the network was full.
     *
     * @param why   the cause; null = they are sent again.
     * @param nowNs when this was heard of.
     */
    public synchronized void withheld(final FreezeCause why, final long nowNs) {
        if (told.isEmpty() ? why != null : told.peekLast().cause != why) {
            told.addLast(new Told(nowNs, why));
            if (told.size() > MOST_TOLD) {
                told.removeFirst();
            }
        }
    }

    /**
     * Looks at what has come, and judges pauses that ended half a second ago or earlier. At least once every two seconds.
     *
     * @param nowNs    time on the clock of the stream's engine.
     * @param consumer receives each pause once, in order.
     */
    public synchronized void poll(final long nowNs, final Consumer<Freeze> consumer) {
        screenAfterArrivals();
        while (!pauses.isEmpty() && nowNs - pauses.peekFirst().after.shownNs >= SETTLE_NS) {
            final Pause pause = pauses.removeFirst();
            final Freeze freeze = judge.judge(pause.before, pause.after, rttNs, toldFor(pause.before.shownNs, pause.after.shownNs + SETTLE_NS));
            causes.merge(freeze.cause(), 1L, Long::sum);
            stalls++;
            stalledNs += freeze.lengthNs();
            consumer.accept(freeze);
        }
    }

    /** What is on the screen was put out before: read in the order that makes sure that this is known. */
    private void screenAfterArrivals() {
        final long until = screen.written();
        arrivals.readAll(Long.MAX_VALUE, arrived);
        screen.readAll(until, onScreen);
    }

    private void arrived(final int kind, final long a, final long b, final long c, final long d, final long e) {
        switch (kind) {
            case PUT_OUT -> evidence.putOut(a, (int) b, c, d);
            case ASKED -> evidence.keyframeAsked(a);
            case HELD_UP -> evidence.heldUp(a, b);
            case RESTARTED -> evidence.restarted();
            default -> evidence.packet(a, b, c, d, (kind & REPAIRED) != 0, (kind & KEYFRAME) != 0);
        }
    }

    private void onScreen(final int kind, final long rtpTimestamp, final long nowNs, final long c, final long d, final long e) {
        final Picture picture = evidence.shown((int) rtpTimestamp, nowNs);
        shown++;
        lastShownNs = nowNs;
        if (picture != null && last != null && nowNs - last.shownNs > PAUSE_NS) {
            pauses.addLast(new Pause(last, picture));
        }
        last = picture;
    }

    /** What was told last for a span; what was told before it still holds. */
    private FreezeCause toldFor(final long fromNs, final long untilNs) {
        FreezeCause cause = null;
        for (final Iterator<Told> each = told.descendingIterator(); each.hasNext() && cause == null;) {
            final Told one = each.next();
            cause = one.fromNs <= untilNs ? one.cause : null;
            if (one.fromNs <= fromNs) {
                break;
            }
        }
        return cause;
    }

    /**
     * For how long the picture on the screen has been there.
     *
     * @param nowNs now.
     * @return nanoseconds up to the last {@link #poll}; 0 before the first picture.
     */
    public synchronized long standingNs(final long nowNs) {
        return lastShownNs == Picture.NEVER ? 0 : nowNs - lastShownNs;
    }

    /**
     * How many pauses had which cause so far.
     *
     * @return a copy; what has none is left out.
     */
    public synchronized Map<FreezeCause, Long> causes() {
        return new EnumMap<>(causes);
    }

    /**
     * Pauses judged so far.
     *
     * @return the number.
     */
    public synchronized long stalls() {
        return stalls;
    }

    /**
     * The pauses judged so far, added up.
     *
     * @return nanoseconds.
     */
    public synchronized long stalledNs() {
        return stalledNs;
    }

    /**
     * Pictures shown, up to the last {@link #poll}.
     *
     * @return the number.
     */
    public synchronized long shown() {
        return shown;
    }

    /**
     * Records that were lost because nobody polled.
     *
     * @return the number; what happened then may be judged wrongly.
     */
    public long overflowed() {
        return arrivals.refused() + screen.refused();
    }
}
