package io.penstock.core.jitter;

import io.penstock.clock.Timebase;
import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;

/** Decides what is played next, of packets, of what repeats them, or made up, and makes it. One thread. */
final class AudioAssembler {
    /** Without packets for so long, playout ends. */
    static final long IDLE_NS = 2_000_000_000L;
    /** Opus and others send next to nothing for silence. */
    private static final int SILENCE_BYTES = 2;

    /** The packet that should be played next. */
    long nextSequence;

    private final JitterConfig config;
    private final AudioPlayout playout;
    private final PacketRing ring;
    private final PacketIntake intake;
    private final AudioUnit unit;
    private final AudioCounters counters;
    private final DelayEstimator delay;
    private final AvSync.Stream sync;
    private final AudioFormat format;
    private final ComfortNoise noise;
    private final int clockRateHz;
    private final long frameNs;
    private final long frameUnits;
    private boolean lastWasSilence;
    private boolean refilling;
    private long starvedNs;
    private long bridgedUnits;
    private long lastCaptureNs;

    AudioAssembler(final JitterConfig config, final AudioPlayout playout, final PacketRing ring, final PacketIntake intake, final AudioUnit unit,
                   final AudioCounters counters, final DelayEstimator delay, final AvSync.Stream sync, final AudioFormat format,
                   final int clockRateHz) {
        this.config = config;
        this.playout = playout;
        this.ring = ring;
        this.intake = intake;
        this.unit = unit;
        this.counters = counters;
        this.delay = delay;
        this.sync = sync;
        this.format = format;
        this.clockRateHz = clockRateHz;
        noise = new ComfortNoise(format);
        frameNs = format.frameNs();
        frameUnits = Timebase.nsToUnits(frameNs, clockRateHz);
    }

    /** The first frame is due. */
    void begin(final long captureBeforeNs) {
        starvedNs = 0;
        lastCaptureNs = captureBeforeNs;
    }

    /** Playout starts anew. */
    void restart() {
        lastWasSilence = false;
        refilling = false;
        bridgedUnits = 0;
    }

    /** Another sound follows. */
    void reset() {
        unit.reset();
        noise.reset();
    }

    /** What waits. */
    private long cachedNs() {
        return ring.count() == 0 ? 0 : Math.max(0, intake.toNs(ring.units(ring.highest()) + frameUnits - playout.nextUnits));
    }

    /** Puts out the sound that is due; false = there was none for so long that playout ends. */
    boolean play(final Output out) {
        if (playout.sendWaiting(out) || follow(out)) {
            return true;
        }
        refilling &= cachedNs() < config.targetDelay().toNanos();
        while (!refilling && ring.count() > 0) {
            final long first = ring.first(nextSequence);
            // Of what is missing before it, so much has been made up already while nothing was here.
            playout.nextUnits += Math.max(0, Math.min(bridgedUnits, ring.units(first) - playout.nextUnits));
            bridgedUnits = 0;
            final long aheadUnits = ring.units(first) - playout.nextUnits;
            if (aheadUnits < -frameUnits / 2) { // an overlap of what was played already
                counters.late.increment();
                consume(first);
                continue;
            }
            if (aheadUnits < (frameUnits + 1) / 2 || ring.count() * frameNs > config.maxDelay().toNanos()) {
                if (aheadUnits >= (frameUnits + 1) / 2) {
                    counters.resyncs.increment();
                }
                decode(first, out);
            } else {
                makeUp(first, aheadUnits, out);
            }
            return true;
        }
        starvedNs += frameNs;
        if (starvedNs > IDLE_NS && ring.count() == 0) {
            return false;
        }
        refilling |= playout.isLive();
        if (playout.canWait()) {
            bridgedUnits += frameUnits; // it may be late rather than lost
            playout.nextUnits -= frameUnits;
        }
        makeUp(lastWasSilence, out);
        return true;
    }

    /** Follows the picture by a frame at a time, and skips what is too much. Returns whether a frame was put out for it. */
    private boolean follow(final Output out) {
        if (cachedNs() > config.maxDelay().toNanos() + frameNs) {
            skip();
        }
        if (sync == null || playout.isElastic()) {
            return false;
        }
        final long extraNs = sync.extraDelayNs();
        if (extraNs - playout.syncedNs >= frameNs) {
            playout.syncedNs += frameNs;
            counters.resyncs.increment();
            playout.nextUnits -= frameUnits; // this frame does not take the place of any
            makeUp(lastWasSilence, out);
            return true;
        }
        if (playout.syncedNs - extraNs >= frameNs && ring.count() > 1) {
            playout.syncedNs -= frameNs;
            counters.resyncs.increment();
            consume(ring.first(nextSequence));
            playout.nextUnits += frameUnits;
        }
        return false;
    }

    /** Goes on with what would be played now if nothing had been held up. */
    private void skip() {
        final long keepNs = Math.max(frameNs, playout.isLive() ? config.catchUp().middleNs() : delay.targetDelayNs());
        final long toUnits = ring.units(ring.highest()) - Timebase.nsToUnits(keepNs, clockRateHz);
        long first = ring.first(nextSequence);
        while (ring.count() > 1 && ring.units(first) < toUnits) {
            consume(first);
            first = ring.first(nextSequence);
        }
        counters.skippedNs.add(Math.max(0, intake.toNs(ring.units(first) - playout.nextUnits)));
        counters.resyncs.increment();
        playout.nextUnits = ring.units(first);
        bridgedUnits = 0;
    }

    private void consume(final long sequence) {
        counters.lost.add(sequence - nextSequence);
        ring.remove(sequence, sequence + 1);
        nextSequence = sequence + 1;
    }

    private void decode(final long sequence, final Output out) {
        final Frame packet = ring.frame(sequence);
        final long units = ring.units(sequence);
        final long arrivalNs = packet.captureNs();
        starvedNs = 0;
        lastWasSilence = ring.payloadLength(sequence) <= SILENCE_BYTES;
        final MutableFrame frame = out.claim(out.maxLength());
        final boolean good = unit.decode(ring, sequence, frame) && (playout.isElastic() ? unit.keepsFormat() : unit.announce(out));
        consume(sequence);
        playout.nextUnits = units;
        if (!good) {
            counters.codecErrors.increment();
            out.abort(frame);
            makeUp(false, out);
            return;
        }
        final long dueNs = playout.nextDueNs();
        final long holdNs = Math.max(0, dueNs - arrivalNs);
        playout.spared(playout.dueNs - arrivalNs);
        noise.received(frame);
        counters.heldNs.add(holdNs);
        counters.decoded.increment();
        lastCaptureNs = arrivalNs;
        if (sync != null) {
            sync.playout((int) units, clockRateHz, playout.isLive() ? dueNs : playout.wantedNs(units), dueNs);
        }
        send(frame.flags(0).captureNs(arrivalNs).userTag(holdNs), out);
    }

    /** Sound for what is not there although the packet after it is. */
    private void makeUp(final long next, final long aheadUnits, final Output out) {
        starvedNs = 0;
        final boolean notSent = next == nextSequence;
        if (!notSent && aheadUnits <= frameUnits + frameUnits / 2) {
            final MutableFrame frame = out.claim(out.maxLength());
            if (unit.recover(ring, next, frame)) {
                counters.recovered.increment();
                lastCaptureNs += frameNs;
                send(frame.flags(0).captureNs(lastCaptureNs).userTag(0), out);
                return;
            }
            out.abort(frame);
        }
        makeUp(notSent, out);
    }

    private void makeUp(final boolean silence, final Output out) {
        (silence ? counters.silent : counters.concealed).increment();
        final MutableFrame frame = out.claim(out.maxLength());
        try {
            unit.conceal(frame);
        } catch (final CodecException e) {
            counters.codecErrors.increment();
            unit.silence(frame);
        }
        if ((!silence || !unit.recovers()) && noise.madeUp(frame)) { // a decoder that fills lost packets also fills silence
            counters.noise.increment();
        }
        lastCaptureNs += frameNs;
        if (!format.equals(out.format())) {
            out.formatChange(format);
        }
        send(frame.flags(FrameFlags.GAP).captureNs(lastCaptureNs).userTag(0), out);
    }

    private void send(final MutableFrame frame, final Output out) {
        playout.send(frame.streamId(intake.ssrc()).rtpTimestamp((int) playout.nextUnits), frameUnits, lastWasSilence, cachedNs(), out);
    }
}
