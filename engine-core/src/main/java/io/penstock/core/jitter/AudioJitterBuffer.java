package io.penstock.core.jitter;

import io.penstock.clock.Timebase;
import io.penstock.core.Providers;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.LossConcealer;
import io.penstock.spi.PayloadFormat;
import io.penstock.spi.TimeScaler;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.util.function.Supplier;

/**
 * Takes RTP packets in any order and puts out sound without a pause: a frame whenever the last has been played, by the engine's clock. It
 * decodes inside, because what is lost must be made up at the moment it is due, from the packet after it where that repeats it (Opus FEC),
 * else by the decoder's or the given {@link LossConcealer}.
 *
 * <p>Playout starts {@code targetDelay} after the first packet. {@code ptsNs} is playout minus target; {@code captureNs} the arrival of the
 * packet (made-up sound continues from the one before); {@code userTag} the intended hold in nanoseconds, from arrival to playout. Made-up
 * sound has {@link FrameFlags#GAP}. Timestamps that skip without a sequence number missing are silence that was not sent (DTX). After two
 * seconds without packets the output stops, until packets come again.
 *
 * <p>With {@link JitterConfig#adaptiveUpToMs} and a {@link TimeScaler} the delay follows what packets need and the sender's clock: sound is
 * lengthened and shortened by a pitch period at a time where that is not heard, and packets that all are late are waited for, while sound is
 * made up, rather than dropped.
 *
 * <p>Counters: {@code packets}, {@code frames}, {@code concealed}, {@code recovered} (FEC), {@code silent} (DTX), {@code lost} (packets not
 * there when due), {@code late} (there later), {@code duplicated}, {@code reordered}, {@code resyncs} (playout moved: clock drift, a longer
 * way, lip sync), {@code addedNs} and {@code removedNs} (by lengthening and shortening), {@code heldNs} (intended holds of {@code decoded}
 * frames, added up), {@code decoded}, {@code dropped.overflow}, {@code dropped.jump}, {@code dropped.payload-type},
 * {@code errors.malformed}, {@code errors.codec}.
 */
public final class AudioJitterBuffer implements Transform {
    /** Frames in one callback: those that became due while the thread was away. */
    static final int MAX_OUTPUTS = 4;
    /** So many packets in a row that come too late mean that the way has become longer. */
    private static final int LATE_LIMIT = 5;
    private static final long IDLE_NS = 2_000_000_000L;
    /** Opus and others send next to nothing for silence. */
    private static final int SILENCE_BYTES = 2;

    private final JitterConfig config;
    private final PayloadFormat payloadFormat;
    private final CodecSpec codec;
    private final CodecProvider provider;
    private final Supplier<LossConcealer> concealers;
    private final AvSync.Stream sync;
    private final StageSpec spec;

    private StageContext context;
    private AudioCounters counters;
    private DelayEstimator delay;
    private PacketRing ring;
    private PacketIntake intake;
    private PlayoutClock clock;
    private AudioPlayout playout;
    private AudioUnit unit;
    private Supplier<TimeScaler> scalers;
    private long bridgedUnits;
    private int clockRateHz;
    private AudioFormat format;
    private long frameNs;
    private long frameUnits;

    private boolean started;
    private boolean playing;
    private boolean lastWasSilence;
    private long nextSequence;
    private long starvedNs;
    private long lastCaptureNs;
    private int lateInARow;

    /**
     * Creates a buffer.
     *
     * @param config        settings.
     * @param payloadFormat how the codec's frames travel.
     * @param codec         decoder and its settings.
     * @param provider      makes the decoder.
     * @param concealers    makes a concealer for decoders that have none of their own; null = silence then.
     * @param sync          {@link AvSync#audio()}; null = on its own.
     */
    public AudioJitterBuffer(final JitterConfig config, final PayloadFormat payloadFormat, final CodecSpec codec,
                             final CodecProvider provider, final Supplier<LossConcealer> concealers, final AvSync.Stream sync) {
        if (codec.direction() != CodecSpec.Direction.DECODE || !codec.codec().equals(payloadFormat.codec())) {
            throw new ConfigurationException("jitter: " + codec + " does not decode what comes as " + payloadFormat.codec());
        }
        this.config = config;
        this.payloadFormat = payloadFormat;
        this.codec = codec;
        this.provider = provider;
        this.concealers = concealers;
        this.sync = sync;
        spec = StageSpec.transform("jitter-audio", PacketSpec.rtp(codec.codec()), this::soundOf).ticking().framesHeld(config.maxPackets())
            .maxOutputsPerInput(MAX_OUTPUTS).latency(Latency.of(config.targetDelay())).build();
    }

    /**
     * A buffer with payload format, decoder and concealer from the class path.
     *
     * @param codec  decoder and its settings.
     * @param config settings.
     * @return the stage.
     */
    public static AudioJitterBuffer of(final CodecSpec codec, final JitterConfig config) {
        return of(codec, config, null);
    }

    /**
     * A buffer with payload format, decoder and concealer from the class path, in step with a picture.
     *
     * @param codec  decoder and its settings.
     * @param config settings.
     * @param sync   {@link AvSync#audio()}; null = on its own.
     * @return the stage.
     */
    public static AudioJitterBuffer of(final CodecSpec codec, final JitterConfig config, final AvSync.Stream sync) {
        final Providers providers = Providers.of(AudioJitterBuffer.class.getClassLoader());
        return new AudioJitterBuffer(config, providers.payloadFormat(codec.codec()), codec, providers.codec(codec),
            providers.lossConcealer().orElse(null), sync).timeScalers(config.isAdaptive() ? providers.timeScaler().orElse(null) : null);
    }

    /**
     * Lets the delay change without a gap. Before the start.
     *
     * @param makers makes what lengthens and shortens sound; null = the delay stays what it was when playout started.
     * @return this.
     */
    public AudioJitterBuffer timeScalers(final Supplier<TimeScaler> makers) {
        scalers = makers;
        return this;
    }

    private FormatSpec soundOf(final Format packets) {
        return provider.traits(codec).output().apply(((PacketFormat) packets).payload());
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        counters = new AudioCounters(context);
        delay = config.estimator().apply(config);
        ring = new PacketRing(config.maxPackets());
        playout = new AudioPlayout(config, delay, sync, counters);
        open((PacketFormat) context.inputFormat(0), (AudioFormat) context.outputFormat(0));
    }

    private void open(final PacketFormat packets, final AudioFormat output) {
        final EncodedFormat encoded = packets.payload();
        clockRateHz = packets.clockRateHz() > 0 ? packets.clockRateHz() : payloadFormat.clockRateHz(encoded.media());
        format = output;
        frameNs = output.frameNs();
        frameUnits = Timebase.nsToUnits(frameNs, clockRateHz);
        intake = new PacketIntake(context, clockRateHz, packets.payloadType());
        intake.reset();
        clock = new PlayoutClock(clockRateHz);
        unit = new AudioUnit(codec, provider, payloadFormat, encoded, output, concealers == null ? null : concealers.get());
        playout.open(output, clockRateHz, clock, scalers == null ? null : new ElasticSound(scalers.get(), output, context));
        restart();
    }

    private void restart() {
        ring.clear();
        clock.reset();
        delay.reset();
        playout.discontinuity |= playing;
        started = false;
        playing = false;
        lateInARow = 0;
        playout.restart();
        lastWasSilence = false;
        bridgedUnits = 0;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final PacketIntake.Verdict verdict = intake.check(in);
        if (verdict == PacketIntake.Verdict.REFUSED) {
            return;
        }
        if (verdict == PacketIntake.Verdict.NEW_SOURCE) {
            restart();
            unit.reset();
        }
        delay.packetArrived(intake.toNs(intake.units()), in.captureNs());
        if (admit(in)) {
            process(context.clock().nanoTime(), out);
        }
    }

    private boolean admit(final Frame in) {
        final long sequence = intake.sequence();
        final long units = intake.units();
        if (playing && (sequence < nextSequence || units < playout.nextUnits - frameUnits / 2)) {
            counters.late.increment();
            if (++lateInARow < LATE_LIMIT) {
                return false;
            }
            restart();
            counters.resyncs.increment();
        }
        lateInARow = 0;
        final boolean tooFar = started && (Math.abs(sequence - nextSequence) >= ring.span()
            || ring.count() > 0 && ring.highest() - sequence >= ring.span()
            || intake.toNs(units - playout.nextUnits) > config.maxDelay().toNanos() + IDLE_NS);
        if (ring.isFull() || tooFar) {
            counters.overflow.add(ring.count());
            restart();
            counters.resyncs.increment();
        }
        if (!started) {
            started = true;
            nextSequence = sequence;
            playout.nextUnits = units;
        }
        ring.put(intake, in);
        if (!playing || playout.isElastic()) {
            clock.observe(units, in.captureNs());
        }
        if (!playing) {
            nextSequence = Math.min(nextSequence, sequence);
            playout.nextUnits = Math.min(playout.nextUnits, units);
            playout.dueNs = clock.arrivalNs(playout.nextUnits) + delay.targetDelayNs();
        }
        return true;
    }

    @Override
    public int onTick(final long nowNs, final Output out) {
        return process(nowNs, out);
    }

    private int process(final long nowNs, final Output out) {
        int work = 0;
        if (started && nowNs - playout.dueNs > Math.max(config.maxDelay().toNanos(), MAX_OUTPUTS * frameNs)) {
            // The thread was away, or a timestamp lied: nobody wants to hear now what was due long ago.
            playout.dueNs = nowNs;
            counters.resyncs.increment();
        }
        while (started && nowNs >= playout.dueNs && work < MAX_OUTPUTS) {
            work++;
            if (!playing) {
                playing = true;
                starvedNs = 0;
                lastCaptureNs = playout.dueNs - delay.targetDelayNs() - frameNs;
            }
            play(out);
        }
        context.wakeAtNs(started ? Math.max(playout.dueNs, nowNs) : Long.MAX_VALUE);
        return work;
    }

    /** Puts out the sound that is due. */
    private void play(final Output out) {
        if (playout.sendWaiting(out) || follow(out)) {
            return;
        }
        while (ring.count() > 0) {
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
            return;
        }
        starvedNs += frameNs;
        if (starvedNs > IDLE_NS) {
            restart();
            return;
        }
        if (playout.canWait()) {
            bridgedUnits += frameUnits; // it may be late rather than lost
            playout.nextUnits -= frameUnits;
        }
        makeUp(lastWasSilence, out);
    }

    /** Follows the picture and the sender's clock by a frame at a time. Returns whether a frame was put out for it. */
    private boolean follow(final Output out) {
        final long bufferedNs = ring.count() == 0 ? 0 : intake.toNs(ring.units(ring.highest()) - playout.nextUnits);
        if (bufferedNs > config.maxDelay().toNanos()) {
            consume(ring.first(nextSequence));
            playout.nextUnits += frameUnits;
            counters.resyncs.increment();
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
        counters.heldNs.add(holdNs);
        counters.decoded.increment();
        lastCaptureNs = arrivalNs;
        if (sync != null) {
            sync.playout((int) units, clockRateHz, dueNs - playout.syncedNs);
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
        lastCaptureNs += frameNs;
        if (!format.equals(out.format())) {
            out.formatChange(format);
        }
        send(frame.flags(FrameFlags.GAP).captureNs(lastCaptureNs).userTag(0), out);
    }

    private void send(final MutableFrame frame, final Output out) {
        playout.send(frame.streamId(intake.ssrc()).rtpTimestamp((int) playout.nextUnits), frameUnits, lastWasSilence, out);
    }

    @Override
    public boolean onFormatChange(final Format packets, final Output out) {
        final FormatSpec possible = soundOf(packets);
        final AudioFormat output = (AudioFormat) (possible.accepts(format) ? format : possible.first().orElseThrow());
        unit.close();
        open((PacketFormat) packets, output);
        if (!output.equals(out.format())) {
            out.formatChange(output);
        }
        return true;
    }

    @Override
    public void onFlush() {
        restart();
        unit.reset();
        context.wakeAtNs(Long.MAX_VALUE);
    }

    @Override
    public void onEndOfStream(final Output out) {
        final int most = playout.isElastic() ? MAX_OUTPUTS - 1 : MAX_OUTPUTS;
        for (int i = 0; i < most && ring.count() > 0; i++) {
            playing = true;
            play(out);
        }
        ring.clear();
        playout.end(out);
    }

    @Override
    public void close() {
        if (ring != null) {
            ring.clear();
        }
        if (unit != null) {
            unit.close();
            unit = null;
        }
    }
}
