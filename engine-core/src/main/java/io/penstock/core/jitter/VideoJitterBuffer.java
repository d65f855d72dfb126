package io.penstock.core.jitter;

import io.penstock.core.Providers;
import io.penstock.core.rtp.RepairRequests;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.PayloadFormat;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Takes RTP packets in any order and puts out whole access units in order, each when its time has come: at {@code ptsNs + targetDelay}.
 *
 * <p>{@code ptsNs} is when the unit would have arrived without queueing ({@link PlayoutClock}); {@code captureNs} when its last packet
 * arrived; {@code userTag} the intended hold in nanoseconds, from the arrival of its last packet to its playout, 0 when it came late.
 *
 * <p>A unit that is not whole at its time is asked for anew (a rate-limited {@code KeyframeRequest} goes upstream) and waited for until
 * {@code maxDelay} or until a later key frame is due; then it is dropped, and {@code gap} goes downstream. What follows is put out as long as it
 * refers to nothing that is missing ({@link PayloadFormat#references}); else nothing but a key frame follows, marked
 * {@link FrameFlags#DISCONTINUITY}. A unit that nobody refers to is not waited for. Late but whole is put out at once.
 *
 * <p>Given {@link io.penstock.core.rtp.RtpSession#repairs()}, it asks for lost packets as long as they can come in time, and for a key frame
 * only when none can. Its delay should be {@linkplain JitterConfig#adaptiveUpToMs adaptive} then: it must cover a round trip. More
 * counters: {@code nacked} (requests), {@code recovered}, {@code dropped.repair-late} (given up, not asked for again).
 *
 * <p>Counters: {@code packets}, {@code frames}, {@code lost} (packets not there when their unit was given up), {@code late} (packets after
 * that), {@code duplicated}, {@code reordered}, {@code freezes} (pauses of three mean frame distances, and the mean and 150 ms),
 * {@code freezeNs} (these added up), {@code stalls} (pauses above 200 ms), {@code keyframeRequests},
 * {@code heldNs} (intended holds, added up), {@code dropped.incomplete}, {@code dropped.waiting-keyframe} (units),
 * {@code dropped.overflow}, {@code dropped.jump}, {@code dropped.payload-type} (packets), {@code errors.malformed}, {@code errors.payload}.
 */
public final class VideoJitterBuffer implements Transform {
    /** Units in one callback: those that became due together, and those left at the end. */
    static final int MAX_OUTPUTS = 4;
    /** Some streams number frames modulo 16. */
    private static final long LONGEST_GAP_NS = 200_000_000L;
    /** Later than anything that is held. */
    private static final long END_OF_TIME_NS = 3_600_000_000_000L;

    private final JitterConfig config;
    private final PayloadFormat payloadFormat;
    private final AvSync.Stream sync;
    private final RepairRequests repairs;
    private final StageSpec spec;

    private StageContext context;
    private DelayEstimator delay;
    private RepairRequester repair;
    private PacketRing ring;
    private PacketIntake intake;
    private PlayoutClock clock;
    private UnitReader reader;
    private int clockRateHz;
    private long frameNs;
    private boolean started;
    private boolean released;
    private boolean waiting;
    private boolean missing;
    private long putOutUnits;
    private boolean discontinuity;
    private boolean gaveUp;
    private long givenUpUnits;
    private long nextSequence;
    private long unitNumber;
    private boolean ending;
    private KeyframeRequests keyframes;
    private FreezeWatch pauses;
    private WatchPost post = new WatchPost(null, null);
    private final RepairRequester.Deadlines deadlines = new RepairRequester.Deadlines() {
        @Override
        public long playoutNs(final long sequence) {
            return missingDueNs(sequence);
        }

        @Override
        public long patienceNs() {
            return VideoJitterBuffer.this.patienceNs();
        }
    };

    private VideoCounters counters;

    /**
     * Creates a buffer.
     *
     * @param config        settings.
     * @param payloadFormat how the codec's frames travel.
     */
    public VideoJitterBuffer(final JitterConfig config, final PayloadFormat payloadFormat) {
        this(config, payloadFormat, null, null);
    }

    /**
     * Creates a buffer that asks for lost packets.
     *
     * @param config        settings.
     * @param payloadFormat how the codec's frames travel.
     * @param sync          {@link AvSync#video()}; null = on its own.
     * @param repairs       {@link io.penstock.core.rtp.RtpSession#repairs()} of the session that the packets come by; null = lost is lost.
     */
    public VideoJitterBuffer(final JitterConfig config, final PayloadFormat payloadFormat, final AvSync.Stream sync,
                             final RepairRequests repairs) {
        this.config = config;
        this.payloadFormat = payloadFormat;
        this.sync = sync;
        this.repairs = repairs;
        spec = StageSpec.transform("jitter-video", PacketSpec.rtp(payloadFormat.codec()), format -> FormatSpec.of(((PacketFormat) format).payload()))
            .ticking().framesHeld(config.maxPackets()).maxOutputsPerInput(MAX_OUTPUTS).latency(Latency.of(config.targetDelay())).build();
    }

    /**
     * A buffer with a payload format from the class path.
     *
     * @param codec  what the packets carry.
     * @param config settings.
     * @return the stage.
     */
    public static VideoJitterBuffer of(final CodecId codec, final JitterConfig config) {
        return of(codec, config, null);
    }

    /**
     * A buffer that asks for lost packets, with a payload format from the class path.
     *
     * @param codec   what the packets carry.
     * @param config  settings; the delay should be adaptive.
     * @param repairs {@link io.penstock.core.rtp.RtpSession#repairs()} of the session that the packets come by.
     * @return the stage.
     */
    public static VideoJitterBuffer of(final CodecId codec, final JitterConfig config, final RepairRequests repairs) {
        return new VideoJitterBuffer(config, Providers.of(VideoJitterBuffer.class.getClassLoader()).payloadFormat(codec), null, repairs);
    }

    /**
     * Tells somebody what comes and what becomes of it. Call before the start. While packets come, the thread then wakes 20 times a second.
     *
     * @param watch who is told.
     * @return this.
     */
    public VideoJitterBuffer watchedBy(final PictureWatch watch) {
        post = new WatchPost(watch, payloadFormat);
        return this;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        counters = new VideoCounters(context);
        pauses = new FreezeWatch(counters);
        keyframes = new KeyframeRequests(context, counters);
        repair = repairs == null ? null : new RepairRequester(repairs, context);
        delay = config.estimator().apply(config);
        ring = new PacketRing(config.maxPackets());
        open((PacketFormat) context.inputFormat(0));
    }

    private void open(final PacketFormat format) {
        final EncodedFormat encoded = format.payload();
        clockRateHz = format.clockRateHz() > 0 ? format.clockRateHz() : payloadFormat.clockRateHz(encoded.media());
        frameNs = encoded.frameNs();
        intake = new PacketIntake(context, clockRateHz, format.payloadType());
        intake.reset();
        clock = new PlayoutClock(clockRateHz);
        reader = new UnitReader(ring, payloadFormat);
        restart();
    }

    /** Another source, or the same anew: nothing of before counts. */
    private void restart() {
        ring.clear();
        clock.reset();
        delay.reset();
        post.restarted();
        discontinuity |= released;
        started = false;
        released = false;
        gaveUp = false;
        waiting = true;
        missing = false;
        if (repair != null) {
            repair.reset();
        }
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final PacketIntake.Verdict verdict = intake.check(in);
        if (verdict == PacketIntake.Verdict.REFUSED) {
            return;
        }
        if (verdict == PacketIntake.Verdict.NEW_SOURCE) {
            restart();
        }
        clock.observe(intake.units(), in.captureNs());
        final boolean repaired = repair != null && repair.arrived(intake.sequence(), intake.marker(), in.captureNs());
        if (repaired) {
            delay.packetRepaired(intake.toNs(intake.units()), in.captureNs());
        } else {
            delay.packetArrived(intake.toNs(intake.units()), in.captureNs());
        }
        post.packet(in, intake, clock, repaired && ring.count() > 0 && intake.sequence() < ring.highest());
        admit(in);
        process(context.clock().nanoTime(), out);
    }

    private void admit(final Frame in) {
        final long sequence = intake.sequence();
        if (!started) {
            started = true;
            nextSequence = sequence;
        }
        if (gaveUp && intake.units() == givenUpUnits) {
            counters.late.increment();
            nextSequence += sequence == nextSequence ? 1 : 0; // the rest of what was given up is no hole
            return;
        }
        if (sequence < nextSequence) {
            if (released || gaveUp || ring.count() > 0 && ring.highest() - sequence >= ring.span()) {
                counters.late.increment();
                return;
            }
            nextSequence = sequence;
        }
        if (ring.isFull() || sequence - nextSequence >= ring.span()) {
            // Nothing could be put out for too long: start afresh rather than grow.
            counters.overflow.add(ring.clear());
            nextSequence = sequence;
            lostReference();
            requestKeyframe(context.clock().nanoTime());
        }
        ring.put(intake, in);
        if (reader.isWhole(sequence, nextSequence)) {
            delay.unitCompleted(intake.toNs(intake.units()), in.captureNs());
        }
    }

    @Override
    public int onTick(final long nowNs, final Output out) {
        return process(nowNs, out);
    }

    private int process(final long nowNs, final Output out) {
        int work = 0;
        long dueNs = nowNs;
        post.passes(nowNs);
        final long askNs = askForLost(nowNs);
        while (ring.count() > 0 && dueNs <= nowNs && work < MAX_OUTPUTS) {
            if (waiting) {
                skipToKeyframe();
            }
            dueNs = step(nowNs, out);
            work += dueNs <= nowNs ? 1 : 0;
        }
        context.wakeAtNs(post.wakeNs(ring.count() == 0 ? Long.MAX_VALUE : Math.max(nowNs, Math.min(dueNs, askNs)), nowNs));
        return work;
    }

    private long askForLost(final long nowNs) {
        if (repair == null || ending || ring.count() == 0) {
            return Long.MAX_VALUE;
        }
        repair.passed(nextSequence);
        return repair.process(nowNs, deadlines, delay);
    }

    /** When the unit of a missing packet is due. */
    private long missingDueNs(final long sequence) {
        return clock.arrivalNs(ring.units(reader.neighbour(sequence))) + delay.targetDelayNs();
    }

    /** How long a unit is waited for after it was due. */
    private long patienceNs() {
        return Math.max(0, config.maxDelay().toNanos() - delay.targetDelayNs());
    }

    /** Deals with the first unit. Returns when to look again; now or earlier = at once. */
    private long step(final long nowNs, final Output out) {
        final long first = ring.first(nextSequence);
        final long units = ring.units(first);
        final long end = reader.endOfHeld(first);
        final boolean ended = ring.marker(end - 1) || ring.contains(end);
        final boolean startKnown = first == nextSequence;
        final long playoutNs = playoutNs(units);
        if (nowNs < playoutNs) {
            return playoutNs;
        }
        final boolean keyframe = ended && reader.hasKeyframe(first, end);
        if (ended && (startKnown || keyframe)) {
            if (released || gaveUp) {
                counters.lost.add(first - nextSequence);
            }
            release(first, end, keyframe, playoutNs, nowNs, out);
            return nowNs;
        }
        final boolean discardable = reader.isDiscardable(first, reader.end(first, units));
        if (!discardable && (repair == null || repair.gaveUp(nextSequence, reader.end(first, units) + 1))) {
            requestKeyframe(nowNs);
        }
        final long deadlineNs = playoutNs + (discardable ? Math.min(frameNs, patienceNs()) : patienceNs());
        // When a key frame behind this unit is due, nobody misses it any more.
        final long key = reader.nextKeyframe(first, units);
        final long giveUpNs = key == Long.MIN_VALUE ? deadlineNs : Math.min(deadlineNs, playoutNs(ring.units(key)));
        if (nowNs < giveUpNs) {
            return giveUpNs;
        }
        giveUp(first, units, nowNs, out);
        return nowNs;
    }

    private long playoutNs(final long units) {
        final long ownNs = clock.arrivalNs(units) + delay.targetDelayNs();
        if (sync == null) {
            return ownNs;
        }
        sync.playout((int) units, clockRateHz, ownNs);
        return ownNs + sync.extraDelayNs();
    }

    /** While nothing else can be shown, what lies before the next key frame need not be waited for. */
    private void skipToKeyframe() {
        final long sequence = reader.firstKeyframe(nextSequence);
        if (sequence > nextSequence) {
            final int held = ring.remove(nextSequence, sequence);
            counters.lost.add(released || gaveUp ? sequence - nextSequence - held : 0);
            counters.waiting.add(held > 0 ? 1 : 0);
            nextSequence = sequence;
        }
    }

    private void release(final long first, final long end, final boolean keyframe, final long playoutNs, final long nowNs, final Output out) {
        if (waiting && !keyframe) {
            counters.waiting.increment();
            skip(first, end, nowNs);
            return;
        }
        final MutableFrame frame = out.claim(out.maxLength());
        final int length = reader.assemble(first, end, frame);
        if (length == 0) {
            out.abort(frame);
            counters.payloadErrors.increment();
            lostReference();
            skip(first, end, nowNs);
            return;
        }
        final boolean far = missing && intake.toNs(ring.units(first) - putOutUnits) > LONGEST_GAP_NS;
        if ((!reader.isDecodable(first, frame.length(length), missing) || far) && !keyframe) {
            out.abort(frame);
            counters.waiting.increment();
            lostReference();
            skip(first, end, nowNs);
            return;
        }
        describe(frame, first, end, keyframe, playoutNs);
        reader.putOut();
        putOutUnits = ring.units(first);
        missing &= frame.temporalLayer() > 0;
        waiting = false;
        discontinuity = false;
        released = true;
        ring.remove(first, end);
        nextSequence = end;
        if (!ending) {
            pauses.shown(nowNs);
            post.putOut(intake.toNs(putOutUnits), (int) putOutUnits, playoutNs, nowNs);
        }
        counters.frames.increment();
        out.commit(frame);
    }

    private void skip(final long first, final long end, final long nowNs) {
        ring.remove(first, end);
        nextSequence = end;
        requestKeyframe(nowNs);
    }

    private void describe(final MutableFrame frame, final long first, final long end, final boolean keyframe, final long playoutNs) {
        final long units = ring.units(first);
        reader.describe(first, end, frame.flags((keyframe ? FrameFlags.KEYFRAME : 0) | (discontinuity ? FrameFlags.DISCONTINUITY : 0)));
        final long holdNs = Math.max(0, playoutNs - frame.captureNs());
        counters.heldNs.add(holdNs);
        frame.ptsNs(clock.arrivalNs(units)).durationNs((int) Math.min(Integer.MAX_VALUE, frameNs)).sequence(unitNumber++)
            .streamId(intake.ssrc()).rtpTimestamp((int) units).userTag(holdNs);
    }

    private void giveUp(final long first, final long units, final long nowNs, final Output out) {
        final long end = reader.end(first, units);
        final int held = ring.remove(nextSequence, end);
        counters.lost.add(released || gaveUp ? end - nextSequence - held : 0);
        counters.incomplete.increment();
        gaveUp = true;
        givenUpUnits = units;
        nextSequence = end;
        missing = true; // whether anybody needs it is known when the next is there
        out.gap(clock.arrivalNs(units), frameNs);
    }

    private void lostReference() {
        waiting = discontinuity = true;
    }

    private void requestKeyframe(final long nowNs) {
        if (!ending && keyframes.request(nowNs)) {
            post.keyframeAsked(nowNs);
        }
    }

    @Override
    public boolean onFormatChange(final Format format, final Output out) {
        open((PacketFormat) format);
        out.formatChange(((PacketFormat) format).payload());
        return true;
    }

    @Override
    public void onFlush() {
        restart();
        context.wakeAtNs(Long.MAX_VALUE);
    }

    @Override
    public void onEndOfStream(final Output out) {
        ending = true;
        for (int i = 0; i < MAX_OUTPUTS && ring.count() > 0; i++) {
            step(context.clock().nanoTime() + END_OF_TIME_NS, out);
        }
        close();
    }

    @Override
    public void close() {
        if (ring != null) {
            ring.clear();
        }
    }
}
